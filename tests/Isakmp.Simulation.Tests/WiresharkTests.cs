using System.Collections.Immutable;
using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Decoding;
using Isakmp.Inspection.KeyLog;
using Isakmp.Inspection.Keys;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>Wireshark decrypts our messages, and ESP packets made with our keys, with nothing but the tables that the key log wrote.</summary>
public sealed class WiresharkTests : IDisposable
{
    private readonly string _profile = Directory.CreateTempSubdirectory("wireshark-").FullName;
    private readonly string _capture;
    private readonly List<Pair> _pairs = [];

    public WiresharkTests() => _capture = Path.Combine(_profile, "capture.pcap");

    public void Dispose()
    {
        _pairs.ForEach(pair => pair.Dispose());
        Directory.Delete(_profile, recursive: true);
    }

    /// <summary>All that the words of proposals can say of an IKE SA and Wireshark can decrypt; the provider may lack some yet.</summary>
    private static IEnumerable<string> IkeProposals()
    {
        foreach (string cipher in (string[])["aes128", "aes192", "aes256", "aes128ctr", "aes192ctr", "aes256ctr", "3des"])
        {
            foreach (string integrity in (string[])["md5", "sha1", "sha256", "sha256_96", "sha384", "sha512", "aesxcbc", "aescmac", "md5_128", "sha1_160"])
            {
                yield return $"{cipher}-{integrity}-prfsha256-x25519";
            }
        }

        foreach (string mode in (string[])["gcm8", "gcm12", "gcm16", "ccm8", "ccm12", "ccm16"])
        {
            yield return $"aes128{mode}-prfsha1-x25519";
            yield return $"aes192{mode}-prfsha384-x25519";
            yield return $"aes256{mode}-prfsha512-x25519";
        }
    }

