using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Impairments;
using Isakmp.Inspection.KeyLog;
using Isakmp.Inspection.Keys;
using Isakmp.Inspection.Observation;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>The code of docs/testing-your-product.md, compiled and run.</summary>
public sealed class TestingYourProductTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("docs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_comes_up_though_the_first_IKE_AUTH_is_lost()
    {
        ImpairmentRule lost = Impair.Requests(ExchangeType.IkeAuth).FromUs().Number(1).Drop();
        var link = new ImpairedLink(lost) { Latency = TimeSpan.FromMilliseconds(20) };
        (IkeEndpoint alice, IkeEndpoint bob) = Endpoints();
        using (alice)
        using (bob)
        {
            Run(alice, bob, link, TimeSpan.FromMinutes(1));
            Assert.Equal(IkeSaState.Established, Assert.Single(alice.ListIkeSas()).State);
            Assert.Equal(1, link.TimesApplied(lost)); // else the test would pass because nothing was lost
        }
    }

    [Fact]
    public void Wireshark_reads_along()
    {
        string folder = _folder;
        using (StreamWriter ike = File.AppendText(Path.Combine(folder, WiresharkKeyLog.IkeV2FileName)))
        using (StreamWriter esp = File.AppendText(Path.Combine(folder, WiresharkKeyLog.EspFileName)))
        using (FileStream capture = File.Create(Path.Combine(folder, "capture.pcap")))
        {
            var pcap = new PcapWriter(capture);
            (IkeEndpoint alice, IkeEndpoint bob) = Endpoints(new WiresharkKeyLog { IkeV2Table = ike, EspTable = esp });
            using (alice)
            using (bob)
            {
                Run(alice, bob, new ImpairedLink(), TimeSpan.FromSeconds(1), pcap);
            }
        }

        Tshark.Require();
        Assert.Equal(2, Tshark.Read(Path.Combine(folder, "capture.pcap"), folder, "isakmp.typepayload == 39", ["frame.number"]).Count);
    }

    [Fact]
    public void An_observer_tells_what_was_negotiated()
    {
        string folder = _folder;
        using (StreamWriter ike = File.AppendText(Path.Combine(folder, WiresharkKeyLog.IkeV2FileName)))
        using (FileStream capture = File.Create(Path.Combine(folder, "capture.pcap")))
        {
            (IkeEndpoint alice, IkeEndpoint bob) = Endpoints(new WiresharkKeyLog { IkeV2Table = ike });
            using (alice)
            using (bob)
            {
                Run(alice, bob, new ImpairedLink(), TimeSpan.FromSeconds(1), new PcapWriter(capture));
            }
        }

        using var keys = new DecryptionKeys();
        using (StreamReader table = File.OpenText(Path.Combine(folder, WiresharkKeyLog.IkeV2FileName)))
        {
            Assert.True(keys.TryAdd(table, out _));
        }

        using var observer = new NegotiationObserver(CryptoProvider.Default, keys);
        using FileStream file = File.OpenRead(Path.Combine(folder, "capture.pcap"));
        using var reader = new CaptureReader(file);
        while (reader.TryRead(out CapturedDatagram datagram))
        {
            observer.Observe(datagram);
        }

        ObservedNegotiation negotiation = Assert.Single(observer.Negotiations);
        Assert.Equal(NegotiationOutcome.Established, negotiation.Outcome);
        Assert.Equal(("alice.example", "bob.example"), (negotiation.Initiator.Identity, negotiation.Responder.Identity));
        Assert.Equal(0, negotiation.Retransmissions);
        Assert.Equal(ChildSaOutcome.Established, Assert.Single(negotiation.ChildSas).Outcome);
    }

    [Fact]
    public void The_document_shows_this_code()
    {
        string source = Normal(File.ReadAllText(Repository.PathOf("tests", "Isakmp.Simulation.Tests", $"{nameof(TestingYourProductTests)}.cs")));
        string[] parts = File.ReadAllText(Repository.PathOf("docs", "testing-your-product.md")).Split("```");
        string[] blocks = [.. parts.Where(part => part.StartsWith("csharp\n", StringComparison.Ordinal)).Select(part => part["csharp\n".Length..])];
        Assert.Equal(4, blocks.Length);
        Assert.All(blocks, block => Assert.Contains(Normal(block), source, StringComparison.Ordinal));

        static string Normal(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
    }

    private static void Run(IkeEndpoint alice, IkeEndpoint bob, ImpairedLink link, TimeSpan time, PcapWriter? pcap = null)
    {
        byte[] buffer = new byte[65_535];
        IkeInstant now = IkeInstant.Start(DateTimeOffset.UnixEpoch), end = now + time;
        alice.Connect(Profile("alice.example", "bob.example"), new PacketInfo(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("192.0.2.2:500")), now);
        while (true)
        {
            Send(alice, fromUs: true);
            Send(bob, fromUs: false);
            IkeInstant next = new[] { link.NextDelivery, alice.NextTimeout, bob.NextTimeout }.Min() ?? end;
            if (next >= end)
            {
                return;
            }

            now = next > now ? next : now;
            while (link.TryTake(now, out ImpairedDatagram? arrived))
            {
                var path = new PacketInfo(arrived.Path.Remote, arrived.Path.Local, arrived.Path.Encapsulation);
                (arrived.IsOutbound ? bob : alice).Receive(arrived.Octets.Span, path, now);
            }

            alice.Advance(now);
            bob.Advance(now);
        }

        void Send(IkeEndpoint from, bool fromUs)
        {
            while (from.TryGetTransmit(buffer, out Transmit sent) == TransmitStatus.Ready)
            {
                link.Send(fromUs, sent.Path, buffer.AsSpan(0, sent.Length), now);
                pcap?.WriteMessage(now, outbound: true, sent.Path, sent.IsKeepAlive ? DatagramKind.KeepAlive : DatagramKind.Ike, buffer.AsSpan(0, sent.Length));
            }

            while (from.TryGetEvent(out IkeEvent? happened))
            {
                (happened as ChildSaEstablishedEvent)?.Keys.Dispose(); // a real test compares them
            }
        }
    }

    private static (IkeEndpoint Alice, IkeEndpoint Bob) Endpoints(IKeyLog? keyLog = null)
    {
        CredentialStore credentials = new CredentialStore().AddSharedKey("correct horse battery staple");
        IkeEndpoint Make(ulong seed, params PeerProfile[] profiles) => new(new IkeEndpointOptions
        {
            Crypto = CryptoProvider.Default, Random = new SeededRandom(seed), Credentials = credentials, Profiles = [.. profiles], KeyLog = keyLog,
        });
        return (Make(1), Make(2, Profile("bob.example", "alice.example")));
    }

    private static PeerProfile Profile(string own, string peer) => new PeerProfileBuilder(own)
        .WithLocalIdentity(own).WithRemoteIdentity(peer)
        .AddChild("net", static child => child.WithLocalSelectors("10.0.0.0/8").WithRemoteSelectors("10.0.0.0/8"))
        .Build(CryptoProvider.Default);
}
