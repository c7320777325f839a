namespace Isakmp.Inspection.Decoding;

/// <summary>What a <see cref="CaptureDecoder"/> has come across so far.</summary>
public readonly record struct CaptureCounts
{
    /// <summary>The IKE messages; each fragment is one.</summary>
    public long Messages { get; internal init; }

    /// <summary>Those of them that are encrypted, wholly or in part.</summary>
    public long Encrypted { get; internal init; }

    /// <summary>Those of them that were decrypted; the fragments of a message count with its last.</summary>
    public long Decrypted { get; internal init; }

    /// <summary>The ESP packets in UDP or TCP, which are passed over.</summary>
    public long EspPackets { get; internal init; }

    /// <summary>The NAT keep-alives, which are passed over.</summary>
    public long KeepAlives { get; internal init; }

    /// <summary>The entries with an error, messages and others.</summary>
    public long Faults { get; internal init; }
}
