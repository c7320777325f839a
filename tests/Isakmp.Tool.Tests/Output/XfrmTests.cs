using System.Diagnostics;
using IkeTool.Output;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Tool.Tests.Output;

public class XfrmTests
{
    // Shape and words of ip-xfrm(8); algorithm names of the kernel (net/xfrm/xfrm_algo.c).
    public static TheoryData<string, string, string> Algorithms => new()
    {
        { "aes256gcm16", "aead 'rfc4106(gcm(aes))' 0x", "128" },
        { "aes128gcm8", "aead 'rfc4106(gcm(aes))' 0x", "64" },
        { "aes128ccm12", "aead 'rfc4309(ccm(aes))' 0x", "96" },
        { "chacha20poly1305", "aead 'rfc7539esp(chacha20,poly1305)' 0x", "128" },
        { "aes256gmac", "aead 'rfc4543(gcm(aes))' 0x", "128" },
        { "aes128-sha256", "enc 'cbc(aes)' 0x", "auth-trunc 'hmac(sha256)' 0x" },
        { "aes128-sha1", "enc 'cbc(aes)' 0x", "auth-trunc 'hmac(sha1)' 0x" },
        { "3des-md5", "enc 'cbc(des3_ede)' 0x", "auth-trunc 'hmac(md5)' 0x" },
        { "aes256ctr-sha512", "enc 'rfc3686(ctr(aes))' 0x", "auth-trunc 'hmac(sha512)' 0x" },
        { "null-aesxcbc", "enc 'ecb(cipher_null)' ''", "auth-trunc 'xcbc(aes)' 0x" },
    };

    [Fact]
    public void A_tunnel_in_full()
    {
        IReadOnlyList<string> lines = Install(Child("aes256gcm16"));
        Assert.Equal(
            [
                "ip xfrm state add src 192.0.2.2 dst 192.0.2.1 proto esp spi 0x0a0b0c0d reqid 7 mode tunnel replay-window 32 aead 'rfc4106(gcm(aes))' 0x11 128",
                "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0xc1c2c3c4 reqid 7 mode tunnel replay-window 32 aead 'rfc4106(gcm(aes))' 0x22 128",
                "ip xfrm policy add src 10.1.0.0/24 dst 10.2.0.0/24 dir out tmpl src 192.0.2.1 dst 192.0.2.2 proto esp reqid 7 mode tunnel",
                "ip xfrm policy add src 10.2.0.0/24 dst 10.1.0.0/24 dir in tmpl src 192.0.2.2 dst 192.0.2.1 proto esp reqid 7 mode tunnel",
                "ip xfrm policy add src 10.2.0.0/24 dst 10.1.0.0/24 dir fwd tmpl src 192.0.2.2 dst 192.0.2.1 proto esp reqid 7 mode tunnel",
            ],
            lines);
    }

