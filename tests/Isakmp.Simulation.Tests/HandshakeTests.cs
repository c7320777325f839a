using System.Collections.Immutable;
using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;
using Xunit;

namespace Isakmp.Simulation.Tests;

public sealed class HandshakeTests
{
    [Fact]
    public void TwoEndpointsAgreeOnTheKeysOfAChildSa()
    {
        IkeInstant now = IkeInstant.Start(DateTimeOffset.UnixEpoch);
        PeerProfile alice = Profile("alice.example", "bob.example", "10.1.0.0/24", "10.2.0.0/24");
        PeerProfile bob = Profile("bob.example", "alice.example", "10.2.0.0/24", "10.1.0.0/24");
        using IkeEndpoint a = Endpoint(1, []);
        using IkeEndpoint b = Endpoint(2, [bob]);
        var path = new PacketInfo(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("192.0.2.2:500"));
        a.Connect(alice, path, now);
        byte[] buffer = new byte[65535];
        for (int i = 0; i < 10; i++)
        {
            Move(a, b, buffer, now);
            Move(b, a, buffer, now);
        }

        ChildSaKeys left = Take(a);
        ChildSaKeys right = Take(b);
        Assert.Equal(left.InboundEncryption.Span.ToArray(), right.OutboundEncryption.Span.ToArray());
        Assert.Equal(left.OutboundEncryption.Span.ToArray(), right.InboundEncryption.Span.ToArray());
    }

    [Fact]
    public void A_key_of_one_peer_does_not_serve_another()
    {
        IkeInstant now = IkeInstant.Start(DateTimeOffset.UnixEpoch);
        using var alices = new CredentialStore();
        alices.AddSharedKey("bob's own", "alice.example", "bob.example");
        using var bobs = new CredentialStore();
        bobs.AddSharedKey("bob's own");
        using IkeEndpoint a = Endpoint(1, [], alices);
        using IkeEndpoint b = Endpoint(2, [Profile("carol.example", "alice.example", "10.2.0.0/24", "10.1.0.0/24")], bobs);
        a.Connect(
            Profile("alice.example", "*.example", "10.1.0.0/24", "10.2.0.0/24"),
            new PacketInfo(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("192.0.2.2:500")),
            now);
        byte[] buffer = new byte[65535];
        for (int i = 0; i < 10; i++)
        {
            Move(a, b, buffer, now);
            Move(b, a, buffer, now);
        }

        // bob knows his own key and says that he is carol
        var events = new List<IkeEvent>();
        while (a.TryGetEvent(out IkeEvent? happened))
        {
            events.Add(happened);
        }

        Assert.Empty(events.OfType<IkeSaEstablishedEvent>());
        Assert.Equal(CloseReason.AuthenticationFailed, Assert.Single(events.OfType<IkeSaClosedEvent>()).Reason);
    }

    private static ChildSaKeys Take(IkeEndpoint endpoint)
    {
        ChildSaKeys? keys = null;
        var seen = new List<string>();
        while (endpoint.TryGetEvent(out IkeEvent? happened))
        {
            seen.Add(happened.GetType().Name);
            keys = (happened as ChildSaEstablishedEvent)?.Keys ?? keys;
        }

        Assert.True(keys is not null, string.Join(" ", seen));
        return keys;
    }

    private static void Move(IkeEndpoint from, IkeEndpoint to, byte[] buffer, IkeInstant now)
    {
        while (from.TryGetTransmit(buffer, out Transmit transmit) == TransmitStatus.Ready)
        {
            PacketInfo path = transmit.Path;
            ReceiveResult result = to.Receive(buffer.AsSpan(0, transmit.Length), new PacketInfo(path.Remote, path.Local, path.Encapsulation), now);
            Assert.Equal(ReceiveResult.Processed, result);
        }
    }

    private static IkeEndpoint Endpoint(ulong seed, ImmutableArray<PeerProfile> profiles, CredentialStore? credentials = null) => new(new IkeEndpointOptions
    {
        Crypto = CryptoProvider.Default,
        Random = new SeededRandom(seed),
        Credentials = credentials ?? new CredentialStore().AddSharedKey("correct horse battery staple"),
        Profiles = profiles,
    });

    private static PeerProfile Profile(string local, string remote, string localSelector, string remoteSelector) =>
        new PeerProfileBuilder("net")
            .WithLocalIdentity(local)
            .WithRemoteIdentity(remote)
            .WithProposals("aes256gcm16-prfsha256-x25519")
            .AddChild("net", child => child.WithLocalSelectors(localSelector).WithRemoteSelectors(remoteSelector).WithEspProposals("aes256gcm16"))
            .Build(CryptoProvider.Default);
}
