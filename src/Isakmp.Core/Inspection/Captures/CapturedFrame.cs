namespace Isakmp.Inspection.Captures;

/// <summary>One frame as it stands in the file.</summary>
internal readonly ref struct CapturedFrame
{
    /// <summary>What was captured, from the link layer's header on.</summary>
    public ReadOnlySpan<byte> Octets { get; init; }

    /// <summary>The link layer, by the number that the tcpdump group gave it.</summary>
    public int LinkType { get; init; }

    public long Nanoseconds { get; init; }

    /// <summary>Whether the capture says when.</summary>
    public bool HasTime { get; init; }

    /// <summary>Where <see cref="Octets"/> start in the file.</summary>
    public long Offset { get; init; }
}
