using System.Collections.Immutable;
using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Decoding;
using Isakmp.Inspection.KeyLog;
using Isakmp.Inspection.Keys;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;
using Xunit;

namespace Isakmp.Simulation.Tests.V1;

/// <summary>Wireshark decrypts main mode's proofs, Quick Mode, Informationals, and ESP packets made with our keys, with nothing but the tables that the key log wrote.</summary>
public sealed class WiresharkTests : IDisposable
{
    // Payloads as Wireshark numbers them: ID, HASH, INITIAL-CONTACT; HASH, SA, proposal, transform, NONCE, two IDs; with PFS a KE before those.
    private const string Proof = "5,8,11";
    private const string Answer = "5,8";
    private const string Offer = "8,1,2,3,10,5,5";
    private const string OfferWithPfs = "8,1,2,3,10,4,5,5";

    private readonly string _profile = Directory.CreateTempSubdirectory("wireshark-").FullName;
    private readonly string _capture;
    private readonly List<Pair> _pairs = [];

    public WiresharkTests() => _capture = Path.Combine(_profile, "capture.pcap");

    public void Dispose()
    {
        _pairs.ForEach(pair => pair.Dispose());
        Directory.Delete(_profile, recursive: true);
    }

    [Fact]
    public void Every_suite_of_phase_1_is_decrypted_with_what_it_protects()
    {
        Tshark.Require();
        string[] proposals = [.. from cipher in (string[])["des", "3des", "aes128", "aes192", "aes256"]
                                 from hash in (string[])["md5", "sha1", "sha256", "sha384", "sha512"]
                                 select $"{cipher}-{hash}-ecp256"];
        string[] more = ["des-md5-modp768", "3des-sha1-modp1024", "aes128-sha1-modp1536", "aes256-sha256-modp2048", "aes256-sha512-ecp384"];
        List<(string Proposal, Spi Cookie)> made = [];
        Record(capture =>
        {
            foreach (string proposal in proposals.Concat(more))
            {
                string esp = made.Count % 2 == 0 ? "aes128-sha1" : "aes128-sha1-ecp256";
                made.Add((proposal, Negotiate(proposal, esp, (ulong)made.Count, capture).Alice.Established.Single().InitiatorSpi));
            }
        });

        ILookup<string, string> read = Tshark.Read(_capture, _profile, "isakmp.flag_e == 1", ["isakmp.ispi", "isakmp.typepayload", "isakmp.id.data.fqdn"])
            .ToLookup(row => row[0], row => $"{row[1]} {row[2]}".TrimEnd());
        List<string> wrong = [];
        for (int i = 0; i < made.Count; i++)
        {
            string offer = i % 2 == 0 ? Offer : OfferWithPfs;
            string[] rows = [.. read[made[i].Cookie.ToString()]];
            if (!rows.SequenceEqual([$"{Proof} alice.example", $"{Answer} bob.example", offer, offer, "8"]))
            {
                wrong.Add($"{made[i].Proposal}: {string.Join(" | ", rows)}");
            }
        }

        Assert.Empty(wrong);
        Assert.Empty(Tshark.Read(_capture, _profile, "_ws.malformed", ["frame.number"]));
    }

