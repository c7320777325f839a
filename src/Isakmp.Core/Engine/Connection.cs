using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>The stable handle of a relation with a peer: it owns IKE SAs in sequence and knows what to do when one ends.</summary>
internal sealed class Connection : TimerNode
{
    public required ConnectionId Id { get; init; }

    /// <summary>Whether we began it; then we can begin it again.</summary>
    public required bool IsOurs { get; init; }

    /// <summary>The profile; for a peer that called us the one that was selected.</summary>
    public PeerProfile? Profile { get; set; }

    /// <summary>The addresses that a new attempt starts from.</summary>
    public PacketInfo Path { get; init; }

    /// <summary>The child to set up first, or null for the profile's first.</summary>
    public ChildProfile? Child { get; init; }

    public SecurityAssociation? Sa { get; set; }

    /// <summary>Whether the caller wants it closed: then nothing begins again.</summary>
    public bool IsClosing { get; set; }

    public int FailedTries { get; set; }

    /// <summary>How many IKE SAs in a row were closed soon after they had come up.</summary>
    public int ShortLives { get; set; }

    /// <summary>The event about the next try that has not been taken yet: a later one goes into it.</summary>
    public ConnectionRetryingEvent? PendingRetry { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public IkeFailure? LastFailure { get; set; }
}
