namespace Isakmp.Framing;

/// <summary>How a read from a stream ended.</summary>
public enum StreamStatus
{
    /// <summary>Something whole was read, and the sequence moved behind it.</summary>
    Complete,

    /// <summary>More octets are needed; nothing moved.</summary>
    NeedMore,

    /// <summary>The octets are no IKE stream, and the connection must be closed (RFC 9329 3, 4); nothing moved.</summary>
    Broken,
}
