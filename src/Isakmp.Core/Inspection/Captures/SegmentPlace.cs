namespace Isakmp.Inspection.Captures;

/// <summary>Where a TCP segment belongs.</summary>
internal enum SegmentPlace
{
    /// <summary>It goes on where the stream was.</summary>
    Ready,

    /// <summary>It is kept until what is missing before it comes.</summary>
    Early,

    /// <summary>All of it came before.</summary>
    Repeated,

    /// <summary>It is too far behind a gap, or there are too many gaps.</summary>
    TooFar,

    /// <summary>It is so far back that it belongs to another stream with the same ports.</summary>
    Foreign,
}
