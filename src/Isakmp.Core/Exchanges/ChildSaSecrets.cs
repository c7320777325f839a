using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>The keys of both directions of a Child SA, for <see cref="IKeyLog"/>; valid during the call only.</summary>
public readonly ref struct ChildSaSecrets
{
    /// <summary>When the keys were derived.</summary>
    public required IkeInstant Time { get; init; }

    /// <summary>The connection that the SA belongs to.</summary>
    public required ConnectionId Connection { get; init; }

    /// <summary>The IKE SA that negotiated it.</summary>
    public required IkeSaId IkeSa { get; init; }

    /// <summary>SPIs, algorithms, mode, addresses and selectors.</summary>
    public required ChildSaInfo Info { get; init; }

    /// <summary>Decrypts what we receive; followed by the salt where the cipher has one; empty for AH.</summary>
    public required ReadOnlySpan<byte> InboundEncryption { get; init; }

    /// <summary>Verifies what we receive; empty for an AEAD.</summary>
    public required ReadOnlySpan<byte> InboundIntegrity { get; init; }

    /// <summary>Encrypts what we send; followed by the salt where the cipher has one; empty for AH.</summary>
    public required ReadOnlySpan<byte> OutboundEncryption { get; init; }

    /// <summary>Authenticates what we send; empty for an AEAD.</summary>
    public required ReadOnlySpan<byte> OutboundIntegrity { get; init; }

    /// <summary>Verifies the AH around the ESP that we receive; empty without such a bundle.</summary>
    public ReadOnlySpan<byte> InboundAh { get; init; }

    /// <summary>Authenticates the AH around the ESP that we send; empty without such a bundle.</summary>
    public ReadOnlySpan<byte> OutboundAh { get; init; }

    /// <summary>Returns the SPIs, never the keys.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"ChildSaSecrets(in {Info?.InboundSpi}, out {Info?.OutboundSpi})";
}
