using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Protection.V1;

namespace Isakmp.Exchanges.V1;

/// <summary>The state of one ISAKMP SA that its exchanges share; timers, queues and tables of exchanges are the engine's.</summary>
internal sealed class IsakmpSession : IDisposable
{
    public required IkeSaId Id { get; init; }

    /// <summary>The connection; another than at first if phase 1 turns out to be with a peer that has one already.</summary>
    public required ConnectionId Connection { get; set; }

    public required IkeRole Role { get; init; }

    public bool IsInitiator => Role == IkeRole.Initiator;

    public IkeSaState State { get; set; } = IkeSaState.Initiating;

    /// <summary>CKY-I.</summary>
    public required Spi InitiatorCookie { get; init; }

    /// <summary>CKY-R; zero until the responder has answered.</summary>
    public required Spi ResponderCookie { get; set; }

    public Spi LocalCookie => IsInitiator ? InitiatorCookie : ResponderCookie;

    public required PacketInfo Path { get; set; }

    public PeerProfile? Profile { get; set; }

    /// <summary>What phase 1 was agreed on.</summary>
    public Phase1Choice? Choice { get; set; }

    public IsakmpSuite? Suite { get; set; }

    public SkeyidKeys? Keys { get; private set; }

    /// <summary>Ka: what encrypts the messages of both sides (RFC 2409 appendix B).</summary>
    public SecretBuffer? CipherKey { get; private set; }

    /// <summary>The chain of phase 1: once that is done, its last block, from which the chains of all other exchanges begin.</summary>
    public ref ExchangeIv Phase1Iv => ref _phase1Iv;

    private ExchangeIv _phase1Iv;

    public Identity? LocalIdentity { get; set; }

    public Identity? RemoteIdentity { get; set; }

    /// <summary>How the peer traverses NATs; null if it does not.</summary>
    public NatDialect? Nat { get; set; }

    public bool IsLocalBehindNat { get; set; }

    public bool IsRemoteBehindNat { get; set; }

    public bool IsUdpEncapsulated { get; set; }

    /// <summary>Whether the peer answers R-U-THERE (RFC 3706 section 5.1).</summary>
    public bool AnswersLiveness { get; set; }

    /// <summary>How long the SA may be used; unlimited until it is agreed on.</summary>
    public V1Lifetime Lifetime { get; set; }

    public IkeInstant? EstablishedAt { get; set; }

    /// <summary>The Child SAs of the connection: they outlive the ISAKMP SA.</summary>
    public required ChildSaTable Children { get; set; }

    /// <summary>Takes over the keys of phase 1 and begins its chain of vectors.</summary>
    public void Adopt(SkeyidKeys keys, SecretBuffer cipherKey, ReadOnlySpan<byte> firstIv)
    {
        Keys?.Dispose();
        CipherKey?.Dispose();
        (Keys, CipherKey) = (keys, cipherKey);
        _phase1Iv.Set(firstIv, firstIv.Length);
    }

    public IkeSaInfo Describe() => new()
    {
        Connection = Connection,
        Id = Id,
        Version = IkeVersion.V1,
        ProfileName = Profile?.Name,
        Role = Role,
        State = State,
        InitiatorSpi = InitiatorCookie,
        ResponderSpi = ResponderCookie,
        LocalIdentity = LocalIdentity,
        RemoteIdentity = RemoteIdentity,
        Path = Path,
        Proposal = Choice?.Suite,
        IsLocalBehindNat = IsLocalBehindNat,
        IsRemoteBehindNat = IsRemoteBehindNat,
        Lifetime = Lifetime.Duration,
        EstablishedAt = EstablishedAt,
        Children = [.. Children.Select(child => child.Describe(Path, IsUdpEncapsulated))],
    };

    public void Dispose()
    {
        Keys?.Dispose();
        Keys = null;
        CipherKey?.Dispose();
        CipherKey = null;
    }
}
