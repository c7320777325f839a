using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Benchmarks;

/// <summary>Two endpoints in one process that establish one connection after the other, without a network between them.</summary>
internal sealed class EndpointPair : IDisposable
{
    private static readonly PacketInfo Path = new(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("192.0.2.2:500"));

    private readonly IkeEndpoint _initiator;
    private readonly IkeEndpoint _responder;
    private readonly PeerProfile _profile;
    private readonly byte[] _buffer = new byte[65535];
    private readonly CredentialStore _credentials = new();
    private IkeInstant _now = IkeInstant.Start(DateTimeOffset.UnixEpoch);

    public EndpointPair(HandshakeSuite suite)
    {
        _credentials.AddSharedKey("correct horse battery staple");
        _profile = Profile(suite, "alice.example", "bob.example", "10.1.0.0/24", "10.2.0.0/24");
        PeerProfile answering = Profile(suite, "bob.example", "alice.example", "10.2.0.0/24", "10.1.0.0/24");
        _initiator = Endpoint([]);
        _responder = Endpoint([answering]);
    }

    /// <summary>Establishes one IKE SA with its Child SA and takes the keys on both sides.</summary>
    public void Handshake()
    {
        _now += TimeSpan.FromMilliseconds(1);
        _ = _initiator.Connect(_profile, Path, _now);
        while (Move(_initiator, _responder) | Move(_responder, _initiator))
        {
        }

        if (!TakeKeys(_initiator) || !TakeKeys(_responder))
        {
            throw new InvalidOperationException("The handshake did not bring up a Child SA.");
        }
    }

    public void Dispose()
    {
        _initiator.Dispose();
        _responder.Dispose();
        _credentials.Dispose();
    }

    private static PeerProfile Profile(HandshakeSuite suite, string local, string remote, string localSelector, string remoteSelector) =>
        new PeerProfileBuilder("net")
            .WithLocalIdentity(local)
            .WithRemoteIdentity(remote)
            .WithProposals(suite.Name)
            .AddChild("net", child => child.WithLocalSelectors(localSelector).WithRemoteSelectors(remoteSelector).WithEspProposals("aes256gcm16"))
            .Build(CryptoProvider.Default);

    private static bool TakeKeys(IkeEndpoint endpoint)
    {
        bool taken = false;
        while (endpoint.TryGetEvent(out IkeEvent? happened))
        {
            if (happened is ChildSaEstablishedEvent { Keys: var keys })
            {
                keys.Dispose();
                taken = true;
            }
        }

        return taken;
    }

    private IkeEndpoint Endpoint(System.Collections.Immutable.ImmutableArray<PeerProfile> profiles) => new(new IkeEndpointOptions
    {
        Crypto = CryptoProvider.Default,
        Random = SystemRandomSource.Instance,
        Credentials = _credentials,
        Profiles = profiles,
    });

    private bool Move(IkeEndpoint from, IkeEndpoint to)
    {
        bool moved = false;
        while (from.TryGetTransmit(_buffer, out Transmit transmit) == TransmitStatus.Ready)
        {
            PacketInfo path = transmit.Path;
            _ = to.Receive(_buffer.AsSpan(0, transmit.Length), new PacketInfo(path.Remote, path.Local, path.Encapsulation), _now);
            moved = true;
        }

        return moved;
    }
}
