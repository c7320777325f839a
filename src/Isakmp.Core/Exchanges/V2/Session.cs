using System.Collections.Immutable;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection;

namespace Isakmp.Exchanges.V2;

/// <summary>The state of one IKE SA that its exchanges share; windows, timers and buffers are the engine's.</summary>
internal sealed class Session : IDisposable
{
    public required IkeSaId Id { get; init; }

    public required ConnectionId Connection { get; init; }

    public required IkeRole Role { get; init; }

    public bool IsInitiator => Role == IkeRole.Initiator;

    public IkeSaState State { get; set; } = IkeSaState.Initiating;

    public required Spi InitiatorSpi { get; set; }

    public required Spi ResponderSpi { get; set; }

    public Spi LocalSpi => IsInitiator ? InitiatorSpi : ResponderSpi;

    public required PacketInfo Path { get; set; }

    public PeerProfile? Profile { get; set; }

    /// <summary>As responder until IKE_AUTH: every profile that fits the peer's addresses and gave the same proposal; the identities choose one of them.</summary>
    public ImmutableArray<PeerProfile> Candidates { get; set; } = [];

    public Proposal? Proposal { get; set; }

    public IkeSuite? Suite { get; set; }

    public SkKeys? Keys { get; set; }

    public Handshake? Handshake { get; set; } = new();

    public Identity? LocalIdentity { get; set; }

    public Identity? RemoteIdentity { get; set; }

    public bool IsLocalBehindNat { get; set; }

    public bool IsRemoteBehindNat { get; set; }

    public bool IsUdpEncapsulated { get; set; }

    public IkeInstant? EstablishedAt { get; set; }

    public ChildSaTable Children { get; } = new();

    /// <summary>Takes over what IKE_SA_INIT has brought; the IKE SA is half-open from now on.</summary>
    public void Adopt(Proposal proposal, IkeSuite suite, SkKeys keys, byte[] localNonce, byte[] remoteNonce)
    {
        Proposal = proposal;
        Suite = suite;
        Keys = keys;
        Handshake!.LocalNonce = localNonce;
        Handshake.RemoteNonce = remoteNonce;
        State = IkeSaState.Authenticating;
    }

    /// <summary>Drops what only the handshake needed (RFC 7296 section 2.15 needs it no longer).</summary>
    public void ForgetHandshake()
    {
        Handshake?.Dispose();
        Handshake = null;
        Keys?.DropAuthenticationKeys();
        Candidates = [];
    }

    public IkeSaInfo Describe() => new()
    {
        Connection = Connection,
        Id = Id,
        Version = IkeVersion.V2,
        ProfileName = Profile?.Name,
        Role = Role,
        State = State,
        InitiatorSpi = InitiatorSpi,
        ResponderSpi = ResponderSpi,
        LocalIdentity = LocalIdentity,
        RemoteIdentity = RemoteIdentity,
        Path = Path,
        Proposal = Proposal,
        IsLocalBehindNat = IsLocalBehindNat,
        IsRemoteBehindNat = IsRemoteBehindNat,
        EstablishedAt = EstablishedAt,
        Children = [.. Children.Select(child => child.Describe(Path, IsUdpEncapsulated))],
    };

    public void Dispose()
    {
        Keys?.Dispose();
        Keys = null;
        Handshake?.Dispose();
        Handshake = null;
        Candidates = [];
    }
}
