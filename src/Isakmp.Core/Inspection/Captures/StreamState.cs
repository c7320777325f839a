namespace Isakmp.Inspection.Captures;

/// <summary>What a captured TCP stream is known to be.</summary>
internal enum StreamState
{
    /// <summary>Its beginning, or a part in the middle, is missing: a segment that starts a frame is looked for.</summary>
    Lost,

    /// <summary>It starts with IKETCP, or it is none of ours.</summary>
    AtPrefix,

    /// <summary>Where frames start is known.</summary>
    InFrames,

    /// <summary>No IKE stream, or broken: it is passed over.</summary>
    Ignored,
}
