namespace Isakmp.Inspection.Observation;

/// <summary>What came of the negotiation of a Child SA.</summary>
public enum ChildSaOutcome
{
    /// <summary>It was offered; no answer was seen, or (IKEv1) not the message that confirms it.</summary>
    Offered,

    /// <summary>One side refused.</summary>
    Refused,

    /// <summary>It was established.</summary>
    Established,
}
