namespace Isakmp.Policies;

/// <summary>What a negotiation failed on.</summary>
public enum NegotiationFailure
{
    /// <summary>It did not fail.</summary>
    None,

    /// <summary>No offered proposal satisfies any of ours; we answer NO_PROPOSAL_CHOSEN.</summary>
    NoProposalMatched,

    /// <summary>The peer refused every proposal of ours with NO_PROPOSAL_CHOSEN.</summary>
    ProposalsRefused,

    /// <summary>The peer asked for a key exchange method that we do not offer, or asked again.</summary>
    KeyExchangeRefused,

    /// <summary>The peer's answer is not one of our offers.</summary>
    InvalidAnswer,

    /// <summary>Traffic selectors have no common part; we answer TS_UNACCEPTABLE.</summary>
    TrafficSelectorsDisjoint,

    /// <summary>The peer refused our traffic selectors with TS_UNACCEPTABLE, or answered with wider ones.</summary>
    TrafficSelectorsRefused,

    /// <summary>The modes, tunnel and transport, differ.</summary>
    ModeMismatch,

    /// <summary>No profile fits the addresses or the identities.</summary>
    NoProfile,

    /// <summary>The peer claims an identity that we do not expect.</summary>
    IdentityMismatch,

    /// <summary>There is no shared key for the pair of identities.</summary>
    NoSharedKey,

    /// <summary>The peer's AUTH payload is wrong.</summary>
    AuthenticationWrong,

    /// <summary>The peer uses an authentication method that we do not expect.</summary>
    AuthenticationMethod,

    /// <summary>The peer refused our authentication with AUTHENTICATION_FAILED.</summary>
    AuthenticationRefused,

    /// <summary>The peer answered with another error.</summary>
    PeerError,

    /// <summary>The peer did not answer.</summary>
    NoAnswer,
}
