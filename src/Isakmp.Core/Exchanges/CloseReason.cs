namespace Isakmp.Exchanges;

/// <summary>Why an IKE SA, a Child SA or a connection ended.</summary>
public enum CloseReason
{
    /// <summary>The caller asked for it.</summary>
    LocalRequest,

    /// <summary>The peer deleted it.</summary>
    PeerDeleted,

    /// <summary>The peer did not answer in time.</summary>
    PeerUnresponsive,

    /// <summary>The negotiation took longer than the profile allows.</summary>
    NegotiationTimeout,

    /// <summary>There is no common ground: the report says where it failed.</summary>
    PeerIncompatible,

    /// <summary>The identities or the AUTH payload did not hold.</summary>
    AuthenticationFailed,

    /// <summary>The peer broke a rule of the protocol.</summary>
    PeerMisbehaved,

    /// <summary>The peer sent an authenticated message that cannot be read (RFC 7296 section 2.21.3).</summary>
    Malformed,

    /// <summary>The caller answered a question with a refusal, or not in time.</summary>
    Denied,

    /// <summary>The IKE SA that carried it ended.</summary>
    IkeSaClosed,

    /// <summary>An invariant of ours was broken; that one SA was closed and the endpoint lives on.</summary>
    InternalFault,

    /// <summary>Its lifetime is over, and nothing has taken its place in time.</summary>
    Expired,

    /// <summary>Another has taken its place.</summary>
    Replaced,
}
