namespace Isakmp.Inspection.Decoding;

/// <summary>What a decoder could make of a message.</summary>
public enum DecodeStatus
{
    /// <summary>It is no IKE message, or one of a version that nobody knows; nothing but the header, if that, can be shown.</summary>
    Unreadable,

    /// <summary>Nothing in it is encrypted: its payloads are those of the chain.</summary>
    Clear,

    /// <summary>It was decrypted: the payloads inside are those of the chain.</summary>
    Decrypted,

    /// <summary>It is a piece of a message of which other pieces are still to come; it was kept. The chain is that of the piece.</summary>
    Fragment,

    /// <summary>It is encrypted and could not be decrypted; the chain is what can be seen without keys: nothing in IKEv1.</summary>
    Encrypted,
}
