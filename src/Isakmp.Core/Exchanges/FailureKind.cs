namespace Isakmp.Exchanges;

/// <summary>Who is at fault for a failure.</summary>
public enum FailureKind
{
    /// <summary>The peer's message cannot be read.</summary>
    Malformed,

    /// <summary>The peer broke a rule.</summary>
    PeerMisbehaved,

    /// <summary>Both sides are right and have nothing in common.</summary>
    PeerIncompatible,

    /// <summary>The peer could not prove who it is, or we could not to it.</summary>
    NotAuthenticated,

    /// <summary>The peer or the network was silent.</summary>
    Unresponsive,

    /// <summary>The caller refused.</summary>
    Denied,

    /// <summary>An invariant of ours was broken.</summary>
    Internal,
}
