namespace Isakmp.Exchanges.V2;

/// <summary>What a message's shape says about it.</summary>
internal enum ShapeVerdict
{
    /// <summary>The tasks may run.</summary>
    Ok,

    /// <summary>A payload is missing, repeated or malformed: INVALID_SYNTAX.</summary>
    Malformed,

    /// <summary>A payload with the critical bit is not known: UNSUPPORTED_CRITICAL_PAYLOAD.</summary>
    UnsupportedCritical,
}