    [Fact]
    public void Every_suite_of_an_IKE_SA_is_decrypted_and_found_authentic()
    {
        Tshark.Require();
        List<string> proposals = [.. IkeProposals().Where(IsSupported)];
        Assert.True(proposals.Count >= 15, $"only {proposals.Count} suites");
        List<string> spis = [];
        Record(capture =>
        {
            foreach (string proposal in proposals)
            {
                spis.Add(Negotiate(log => new PairOptions { Proposal = proposal, Seed = (ulong)spis.Count, AliceKeyLog = log }, capture).Established.Single().InitiatorSpi.ToString());
            }
        });

        Dictionary<string, string[]> read = Tshark.Read(
            _capture, _profile, "isakmp.exchangetype == 35 && isakmp.flag_r == 0", ["isakmp.ispi", "isakmp.typepayload", "isakmp.id.data.fqdn"]).ToDictionary(row => row[0]);
        List<string> wrong = [];
        for (int i = 0; i < proposals.Count; i++)
        {
            string[] row = read[spis[i]];
            if (row[1] != "46,35,36,39,33,2,3,3,44,45" || row[2] != "alice.example,bob.example")
            {
                wrong.Add($"{proposals[i]}: {string.Join(' ', row)}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(2 * proposals.Count, Tshark.Read(_capture, _profile, "isakmp.exchangetype == 35 && isakmp.typepayload == 39", ["frame.number"]).Count);
        Assert.Empty(Tshark.Read(_capture, _profile, "_ws.malformed || _ws.expert.message contains \"incorrect\"", ["frame.number"]));
    }

    [Fact]
    public void Our_own_reader_decrypts_the_same_and_more()
    {
        List<string> proposals = [.. IkeProposals().Append("chacha20poly1305-prfsha256-x25519").Append("camellia256-sha256-prfsha256-x25519").Where(IsSupported)];
        Assert.Contains("chacha20poly1305-prfsha256-x25519", proposals);
        Record(capture =>
        {
            for (int i = 0; i < proposals.Count; i++)
            {
                Negotiate(log => new PairOptions { Proposal = proposals[i], Seed = (ulong)i, AliceKeyLog = log }, capture, writesForeignCiphers: true);
            }
        });

        using var keys = new DecryptionKeys();
        using (StreamReader table = File.OpenText(Path.Combine(_profile, WiresharkKeyLog.IkeV2FileName)))
        {
            Assert.True(keys.TryAdd(table, out ImmutableArray<KeyTableFault> faults), string.Join('\n', faults));
        }

        using FileStream file = File.OpenRead(_capture);
        using var reader = new CaptureReader(file);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        int decrypted = 0;
        int count = 0;
        for (; reader.TryRead(out CapturedDatagram datagram); count++)
        {
            Assert.Null(datagram.Error);
            decrypted += decoder.Decode(datagram.Message, datagram.Path).IsDecrypted ? 1 : 0;
        }

        Assert.Equal((4 * proposals.Count, 2 * proposals.Count), (count, decrypted));
    }

    [Fact]
    public void Without_the_tables_nothing_is_decrypted()
    {
        Tshark.Require();
        Record(capture => Negotiate(log => new PairOptions { AliceKeyLog = log }, capture));
        Assert.Equal([["46"], ["46"]], Tshark.Read(_capture, null, "isakmp.exchangetype == 35", ["isakmp.typepayload"]));
    }

    public static TheoryData<bool> BothFamilies => [false, true];

    [Theory]
    [MemberData(nameof(BothFamilies))]
    public void Esp_packets_are_decrypted_and_found_authentic(bool isIPv6)
    {
        Tshark.Require();
        string[] proposals =
        [
            "aes128gcm16", "aes192gcm16", "aes256gcm16", "aes128gcm12", "aes256gcm8",
            "aes128-sha1", "aes192-sha256", "aes256-sha384", "aes256-sha512", "aes128-md5",
            "aes128ctr-sha256", "aes256ctr-sha1", "null-sha256", "3des-sha1", "des-md5",
            "aes128-aesxcbc", "aes256-aescmac", // whose ICV Wireshark cannot check
        ];
        List<(string Proposal, ChildSpi Spi)> sent = SealWith(proposals, isIPv6);
        Dictionary<string, string[]> read = Tshark.Read(
            _capture, _profile, "esp", ["esp.spi", "frame.protocols", "icmp.seq", "esp.icv_bad", "esp.icv_good"]).ToDictionary(row => row[0]);
        List<string> wrong = [];
        for (int i = 0; i < sent.Count; i++)
        {
            string[] row = read[$"0x{sent[i].Spi}"];
            bool canCheck = !sent[i].Proposal.Contains("aesxcbc", StringComparison.Ordinal) && !sent[i].Proposal.Contains("aescmac", StringComparison.Ordinal);
            if (!row[1].EndsWith("esp:ip:icmp:data", StringComparison.Ordinal) || row[2].Split(',')[0] != $"{i + 1}" || row[3] == "1" || (canCheck && row[4] != "1"))
            {
                wrong.Add($"{sent[i].Proposal}: {string.Join(' ', row)}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Esp_with_extended_sequence_numbers_is_decrypted()
    {
        Tshark.Require();
        List<(string Proposal, ChildSpi Spi)> sent = SealWith(["aes128gcm16-esn", "aes128-sha256-esn"], isIPv6: false);
        Dictionary<string, string[]> read = Tshark.Read(
            _capture, _profile, "esp", ["esp.spi", "frame.protocols"]).ToDictionary(row => row[0]);
        Assert.All(sent, entry => Assert.EndsWith("esp:ip:icmp:data", read[$"0x{entry.Spi}"][1], StringComparison.Ordinal));
    }

    private static bool IsSupported(string proposal)
    {
        try
        {
            return new PairOptions { Proposal = proposal }.AliceProfile.IkeProposals.Length > 0;
        }
        catch (PolicyException)
        {
            return false;
        }
    }

    /// <summary>Negotiates a Child SA for each proposal, and puts a packet of it into the capture: in UDP and without in turn.</summary>
    private List<(string Proposal, ChildSpi Spi)> SealWith(string[] proposals, bool isIPv6)
    {
        List<(string Proposal, ChildSpi Spi)> sent = [];
        Record(capture =>
        {
            foreach (string proposal in proposals)
            {
                SimulatedHost alice = Negotiate(
                    log => new PairOptions
                    {
                        AliceKeyLog = log,
                        EspProposal = proposal,
                        Seed = (ulong)sent.Count,
                        AliceAddress = NetAddress.Parse(isIPv6 ? "2001:db8::1" : "192.0.2.1"),
                        BobAddress = NetAddress.Parse(isIPv6 ? "2001:db8:1::2" : "198.51.100.2"),
                    },
                    capture);
                ChildSaEstablishedEvent child = Assert.Single(alice.EventsOf<ChildSaEstablishedEvent>());
                sent.Add((proposal, child.Info.OutboundSpi));
                var sealer = new EspSealer(child.Info.Proposal, child.Keys.OutboundEncryption.Span.ToArray(), child.Keys.OutboundIntegrity.Span.ToArray());
                byte[] packet = sealer.Seal(child.Info.OutboundSpi.Value, 1, InnerPing.Write((ushort)sent.Count));
                NetEndPoint local = child.Info.Path.Local with { Port = 4500 };
                NetEndPoint remote = child.Info.Path.Remote with { Port = 4500 };
                if (sent.Count % 2 == 0)
                {
                    capture.WriteUdp(default, local, remote, packet);
                }
                else
                {
                    capture.WriteEsp(default, local.Address, remote.Address, packet);
                }
            }
        });
        return sent;
    }

    private void Record(Action<PcapWriter> record)
    {
        using FileStream file = File.Create(_capture);
        record(new PcapWriter(file));
    }

    /// <summary>Lets Alice negotiate; her keys go into the profile's tables and all datagrams into the capture.</summary>
    private SimulatedHost Negotiate(Func<IKeyLog, PairOptions> options, PcapWriter capture, bool writesForeignCiphers = false)
    {
        using StreamWriter ike = File.AppendText(Path.Combine(_profile, WiresharkKeyLog.IkeV2FileName));
        using StreamWriter esp = File.AppendText(Path.Combine(_profile, WiresharkKeyLog.EspFileName));
        Pair pair = Pair.Connected(options(new WiresharkKeyLog { IkeV2Table = ike, EspTable = esp, WritesForeignCiphers = writesForeignCiphers }));
        _pairs.Add(pair);
        foreach (SimulatedDatagram datagram in pair.Network.Sent)
        {
            capture.WriteUdp(datagram.Time, datagram.Source, datagram.Destination, datagram.Octets);
        }

        return pair.Alice;
    }
}
