namespace Isakmp.Interop.Tests.Peers;

/// <summary>The keys of one Child SA (RFC 7296 2.17) as lower-case hex, with its SPIs as 8 hex digits as the logging side saw them.</summary>
/// <remarks>"Initiator" keys protect what the initiator of the exchange sends. An AEAD has no integrity keys, and its encryption keys end in the salt.</remarks>
public sealed record ChildKeys(
    string EncryptionInitiator, string EncryptionResponder, string IntegrityInitiator, string IntegrityResponder, string SpiIn, string SpiOut)
{
    /// <summary>The same keys as the other side must have them: what comes in here goes out there.</summary>
    public ChildKeys Mirrored => this with { SpiIn = SpiOut, SpiOut = SpiIn };

    /// <inheritdoc/>
    public override string ToString() => // the one that a record has by itself would print what is mirrored of what is mirrored, and so on
        $"in {SpiIn} out {SpiOut}: encryption {EncryptionInitiator} {EncryptionResponder}, integrity {IntegrityInitiator} {IntegrityResponder}";
}
