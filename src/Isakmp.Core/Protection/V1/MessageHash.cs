namespace Isakmp.Protection.V1;

/// <summary>Which hash protects a message of phase 2 (RFC 2409 sections 5.5 and 5.7).</summary>
internal enum MessageHash
{
    /// <summary>HASH(1): the first message of Quick Mode, and every Informational.</summary>
    First,

    /// <summary>HASH(2): the second message of Quick Mode; covers the initiator's nonce.</summary>
    Second,

    /// <summary>HASH(3): the third message of Quick Mode; covers both nonces and nothing of the message.</summary>
    Third,
}
