namespace Isakmp.Inspection.Decoding;

/// <summary>What came of a fragment.</summary>
internal enum FragmentOutcome
{
    /// <summary>It was kept, or was there already.</summary>
    Kept,

    /// <summary>With it the message is complete.</summary>
    Complete,

    /// <summary>It goes past a bound, or came too late.</summary>
    Refused,
}
