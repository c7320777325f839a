using Isakmp.Engine.V1;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>The stable handle of a relation with a peer: it owns IKE SAs in sequence and knows what to do when one ends.</summary>
internal sealed class Connection : TimerNode
{
    private List<IsakmpSa>? _others;

    public required ConnectionId Id { get; init; }

    /// <summary>Whether we began it; then we can begin it again.</summary>
    public required bool IsOurs { get; init; }

    /// <summary>The profile; for a peer that called us the one that was selected.</summary>
    public PeerProfile? Profile { get; set; }

    /// <summary>The addresses that a new attempt starts from.</summary>
    public PacketInfo Path { get; init; }

    /// <summary>The child to set up first, or null for the profile's first.</summary>
    public ChildProfile? Child { get; init; }

    /// <summary>The IKE SA in use, or the first that is being made.</summary>
    public SecurityAssociation? Sa { get; set; }

    /// <summary>IKEv1: further ISAKMP SAs with the peer, being made or replaced.</summary>
    public List<IsakmpSa> Others => _others ??= [];

    /// <summary>IKEv1: the Child SAs, which outlive ISAKMP SAs; null in IKEv2.</summary>
    public ChildSaTable? Children { get; set; }

    /// <summary>IKEv1: who the peer has proved to be.</summary>
    public Identity? RemoteIdentity { get; set; }

    /// <summary>IKEv1: the address under which the endpoint knows the peer.</summary>
    public NetAddress? PeerAddress { get; set; }

    /// <summary>IKEv1: the addresses of the last ISAKMP SA.</summary>
    public PacketInfo LastPath { get; set; }

    /// <summary>IKEv1: whether the packets of Child SAs travel in UDP.</summary>
    public bool IsUdpEncapsulated { get; set; }

    /// <summary>IKEv1: when the mapping of a NAT in front of us is to be kept for Child SAs that have no ISAKMP SA, in monotonic ticks; <see cref="long.MaxValue"/> for never.</summary>
    public long KeepAliveAt { get; set; } = long.MaxValue;

    /// <summary>When the next try begins, in monotonic ticks; null if none is to.</summary>
    public long? RetryAt { get; set; }

    /// <summary>Whether the caller wants it closed: then nothing begins again.</summary>
    public bool IsClosing { get; set; }

    public int FailedTries { get; set; }

    /// <summary>How many IKE SAs in a row were closed soon after they had come up.</summary>
    public int ShortLives { get; set; }

    /// <summary>The event about the next try that has not been taken yet: a later one goes into it.</summary>
    public ConnectionRetryingEvent? PendingRetry { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public IkeFailure? LastFailure { get; set; }

    /// <summary>An ISAKMP SA is established and takes the place of the one in use, which stays beside it.</summary>
    public void Adopt(IsakmpSa sa)
    {
        if (ReferenceEquals(Sa, sa))
        {
            return;
        }

        Others.Remove(sa);
        if (Sa is IsakmpSa before)
        {
            Others.Add(before);
        }

        Sa = sa;
    }
}