    [Fact]
    public void Udp_encapsulation_and_extended_sequence_numbers()
    {
        IReadOnlyList<string> lines = Install(Child("aes128-sha256-esn") with
        {
            IsUdpEncapsulated = true,
            ExtendedSequenceNumbers = true,
            Path = new PacketInfo(NetEndPoint.Parse("192.0.2.1:4500"), NetEndPoint.Parse("198.51.100.9:51234"), Encapsulation.NonEspMarker),
        });
        Assert.Equal(
            "ip xfrm state add src 198.51.100.9 dst 192.0.2.1 proto esp spi 0x0a0b0c0d reqid 7 mode tunnel replay-window 32 flag esn "
            + "enc 'cbc(aes)' 0x11 auth-trunc 'hmac(sha256)' 0x33 128 encap espinudp 51234 4500 0.0.0.0",
            lines[0]);
        Assert.EndsWith("0x22 auth-trunc 'hmac(sha256)' 0x44 128 encap espinudp 4500 51234 0.0.0.0", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Transport_mode_of_ah_over_ipv6_for_one_port()
    {
        IReadOnlyList<string> lines = Install(Child("sha384", SecurityProtocol.Ah, "2001:db8::1/128[tcp]", "2001:db8::2/128[tcp/5432]") with
        {
            Mode = ChildMode.Transport,
            Path = new PacketInfo(NetEndPoint.Parse("[2001:db8::1]:500"), NetEndPoint.Parse("[2001:db8::2]:500")),
        });
        Assert.Equal(
            [
                "ip xfrm state add src 2001:db8::2 dst 2001:db8::1 proto ah spi 0x0a0b0c0d reqid 7 mode transport replay-window 32 auth-trunc 'hmac(sha384)' 0x33 192",
                "ip xfrm state add src 2001:db8::1 dst 2001:db8::2 proto ah spi 0xc1c2c3c4 reqid 7 mode transport replay-window 32 auth-trunc 'hmac(sha384)' 0x44 192",
                "ip xfrm policy add src 2001:db8::1/128 dst 2001:db8::2/128 proto tcp dport 5432 dir out tmpl src 2001:db8::1 dst 2001:db8::2 proto ah reqid 7 mode transport",
                "ip xfrm policy add src 2001:db8::2/128 dst 2001:db8::1/128 proto tcp sport 5432 dir in tmpl src 2001:db8::2 dst 2001:db8::1 proto ah reqid 7 mode transport",
            ],
            lines);
    }

    /// <summary>One outer header: what is innermost makes the tunnel, and the rest is around it, in the order of ip-xfrm's templates.</summary>
    [Fact]
    public void A_bundle_of_compression_esp_and_ah()
    {
        IReadOnlyList<string> lines = Install(Bundle());
        Assert.Equal(
            [
                "ip xfrm state add src 192.0.2.2 dst 192.0.2.1 proto comp spi 0x00001234 reqid 7 mode tunnel comp deflate",
                "ip xfrm state add src 192.0.2.2 dst 192.0.2.1 proto esp spi 0x0a0b0c0d reqid 7 mode transport replay-window 32 enc 'cbc(aes)' 0x11 auth-trunc 'hmac(sha1)' 0x33 96",
                "ip xfrm state add src 192.0.2.2 dst 192.0.2.1 proto ah spi 0x0000aaaa reqid 7 mode transport replay-window 32 auth-trunc 'hmac(sha256)' 0x55 128",
                "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto comp spi 0x00000002 reqid 7 mode tunnel comp deflate",
                "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0xc1c2c3c4 reqid 7 mode transport replay-window 32 enc 'cbc(aes)' 0x22 auth-trunc 'hmac(sha1)' 0x44 96",
                "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto ah spi 0x0000bbbb reqid 7 mode transport replay-window 32 auth-trunc 'hmac(sha256)' 0x66 128",
            ],
            lines.Take(6));
        const string Outbound = "tmpl src 192.0.2.1 dst 192.0.2.2 proto comp reqid 7 mode tunnel tmpl src 192.0.2.1 dst 192.0.2.2 proto esp reqid 7 mode transport "
            + "tmpl src 192.0.2.1 dst 192.0.2.2 proto ah reqid 7 mode transport";
        const string Inbound = "tmpl src 192.0.2.2 dst 192.0.2.1 proto comp reqid 7 mode tunnel level use tmpl src 192.0.2.2 dst 192.0.2.1 proto esp reqid 7 mode transport "
            + "tmpl src 192.0.2.2 dst 192.0.2.1 proto ah reqid 7 mode transport";
        Assert.Equal($"ip xfrm policy add src 10.1.0.0/24 dst 10.2.0.0/24 dir out {Outbound}", lines[6]);
        Assert.Equal($"ip xfrm policy add src 10.2.0.0/24 dst 10.1.0.0/24 dir in {Inbound}", lines[7]);
        Assert.Equal($"ip xfrm policy add src 10.2.0.0/24 dst 10.1.0.0/24 dir fwd {Inbound}", lines[8]);
    }

    [Fact]
    public void A_lifetime_that_was_agreed_on_is_a_limit_of_the_state()
    {
        IReadOnlyList<string> lines = Install(Child("aes128-sha1") with { Lifetime = TimeSpan.FromHours(1), LifetimeKilobytes = 1000 });
        Assert.All(lines.Take(2), line => Assert.EndsWith(" limit time-hard 3600 limit byte-hard 1024000", line, StringComparison.Ordinal));
        Assert.DoesNotContain(lines.Skip(2), line => line.Contains("limit", StringComparison.Ordinal));
    }

    [Fact]
    public void What_replaces_another_has_states_alone()
    {
        using ChildSaKeys keys = Keys(isNull: false);
        IReadOnlyList<string> lines = XfrmCommands.Replace(Bundle(), keys, 7);
        Assert.Equal(Install(Bundle()).Take(6), lines);
    }

    /// <summary>ip-xfrm(8): the last argument of encap is the original address, of the sender that is.</summary>
    [Fact]
    public void Transport_mode_behind_a_nat_names_the_address_before_it()
    {
        ChildSaInfo child = Child("aes128-sha1", SecurityProtocol.Esp, "192.0.2.1/32", "198.51.100.9/32") with
        {
            Mode = ChildMode.Transport,
            IsUdpEncapsulated = true,
            Path = new PacketInfo(NetEndPoint.Parse("192.0.2.1:4500"), NetEndPoint.Parse("198.51.100.9:51234"), Encapsulation.NonEspMarker),
            OriginalAddresses = new OriginalAddresses(NetAddress.Parse("192.0.2.1"), NetAddress.Parse("10.0.0.9")),
        };
        IReadOnlyList<string> lines = Install(child);
        Assert.EndsWith(" encap espinudp 51234 4500 10.0.0.9", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" encap espinudp 4500 51234 0.0.0.0", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.StartsWith('#'));

        IReadOnlyList<string> both = Install(child with { OriginalAddresses = new OriginalAddresses(NetAddress.Parse("203.0.113.5"), NetAddress.Parse("2001:db8::9")) });
        Assert.EndsWith(" encap espinudp 51234 4500 0.0.0.0", both[0], StringComparison.Ordinal); // an address of the other family has no place there
        Assert.Equal("# the peer's checksums are made with 203.0.113.5 for us, which ip xfrm cannot say", both[2]);
        Assert.EndsWith(" encap espinudp 51234 4500 0.0.0.0", Install(child with { OriginalAddresses = null })[0], StringComparison.Ordinal);
        Assert.EndsWith(" encap espinudp 51234 4500 0.0.0.0", Install(child with { Mode = ChildMode.Tunnel })[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.1.0.0/24", "10.2.0.0/24", "src 10.1.0.0/24 dst 10.2.0.0/24")]
    [InlineData("0.0.0.0/0", "10.2.0.1", "src 0.0.0.0/0 dst 10.2.0.1/32")]
    [InlineData("10.1.0.1-10.1.0.4", "10.2.0.0/24", "src 10.1.0.1/32 dst 10.2.0.0/24|src 10.1.0.2/31 dst 10.2.0.0/24|src 10.1.0.4/32 dst 10.2.0.0/24")]
    [InlineData("10.1.0.0/24[udp/53]", "10.2.0.0/24[udp]", "src 10.1.0.0/24 dst 10.2.0.0/24 proto udp sport 53")]
    [InlineData("10.1.0.0/24[gre]", "10.2.0.0/24", "src 10.1.0.0/24 dst 10.2.0.0/24 proto 47")]
    [InlineData("10.1.0.0/24[icmp/8]", "10.2.0.0/24[icmp/8]", "src 10.1.0.0/24 dst 10.2.0.0/24 proto icmp type 8")]
    [InlineData("10.1.0.0/24[icmp/3(1)]", "10.2.0.0/24[icmp]", "src 10.1.0.0/24 dst 10.2.0.0/24 proto icmp type 3 code 1")]
    [InlineData("::/0[ipv6-icmp/135]", "::/0[ipv6-icmp/135]", "src ::/0 dst ::/0 proto ipv6-icmp type 135")]
    [InlineData("10.1.0.0/24[tcp/80-90]", "10.2.0.0/24[tcp]", null)]
    [InlineData("10.1.0.0/24[tcp]", "10.2.0.0/24[udp]", null)]
    [InlineData("10.1.0.0/24", "2001:db8::/32", null)]
    public void Selectors_become_subnets_protocols_and_ports(string local, string remote, string? expected)
    {
        bool possible = XfrmSelector.TryCombine(TrafficSelector.Parse(local), TrafficSelector.Parse(remote), out IReadOnlyList<XfrmSelector> selectors, out string? reason);
        Assert.Equal(expected is not null, possible);
        Assert.Equal(expected, possible ? string.Join('|', selectors) : null);
        Assert.Equal(possible, reason is null);
        if (!possible)
        {
            IReadOnlyList<string> lines = Install(Child("aes256gcm16", SecurityProtocol.Esp, local, remote));
            Assert.StartsWith($"# {local}", Assert.Single(lines, line => line.StartsWith('#')), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Algorithms_have_the_names_of_the_kernel(string proposal, string first, string second)
    {
        string line = Install(Child(proposal))[0];
        Assert.Contains(first, line, StringComparison.Ordinal);
        Assert.Contains(second, line, StringComparison.Ordinal);
    }

    /// <summary>Lets the ip program itself read every command; the kernel of the test's own namespace may refuse what it has no module for.</summary>
    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task The_ip_program_understands_the_commands(string proposal, string first, string second)
    {
        _ = (first, second);
        await SkipWithoutIpAsync();
        foreach (ChildSaInfo child in (ChildSaInfo[])[
            Child(proposal),
            Child(proposal) with { IsUdpEncapsulated = true, ExtendedSequenceNumbers = true },
            Child(proposal, SecurityProtocol.Esp, "10.1.0.0/24[icmp/8]", "10.2.0.0/24[icmp/8]"),
            Child(proposal, SecurityProtocol.Esp, "10.1.0.0/24[tcp]", "10.2.0.0/24[tcp/443]"),
            Child(proposal, SecurityProtocol.Esp, "10.1.0.0/24[gre]", "10.2.0.0/24[gre]"),
            Bundle(),
            Child(proposal) with { Lifetime = TimeSpan.FromHours(1), LifetimeKilobytes = 1000 },
            Child(proposal) with { Mode = ChildMode.Transport, IsUdpEncapsulated = true, OriginalAddresses = new OriginalAddresses(default, NetAddress.Parse("10.0.0.9")) }])
        {
            foreach (string line in Install(child))
            {
                string answer = await RunAsync(line);
                Assert.False(IsComplaintOfIp(answer), $"{line}\n{answer}");
            }
        }

        Assert.True(IsComplaintOfIp(await RunAsync("ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1 mode funnel")));
        Assert.True(IsComplaintOfIp(await RunAsync("ip xfrm policy add src 10.1.0.0/24 dst 10.2.0.0/24 proto gre sport 1 dir out")));
    }

    // The kernel, which has no ESP on some machines, says "RTNETLINK answers: ..." or "Error: Requested ... not found." to what ip could read.
    private static bool IsComplaintOfIp(string answer) =>
        new[] { "is wrong", "garbage", "duplicate", "not complete", "Usage", "invalid", "unknown", "required" }.Any(word => answer.Contains(word, StringComparison.OrdinalIgnoreCase))
        && !answer.StartsWith("RTNETLINK answers:", StringComparison.Ordinal);

    private static async Task SkipWithoutIpAsync()
    {
        try
        {
            string version = await RunAsync("ip -V >&2");
            Assert.SkipUnless(version.Contains("iproute2", StringComparison.Ordinal), "no ip program, or no right to make a network namespace: the commands are compared with the manual alone");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("no unshare program: the commands are compared with the manual alone");
        }
    }

    private static async Task<string> RunAsync(string command)
    {
        // A namespace of its own, so that nothing reaches the machine's own IPsec.
        using Process process = Process.Start(new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--net", "sh", "-c", command])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return errors;
    }

    private static ChildSaInfo Child(
        string proposal, SecurityProtocol? protocol = null, string local = "10.1.0.0/24", string remote = "10.2.0.0/24") => new()
        {
            Id = new ChildId(1),
            Name = "net",
            Protocol = protocol ?? SecurityProtocol.Esp,
            Mode = ChildMode.Tunnel,
            InboundSpi = new ChildSpi(0x0A0B0C0D),
            OutboundSpi = new ChildSpi(0xC1C2C3C4),
            LocalSelectors = [TrafficSelector.Parse(local)],
            RemoteSelectors = [TrafficSelector.Parse(remote)],
            Proposal = ProposalNotation.Parse(proposal, protocol ?? SecurityProtocol.Esp),
            ExtendedSequenceNumbers = false,
            IsUdpEncapsulated = false,
            Path = new PacketInfo(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("192.0.2.2:500")),
        };

    private static ChildSaInfo Bundle() => Child("aes128-sha1") with
    {
        Ah = new AhSaInfo { InboundSpi = new ChildSpi(0xAAAA), OutboundSpi = new ChildSpi(0xBBBB), Proposal = ProposalNotation.Parse("sha256", SecurityProtocol.Ah) },
        Compression = new CompressionInfo { InboundCpi = 0x1234, OutboundCpi = 2, Algorithm = IpCompTransform.Deflate },
    };

    private static IReadOnlyList<string> Install(ChildSaInfo child)
    {
        using ChildSaKeys keys = Keys(isNull: child.Proposal.Encryption == EncryptionAlgorithm.Null);
        return XfrmCommands.Install(child, keys, 7);
    }

    private static ChildSaKeys Keys(bool isNull)
    {
        byte[] Key(byte value) => isNull ? [] : [value];
        return new ChildSaKeys(
            new SecretBuffer(Key(0x11)), new SecretBuffer([0x33]), new SecretBuffer(Key(0x22)), new SecretBuffer([0x44]), new SecretBuffer([0x55]), new SecretBuffer([0x66]));
    }
}
