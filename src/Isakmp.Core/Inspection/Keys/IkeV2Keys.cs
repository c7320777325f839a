using Isakmp.Primitives;

namespace Isakmp.Inspection.Keys;

/// <summary>The keys of an IKEv2 SA as a row of a table has them.</summary>
internal sealed class IkeV2Keys : IDisposable
{
    public required Spi InitiatorSpi { get; init; }

    public required Spi ResponderSpi { get; init; }

    public required EncryptionChoice Encryption { get; init; }

    public required IntegrityChoice Integrity { get; init; }

    /// <summary>SK_ei: decrypts what the initiator sent.</summary>
    public required SecretBuffer EncryptionInitiator { get; init; }

    /// <summary>SK_er.</summary>
    public required SecretBuffer EncryptionResponder { get; init; }

    /// <summary>SK_ai; empty where the ICV is not checked.</summary>
    public required SecretBuffer IntegrityInitiator { get; init; }

    /// <summary>SK_ar.</summary>
    public required SecretBuffer IntegrityResponder { get; init; }

    public bool IsSameAs(IkeV2Keys other) =>
        Encryption == other.Encryption
        && Integrity == other.Integrity
        && EncryptionInitiator.FixedTimeEquals(other.EncryptionInitiator.Span)
        && EncryptionResponder.FixedTimeEquals(other.EncryptionResponder.Span)
        && IntegrityInitiator.FixedTimeEquals(other.IntegrityInitiator.Span)
        && IntegrityResponder.FixedTimeEquals(other.IntegrityResponder.Span);

    public void Dispose()
    {
        EncryptionInitiator.Dispose();
        EncryptionResponder.Dispose();
        IntegrityInitiator.Dispose();
        IntegrityResponder.Dispose();
    }

    public override string ToString() => $"IkeV2Keys({InitiatorSpi}, {ResponderSpi}, {Encryption.Algorithm}, {Integrity.Algorithm})";
}
