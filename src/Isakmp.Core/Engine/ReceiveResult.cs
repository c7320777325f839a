namespace Isakmp.Engine;

/// <summary>What became of a datagram.</summary>
public enum ReceiveResult
{
    /// <summary>It was taken and changed something.</summary>
    Processed,

    /// <summary>It was answered without making state for it: a cookie, a refusal, an unsupported version.</summary>
    AnsweredStateless,

    /// <summary>It had been answered before; the same answer goes out again.</summary>
    AnsweredFromCache,

    /// <summary>It had been answered before and has used up its number of repetitions, or its exchange is still waiting.</summary>
    Duplicate,

    /// <summary>It cannot be read.</summary>
    Malformed,

    /// <summary>It belongs to no SA of this endpoint.</summary>
    UnknownSpi,

    /// <summary>Its integrity check failed.</summary>
    NotAuthentic,

    /// <summary>It does not fit the state of its SA: an old or future Message ID, an answer that nobody waits for.</summary>
    Unexpected,

    /// <summary>A version or exchange that is not spoken here.</summary>
    Unsupported,

    /// <summary>A limit was reached; the peer will try again.</summary>
    LimitReached,

    /// <summary>Output of that SA waits to be taken first.</summary>
    Busy,
}
