using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies;

public class PeerProfileBuilderTests
{
    [Fact]
    public void A_short_profile_has_sensible_defaults()
    {
        PeerProfile profile = new PeerProfileBuilder("office")
            .WithRemoteAddresses("192.0.2.2")
            .WithLocalIdentity("alice.test")
            .WithRemoteIdentity("bob.test")
            .AddChild("net", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24"))
            .Build(CryptoProvider.Default);

        Assert.Equal("office", profile.Name);
        Assert.Equal(Identity.Parse("alice.test"), profile.LocalIdentity);
        Assert.Equal(Identity.Parse("bob.test"), profile.RemoteIdentity.Identity);
        Assert.Equal([AddressPattern.Any], profile.LocalAddresses);
        Assert.True(profile.RemoteAddresses[0].TryGetAddress(out NetAddress address));
        Assert.Equal(NetAddress.Parse("192.0.2.2"), address);
        Assert.Equal(DefaultProposals.Ike, profile.IkeProposals);
        Assert.Equal(DefaultProposals.Esp, profile.Children[0].Proposals);
        Assert.Equal(SecurityProtocol.Esp, profile.Children[0].Protocol);
        Assert.Equal(TimeSpan.FromSeconds(20), profile.KeepAliveInterval);
        Assert.Null(profile.LivenessInterval);
        Assert.Same(profile.Children[0], profile.FindChild("net"));
        Assert.Null(profile.FindChild("other"));
        Assert.Equal("net: 10.1.0.0/24 === 10.2.0.0/24 tunnel", profile.Children[0].ToString()[..39]);
    }

    [Fact]
    public void All_errors_come_at_once_each_with_its_setting()
    {
        PeerProfileBuilder builder = new PeerProfileBuilder("broken")
            .WithVersion((IkeVersion)3)
            .WithLocalAddresses("192.0.2.1", "vpn.example.org")
            .WithRemoteAddresses("192.0.2.0/33")
            .WithLocalIdentity("ipv4:alice")
            .WithRemoteIdentity("*.a.*")
            .WithProposals("aes256-sha265-modp2048", "aes256-modp2048, default")
            .WithRetransmission(new RetransmissionPolicy { InitialTimeout = TimeSpan.Zero, Base = 0.5, Tries = -1, Jitter = 2, Limit = TimeSpan.Zero })
            .WithLiveness(TimeSpan.Zero)
            .WithKeepAlive(TimeSpan.Zero)
            .WithNegotiationTimeout(TimeSpan.Zero)
            .WithKeepUp(new KeepUpPolicy { Tries = -1 })
            .AddChild("net", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("2001:db8::/32").WithEspProposals("aes256gcm61"))
            .AddChild("net", child => child.WithLocalSelectors("10.1/24").WithAhProposals("sha256").WithEspProposals("aes256gcm16"));

        Assert.False(builder.TryBuild(CryptoProvider.Default, out PeerProfile? profile, out ImmutableArray<PolicyError> errors));
        Assert.Null(profile);
        Assert.Equal(
            [
                "children", "children.net.ah_proposals", "children.net.esp_proposals", "children.net.local_ts", "children.net.remote_ts",
                "dpd_delay", "half_open_timeout", "keep_alive", "keyingtries", "local.id", "local_addrs", "proposals", "proposals", "remote.id", "remote_addrs",
                "retransmit_base", "retransmit_jitter", "retransmit_limit", "retransmit_timeout", "retransmit_tries", "version",
            ],
            errors.Select(error => error.Setting).Order(StringComparer.Ordinal));
        Assert.All(errors, error => Assert.EndsWith(".", error.Message, StringComparison.Ordinal));

        PolicyException exception = Assert.Throws<PolicyException>(() => builder.Build(CryptoProvider.Default));
        Assert.Equal(errors, exception.Errors);
        Assert.All(errors, error => Assert.Contains($"- {error}", exception.Message, StringComparison.Ordinal));
        Assert.Contains("local_addrs: 'vpn.example.org' is no address, subnet (10.1.0.0/24) or range (10.1.0.1-10.1.0.9). A host name must be resolved before it comes here.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_without_children_is_refused()
    {
        Assert.False(new PeerProfileBuilder("a").TryBuild(CryptoProvider.Default, out _, out ImmutableArray<PolicyError> errors));
        Assert.Equal("children: The connection has no child, so it would protect nothing: add one with AddChild.", errors.Single().ToString());
    }

    [Fact]
    public void What_the_provider_lacks_is_listed_whole()
    {
        var poor = new PoorProvider();
        PeerProfileBuilder builder = new PeerProfileBuilder("a")
            .WithProposals("aes256-chacha20poly1305-prfsha256-x25519", "chacha20poly1305-prfsha384-x25519-ecp256", "aes128-sha512-prfsha256-modp2048")
            .AddChild("b", child => child.WithEspProposals("chacha20poly1305-x25519", "camellia256-sha256_96"));

        Assert.False(builder.TryBuild(poor, out _, out ImmutableArray<PolicyError> errors));
        Assert.Contains("proposals: The crypto provider 'poor' lacks chacha20poly1305, prfsha384, sha512, x25519: leave these words out, or use a provider that has them.",
            errors.Select(error => error.ToString()));

        // A Child SA needs no cipher of the provider, only its key exchange, and sizes that the registry knows.
        Assert.Contains("children.b.esp_proposals: The crypto provider 'poor' lacks sha256_96, x25519: leave these words out, or use a provider that has them.",
            errors.Select(error => error.ToString()));
    }

    [Fact]
    public void The_defaults_shrink_to_what_the_provider_has()
    {
        PeerProfile profile = new PeerProfileBuilder("a").WithProposals("aes128-sha256-modp2048, default").AddChild("b").Build(new PoorProvider());

        Assert.Equal(
            ["aes128-sha256-modp2048", "aes256gcm16-aes128gcm16-prfsha256-prfsha512-ecp256-ecp384-modp3072-modp4096-modp2048",
                "aes256-aes128-sha256-sha384-prfsha256-prfsha512-ecp256-ecp384-modp3072-modp4096-modp2048"],
            profile.IkeProposals.Select(ProposalNotation.Format));
        Assert.Equal([1, 2, 3], profile.IkeProposals.Select(proposal => (int)proposal.Number));
    }

    [Fact]
    public void Every_default_is_in_the_default_provider_also_without_libcrypto()
    {
        foreach (ICryptoProvider provider in new ICryptoProvider[] { CryptoProvider.Default, CryptoProvider.ManagedOnly })
        {
            Assert.Equal(DefaultProposals.Ike, new PeerProfileBuilder("a").AddChild("b").Build(provider).IkeProposals);
        }
    }

    [Fact]
    public void A_child_offers_its_proposals_with_the_SPI_and_without_key_exchange_at_first()
    {
        ChildProfile child = new PeerProfileBuilder("a").AddChild("b", builder => builder.WithEspProposals("aes256gcm16-x25519", "aes128-sha256")).Build(CryptoProvider.Default).Children[0];

        ImmutableArray<Proposal> first = child.Offer(NegotiationKind.FirstChildSa, new ChildSpi(0xdeadbeef));
        ImmutableArray<Proposal> later = child.Offer(NegotiationKind.ChildSa, new ChildSpi(0xdeadbeef));

        Assert.Equal("aes256gcm16, aes128-sha256", ProposalNotation.FormatList(first));
        Assert.Equal("aes256gcm16-x25519, aes128-sha256", ProposalNotation.FormatList(later));
        Assert.All(first.Concat(later), proposal => Assert.Equal([0xde, 0xad, 0xbe, 0xef], proposal.Spi));
        Assert.Equal([1, 2], first.Select(proposal => (int)proposal.Number));
    }

    [Fact]
    public void A_child_without_selectors_protects_the_endpoints()
    {
        ChildProfile child = new PeerProfileBuilder("a").AddChild("b", builder => builder.WithRemoteSelectors("dynamic[udp/1701]")).Build(CryptoProvider.Default).Children[0];

        Assert.Equal(["192.0.2.1/32"], child.ResolveLocal(NetAddress.Parse("192.0.2.1")).Select(selector => selector.ToString()));
        Assert.Equal(["192.0.2.2/32[udp/1701]"], child.ResolveRemote(NetAddress.Parse("192.0.2.2")).Select(selector => selector.ToString()));
    }

    [Fact]
    public void AH_children_have_AH_proposals()
    {
        ChildProfile child = new PeerProfileBuilder("a").AddChild("b", builder => builder.WithAhProposals("sha256-sha384-esn")).Build(CryptoProvider.Default).Children[0];

        Assert.Equal(SecurityProtocol.Ah, child.Protocol);
        Assert.Equal("sha256-sha384-esn", ProposalNotation.FormatList(child.Proposals));
    }

    /// <summary>strongSwan's documentation gives 165 s for its defaults: 4, 7.2, 13, 23, 42 and 76 s.</summary>
    [Fact]
    public void The_default_times_of_retransmission_are_strongSwans()
    {
        Assert.Equal([4.0, 7.2, 13.0, 23.3, 42.0, 75.6], Enumerable.Range(0, 6).Select(n => Math.Round(RetransmissionPolicy.Default.TimeoutAfter(n).TotalSeconds, 1)));
        Assert.Equal(165, RetransmissionPolicy.Default.TotalTimeout.TotalSeconds, 0.1);
        Assert.Equal(TimeSpan.FromSeconds(10), new RetransmissionPolicy { Limit = TimeSpan.FromSeconds(10) }.TimeoutAfter(90));
        Assert.Equal(TimeSpan.FromDays(1), RetransmissionPolicy.Default.TimeoutAfter(5000));
    }

    [Fact]
    public void Retries_of_a_connection_back_off_to_a_limit()
    {
        var policy = new KeepUpPolicy { RetryDelay = TimeSpan.FromSeconds(5), MaximumRetryDelay = TimeSpan.FromSeconds(60) };

        Assert.Equal([5, 10, 20, 40, 60, 60], Enumerable.Range(1, 6).Select(n => (int)policy.DelayBefore(n).TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(60), policy.DelayBefore(100_000));
    }

    [Theory]
    [InlineData("%any", "192.0.2.1", 1)]
    [InlineData("%any4", "192.0.2.1", 2)]
    [InlineData("%any6", "192.0.2.1", 0)]
    [InlineData("0.0.0.0", "2001:db8::1", 1)]
    [InlineData("192.0.2.1", "192.0.2.1", 100)]
    [InlineData("192.0.2.1", "192.0.2.2", 0)]
    [InlineData("192.0.2.0/24", "192.0.2.2", 75)]
    [InlineData("192.0.2.1-192.0.2.9", "192.0.2.9", 87)]
    [InlineData("192.0.2.1-192.0.2.9", "192.0.2.10", 0)]
    [InlineData("2001:db8::/32", "2001:db8::1", 27)]
    public void An_address_pattern_scores_the_higher_the_narrower_it_is(string pattern, string address, int score)
    {
        Assert.Equal(score, AddressPattern.Parse(pattern).MatchScore(NetAddress.Parse(address)));
        Assert.Equal(score > 0, AddressPattern.Parse(pattern).Matches(NetAddress.Parse(address)));
        Assert.Equal(AddressPattern.Parse(pattern), AddressPattern.Parse(AddressPattern.Parse(pattern).ToString()));
    }

    [Fact]
    public void Combined_mode_agrees_with_the_facts_of_the_registry()
    {
        for (ushort id = 1; id < 64; id++)
        {
            foreach (ushort? bits in new ushort?[] { null, 128, 192, 256 })
            {
                if (AlgorithmFacts.TryGetEncryption(new EncryptionAlgorithm(id), bits, out EncryptionFacts facts))
                {
                    Assert.Equal(facts.IsAead, new Transform(TransformType.Encryption, id, bits).IsCombinedMode());
                }
            }
        }
    }

    private sealed class PoorProvider : ICryptoProvider
    {
        private readonly CryptoProvider _inner = CryptoProvider.Default;

        public string Name => "poor";

        public IKeyExchange? GetKeyExchange(KeyExchangeMethod method) => method == KeyExchangeMethod.Curve25519 ? null : _inner.GetKeyExchange(method);

        public IPrf? GetPrf(PseudorandomFunction algorithm) => algorithm == PseudorandomFunction.HmacSha2_384 ? null : _inner.GetPrf(algorithm);

        public IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) => algorithm == IntegrityAlgorithm.HmacSha2_512_256 ? null : _inner.GetIntegrity(algorithm);

        public ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits) => _inner.GetCipher(algorithm, keyBits);

        public IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) => algorithm == EncryptionAlgorithm.ChaCha20Poly1305 ? null : _inner.GetAead(algorithm, keyBits);

        public IHash? GetHash(HashAlgorithmIdentifier algorithm) => _inner.GetHash(algorithm);
    }
}
