using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;
using Xunit;

namespace Isakmp.Simulation.Tests.V1;

public sealed class MainModeTests
{
    [Theory]
    [InlineData("aes256-sha256-modp2048", "aes256-sha256")]
    [InlineData("3des-md5-modp1024", "3des-md5-modp1024")]
    [InlineData("aes128-sha1-ecp256", "aes128gcm16")]
    [InlineData("des-sha1-modp768", "null-sha1")]
    public void Two_endpoints_agree_on_phase_1_and_a_child_sa(string proposal, string esp)
    {
        using var pair = new Pair(Options(proposal, esp));
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        string seen = $"{pair.Alice}\n{string.Join(", ", pair.Alice.Events)}\n{pair.Bob}\n{string.Join(", ", pair.Bob.Events)}";
        IkeSaInfo alice = Assert.Single(pair.Alice.Established);
        IkeSaInfo bob = Assert.Single(pair.Bob.Established);
        Assert.True(alice.Children.Length == 1, seen);
        Assert.True(bob.Children.Length == 1, seen);
        Assert.Equal(alice.Children[0].InboundSpi, bob.Children[0].OutboundSpi);
        ChildSaKeys left = pair.Alice.KeysOf(alice.Children[0].Id);
        ChildSaKeys right = pair.Bob.KeysOf(bob.Children[0].Id);
        Assert.Equal(left.InboundEncryption.Span.ToArray(), right.OutboundEncryption.Span.ToArray());
        Assert.Equal(left.OutboundEncryption.Span.ToArray(), right.InboundEncryption.Span.ToArray());
        Assert.Equal(left.InboundIntegrity.Span.ToArray(), right.OutboundIntegrity.Span.ToArray());
        pair.AssertAgreement();
    }

    [Fact]
    public void Closing_tells_the_peer_of_everything()
    {
        using var pair = new Pair(Options("aes256-sha256-modp2048", "aes256-sha256"));
        ConnectionId connection = pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.Alice.Call((endpoint, now) => endpoint.Close(connection, now));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(0, pair.Alice.Endpoint.ConnectionCount);
        Assert.Equal(0, pair.Bob.Endpoint.ConnectionCount);
        Assert.Equal(CloseReason.PeerDeleted, Assert.Single(pair.Bob.EventsOf<ChildSaClosedEvent>()).Reason);
    }

    /// <summary>Main mode finds the key by address, before the peer names itself: whoever has one key must not come in under the name that has another.</summary>
    [Theory]
    [InlineData("alice.example", "alice's key", true)]
    [InlineData("carol.example", "alice's key", false)]
    [InlineData("carol.example", "carol's key", false)] // her profile stands second, and main mode can only try the first one's key
    public void Who_has_the_key_of_one_name_does_not_come_in_under_another(string name, string key, bool comesIn)
    {
        var credentials = new CredentialStore().AddSharedKey("alice's key", "alice.example").AddSharedKey("carol's key", "carol.example");
        using IkeEndpoint bob = Endpoint(credentials, Profile("bob.example", "alice.example"), Profile("bob.example", "carol.example"));
        using IkeEndpoint peer = Endpoint(new CredentialStore().AddSharedKey(key, "bob.example"));
        IkeInstant now = IkeInstant.Start(DateTimeOffset.UnixEpoch);
        peer.Connect(Profile(name, "bob.example"), new PacketInfo(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("192.0.2.2:500")), now);
        while (Move(peer, bob, now) | Move(bob, peer, now))
        {
        }

        Assert.Equal(comesIn, bob.ListIkeSas().Any(static sa => sa.State == IkeSaState.Established));
    }

    private static PeerProfile Profile(string local, string remote) => new PeerProfileBuilder($"{local}-{remote}").WithVersion(IkeVersion.V1)
        .WithLocalIdentity(local).WithRemoteIdentity(remote).AddChild("net").Build(CryptoProvider.Default);

    private static IkeEndpoint Endpoint(CredentialStore credentials, params PeerProfile[] profiles) => new(new IkeEndpointOptions
    {
        Crypto = CryptoProvider.Default, Random = new SeededRandom(7), Credentials = credentials, Profiles = [.. profiles],
    });

    private static bool Move(IkeEndpoint from, IkeEndpoint to, IkeInstant now)
    {
        byte[] buffer = new byte[65_535];
        bool moved = false;
        while (from.TryGetTransmit(buffer, out Transmit transmit) == TransmitStatus.Ready)
        {
            to.Receive(buffer.AsSpan(0, transmit.Length), new PacketInfo(transmit.Path.Remote, transmit.Path.Local, transmit.Path.Encapsulation), now);
            moved = true;
        }

        return moved;
    }

    internal static PairOptions Options(string proposal, string esp) => new()
    {
        Proposal = proposal,
        EspProposal = esp,
        Both = static profile => profile.WithVersion(IkeVersion.V1).WithDefaultPolicy(false),
    };
}