    [Fact]
    public void Renewals_of_both_phases_liveness_and_deletions_are_decrypted()
    {
        Tshark.Require();
        Record(capture =>
        {
            Pair pair = Negotiate("aes256-sha256-ecp256", "aes256-sha256", 1, capture, pair =>
            {
                IkeSaInfo sa = pair.Alice.Established.Single();
                Assert.True(pair.Alice.Call((endpoint, now) => endpoint.RekeyChild(sa.Connection, sa.Children[0].Id, now)));
                pair.RunFor(TimeSpan.FromSeconds(1));
                Assert.True(pair.Bob.Call((endpoint, now) => endpoint.CheckLiveness(pair.Bob.Established.Single().Connection, now)));
                pair.RunFor(TimeSpan.FromSeconds(1));
                Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Reauthenticate(sa.Connection, now)));
                pair.RunFor(TimeSpan.FromSeconds(1));
                Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Close(sa.Connection, now)));
                pair.RunFor(TimeSpan.FromSeconds(1));
            });
            Assert.Empty(pair.Bob.Established);
        });

        // One row for each phase 1, two for each Child SA.
        Assert.Equal((2, 4), (File.ReadAllLines(Path.Combine(_profile, WiresharkKeyLog.IkeV1FileName)).Length, File.ReadAllLines(Path.Combine(_profile, WiresharkKeyLog.EspFileName)).Length));
        IReadOnlyList<string[]> rows = Tshark.Read(_capture, _profile, "isakmp.flag_e == 1", ["isakmp.exchangetype", "isakmp.typepayload", "isakmp.notify.msgtype"]);
        Assert.All(rows, row => Assert.NotEqual("", row[1]));
        Assert.Equal(["5,8,11", "5,8", "5,8", "5,8"], rows.Where(row => row[0] == "2").Select(row => row[1]));
        Assert.Equal([Offer, Offer, "8", Offer, Offer, "8"], rows.Where(row => row[0] == "32").Select(row => row[1]));
        Assert.Equal(["36136", "36137"], rows.Where(row => row[2].Length > 0 && row[0] == "5").Select(row => row[2])); // R-U-THERE and its answer
        Assert.Equal(4, rows.Count(row => row[1] == "8,12")); // two Child SAs, two of phase 1
    }

    [Fact]
    public void Our_own_reader_decrypts_the_same_and_more()
    {
        string[] proposals = ["des-md5-modp768", "3des-sha1-ecp256", "aes192-sha384-ecp256", "aes256-sha512-ecp384", "camellia128-sha256-ecp256", "blowfish128-md5-ecp256", "cast128-sha1-ecp256"];
        Record(capture =>
        {
            for (int i = 0; i < proposals.Length; i++)
            {
                Negotiate(proposals[i], "aes128-sha1", (ulong)i, capture);
            }
        });

        using var keys = new DecryptionKeys();
        using (StreamReader table = File.OpenText(Path.Combine(_profile, WiresharkKeyLog.IkeV1FileName)))
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

        Assert.Equal((9 * proposals.Length, 5 * proposals.Length), (count, decrypted));
    }

    [Fact]
    public void Without_the_tables_nothing_is_decrypted()
    {
        Tshark.Require();
        Record(capture => Negotiate("aes256-sha256-ecp256", "aes128-sha1", 1, capture));
        Assert.Equal(["2", "2", "32", "32", "32"], Tshark.Read(_capture, null, "isakmp.flag_e == 1", ["isakmp.exchangetype", "isakmp.typepayload"]).Select(row => string.Concat(row)));
    }

    [Fact]
    public void Esp_packets_are_decrypted_and_found_authentic()
    {
        Tshark.Require();
        string[] proposals = ["aes256-sha256", "3des-md5", "aes128-sha1-ecp256", "aes256gcm16", "null-sha1", "aes128ctr-sha512", "des-sha1"];
        List<ChildSpi> sent = [];
        Record(capture =>
        {
            foreach (string proposal in proposals)
            {
                Pair pair = Negotiate("aes256-sha256-ecp256", proposal, (ulong)sent.Count, capture);
                ChildSaEstablishedEvent child = Assert.Single(pair.Alice.EventsOf<ChildSaEstablishedEvent>());
                var sealer = new EspSealer(child.Info.Proposal, child.Keys.OutboundEncryption.Span.ToArray(), child.Keys.OutboundIntegrity.Span.ToArray());
                capture.WriteEsp(default, child.Info.Path.Local.Address, child.Info.Path.Remote.Address, sealer.Seal(child.Info.OutboundSpi.Value, 1, InnerPing.Write((ushort)(sent.Count + 1))));
                sent.Add(child.Info.OutboundSpi);
            }
        });
        Assert.Equal(
            sent.Select((spi, i) => $"0x{spi} {i + 1} 1"),
            Tshark.Read(_capture, _profile, "esp", ["esp.spi", "icmp.seq", "esp.icv_good"]).Select(row => $"{row[0]} {row[1].Split(',')[0]} {row[2]}"));
    }

    [Fact]
    public void A_NAT_and_the_move_to_port_4500_are_followed()
    {
        Tshark.Require();
        Record(capture =>
        {
            Pair pair = Negotiate(
                "aes256-sha256-ecp256", "aes128-sha1", 1, capture, options: log => Options("aes256-sha256-ecp256", "aes128-sha1", 1, log, NetAddress.Parse("10.0.0.1"), new SimulatedNat("203.0.113.9")));
            Assert.True(pair.Alice.Established.Single().Children[0].IsUdpEncapsulated);
        });
        Assert.Equal(
            ["4500 " + Proof, "4500 " + Answer, "4500 " + Offer, "4500 " + Offer, "4500 8"],
            Tshark.Read(_capture, _profile, "isakmp.flag_e == 1", ["udp.dstport", "isakmp.typepayload"]).Select(row => string.Join(' ', row)));
    }

    private static PairOptions Options(string proposal, string esp, ulong seed, IKeyLog log, NetAddress alice, SimulatedNat? nat) => new()
    {
        Proposal = proposal,
        EspProposal = esp,
        Seed = seed,
        AliceKeyLog = log,
        AliceAddress = alice,
        AliceNat = nat,
        Both = static profile => profile.WithVersion(IkeVersion.V1).WithDefaultPolicy(false),
    };

    private void Record(Action<PcapWriter> record)
    {
        using FileStream file = File.Create(_capture);
        record(new PcapWriter(file));
    }

    /// <summary>Lets Alice negotiate; her keys go into the profile's tables and all datagrams, as she sends and receives them, into the capture.</summary>
    private Pair Negotiate(string proposal, string esp, ulong seed, PcapWriter capture, Action<Pair>? goOn = null, Func<IKeyLog, PairOptions>? options = null)
    {
        using StreamWriter ike = File.AppendText(Path.Combine(_profile, WiresharkKeyLog.IkeV1FileName));
        using StreamWriter table = File.AppendText(Path.Combine(_profile, WiresharkKeyLog.EspFileName));
        var log = new WiresharkKeyLog { IkeV1Table = ike, EspTable = table };
        Pair pair = Pair.Connected(options?.Invoke(log) ?? Options(proposal, esp, seed, log, NetAddress.Parse("192.0.2.1"), null));
        _pairs.Add(pair);
        goOn?.Invoke(pair);
        NetAddress outside = pair.Options.AliceNat?.Outside ?? default;
        foreach (SimulatedDatagram datagram in pair.Network.Sent)
        {
            NetEndPoint destination = datagram.Destination.Address == outside ? pair.Alice.Established.Single().Path.Local : datagram.Destination;
            capture.WriteUdp(datagram.Time, datagram.Source, destination, datagram.Octets);
        }

        return pair;
    }
}
