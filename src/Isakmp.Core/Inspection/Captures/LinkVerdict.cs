namespace Isakmp.Inspection.Captures;

/// <summary>What a frame carries.</summary>
internal enum LinkVerdict
{
    IPv4,
    IPv6,

    /// <summary>Something else than IP.</summary>
    Other,

    /// <summary>The frame ends inside the header.</summary>
    CutOff,

    /// <summary>The link type is not known.</summary>
    Unsupported,
}
