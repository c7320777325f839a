using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Testing;
using Xunit;

namespace Isakmp.Simulation.Tests.V1;

/// <summary>The code of docs/ikev1.md, compiled and run.</summary>
public sealed class IkeV1DocumentTests
{
    [Fact]
    public void A_profile_and_the_commands()
    {
        PeerProfile router = new PeerProfileBuilder("router").WithVersion(IkeVersion.V1)
            .WithLocalIdentity("192.0.2.1").WithRemoteIdentity("192.0.2.2")
            .WithPolicies(
                new IsakmpPolicyBuilder(10).WithProposal("aes256-sha256-modp2048").WithLifetime(TimeSpan.FromHours(8)).Build(),
                new IsakmpPolicyBuilder(20).WithProposal("aes128-sha1-modp1536").WithLifetime(TimeSpan.FromHours(8)).Build())
            .WithDefaultPolicy(false)
            .WithLiveness(TimeSpan.FromSeconds(30))
            .AddChild("net", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24")
                .WithEspProposals("aes256-sha1-modp2048").WithLifetime(TimeSpan.FromHours(1), kilobytes: 4_608_000))
            .AddChild("lab", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.3.0.0/24").WithEspProposals("aes256-sha1-modp2048"))
            .Build(CryptoProvider.Default);
        PeerProfile peer = new PeerProfileBuilder("peer").WithVersion(IkeVersion.V1).WithLocalIdentity("192.0.2.2").WithRemoteIdentity("192.0.2.1").WithProposals("aes128-sha1-modp1536")
            .AddChild("any", child => child.WithLocalSelectors("10.0.0.0/8").WithRemoteSelectors("10.0.0.0/8").WithEspProposals("aes256-sha1-modp2048"))
            .Build(CryptoProvider.Default);
        using CredentialStore credentials = new CredentialStore().AddSharedKey("correct horse battery staple", "192.0.2.1", "192.0.2.2");
        using IkeEndpoint alice = Endpoint(1), bob = Endpoint(2, peer);
        var path = new PacketInfo(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("192.0.2.2:500"));
        IkeInstant now = IkeInstant.Start(DateTimeOffset.UnixEpoch);
        ConnectionId connection;

        connection = alice.Connect(router, path, now, "net");

        List<IkeEvent> events = Run(alice, bob, ref now);
        Assert.Equal("aes128-sha1-modp1536", ProposalNotation.Format(Assert.Single(alice.ListIkeSas()).Proposal!));
        ChildSaInfo net = events.OfType<ChildSaEstablishedEvent>().Single().Info;
        Assert.Equal(("net", 4_608_000UL), (net.Name, net.LifetimeKilobytes!.Value));

        alice.CreateChild(connection, "lab", now);      // another child of the profile
        ChildSaInfo lab = Run(alice, bob, ref now).OfType<ChildSaEstablishedEvent>().Single().Info;
        Assert.Equal("lab", lab.Name);
        alice.RekeyChild(connection, net.Id, now);      // a new Child SA for the same traffic
        Assert.Equal(net.Id, Run(alice, bob, ref now).OfType<ChildSaEstablishedEvent>().Single().Replaces);
        alice.Reauthenticate(connection, now);          // a new phase 1
        Assert.Single(Run(alice, bob, ref now).OfType<IkeSaEstablishedEvent>());
        alice.ReportTraffic(connection, net.Id, octets: 1_000_000, now);
        alice.DeleteChild(connection, lab.Id, now);
        Assert.Equal(lab.Id, Run(alice, bob, ref now).OfType<ChildSaClosedEvent>().Single().Child);

        IkeEndpoint Endpoint(ulong seed, params PeerProfile[] profiles) => new(new IkeEndpointOptions
        {
            Crypto = CryptoProvider.Default, Random = new SeededRandom(seed), Credentials = credentials, Profiles = [.. profiles],
        });
    }

    [Fact]
    public void The_document_shows_this_code()
    {
        string[] source = [.. File.ReadAllLines(Repository.PathOf("tests", "Isakmp.Simulation.Tests", "V1", $"{nameof(IkeV1DocumentTests)}.cs")).Select(line => line.Trim())];
        string[] parts = File.ReadAllText(Repository.PathOf("docs", "ikev1.md")).Split("```");
        string[] blocks = [.. parts.Where(part => part.StartsWith("csharp\n", StringComparison.Ordinal)).Select(part => part["csharp\n".Length..])];
        Assert.Equal(3, blocks.Length);
        Assert.All(blocks.SelectMany(block => block.Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0), line => Assert.Contains(line, source));
    }

    /// <summary>Carries messages for a second, and takes what Alice tells.</summary>
    private static List<IkeEvent> Run(IkeEndpoint alice, IkeEndpoint bob, ref IkeInstant now)
    {
        byte[] buffer = new byte[65_535];
        List<IkeEvent> events = [];
        IkeInstant end = now + TimeSpan.FromSeconds(1);
        while (now < end)
        {
            if (!(Carry(alice, bob, buffer, now) | Carry(bob, alice, buffer, now)))
            {
                now += TimeSpan.FromMilliseconds(10);
                alice.Advance(now);
                bob.Advance(now);
            }

            while (alice.TryGetEvent(out IkeEvent? happened))
            {
                events.Add(happened);
                (happened as ChildSaEstablishedEvent)?.Keys.Dispose();
            }

            while (bob.TryGetEvent(out IkeEvent? happened))
            {
                (happened as ChildSaEstablishedEvent)?.Keys.Dispose();
            }
        }

        return events;
    }

    private static bool Carry(IkeEndpoint from, IkeEndpoint to, byte[] buffer, IkeInstant now)
    {
        bool carried = false;
        while (from.TryGetTransmit(buffer, out Transmit sent) == TransmitStatus.Ready)
        {
            to.Receive(buffer.AsSpan(0, sent.Length), new PacketInfo(sent.Path.Remote, sent.Path.Local), now);
            carried = true;
        }

        return carried;
    }
}
