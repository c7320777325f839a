using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Exchanges;

/// <summary>The keys of an IKE SA, for <see cref="IKeyLog"/>; valid during the call only.</summary>
/// <remarks>In IKEv1 the SPIs are the cookies, one encryption key serves both sides, and what has no counterpart is empty.</remarks>
public readonly ref struct IkeSaSecrets
{
    /// <summary>2 for IKEv2, 1 for IKEv1.</summary>
    public required int MajorVersion { get; init; }

    /// <summary>When the keys were derived.</summary>
    public required IkeInstant Time { get; init; }

    /// <summary>The connection that the SA belongs to.</summary>
    public required ConnectionId Connection { get; init; }

    /// <summary>The SA.</summary>
    public required IkeSaId IkeSa { get; init; }

    /// <summary>Our role in it.</summary>
    public required IkeRole Role { get; init; }

    /// <summary>The addresses in use.</summary>
    public required PacketInfo Path { get; init; }

    /// <summary>The initiator's SPI.</summary>
    public required Spi InitiatorSpi { get; init; }

    /// <summary>The responder's SPI.</summary>
    public required Spi ResponderSpi { get; init; }

    /// <summary>What encrypts the messages.</summary>
    public required EncryptionAlgorithm Encryption { get; init; }

    /// <summary>The negotiated length of its key in bits, without salt; null for an algorithm with one length.</summary>
    public required ushort? EncryptionKeyLength { get; init; }

    /// <summary>What authenticates the messages; <see cref="IntegrityAlgorithm.None"/> with an AEAD.</summary>
    public required IntegrityAlgorithm Integrity { get; init; }

    /// <summary>What the keys were derived with.</summary>
    public required PseudorandomFunction Prf { get; init; }

    /// <summary>SK_ei: encrypts what the initiator sends; followed by the salt where the cipher has one (RFC 5282 section 7.1).</summary>
    public required ReadOnlySpan<byte> InitiatorEncryption { get; init; }

    /// <summary>SK_er: encrypts what the responder sends; followed by the salt where the cipher has one.</summary>
    public required ReadOnlySpan<byte> ResponderEncryption { get; init; }

    /// <summary>SK_ai: authenticates what the initiator sends; empty with an AEAD.</summary>
    public required ReadOnlySpan<byte> InitiatorIntegrity { get; init; }

    /// <summary>SK_ar: authenticates what the responder sends; empty with an AEAD.</summary>
    public required ReadOnlySpan<byte> ResponderIntegrity { get; init; }

    /// <summary>SK_pi: goes into the initiator's AUTH payload.</summary>
    public required ReadOnlySpan<byte> InitiatorAuthentication { get; init; }

    /// <summary>SK_pr: goes into the responder's AUTH payload.</summary>
    public required ReadOnlySpan<byte> ResponderAuthentication { get; init; }

    /// <summary>SK_d: what the keys of the Child SAs are derived from.</summary>
    public required ReadOnlySpan<byte> Derivation { get; init; }

    /// <summary>Returns the SPIs, never the keys.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"IkeSaSecrets({InitiatorSpi}, {ResponderSpi})";
}
