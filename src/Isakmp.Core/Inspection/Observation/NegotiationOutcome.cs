namespace Isakmp.Inspection.Observation;

/// <summary>What came of a negotiation, as far as was seen.</summary>
public enum NegotiationOutcome
{
    /// <summary>It was not finished when the last message was seen.</summary>
    Open,

    /// <summary>The other side never answered.</summary>
    Unanswered,

    /// <summary>One side refused, or authentication failed.</summary>
    Refused,

    /// <summary>The IKE SA was established; what became of its Child SAs stands with them.</summary>
    Established,
}
