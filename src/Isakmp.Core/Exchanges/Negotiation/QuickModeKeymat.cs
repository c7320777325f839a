using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Protection.V1;
using Isakmp.Registry;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>The keys of Quick Mode: a KEYMAT for each protocol and direction, made with the SPI of the side that receives (RFC 2409 section 5.5).</summary>
internal readonly ref struct QuickModeKeymat
{
    private const int SpiSize = 4;

    public required IPrf Prf { get; init; }

    /// <summary>SKEYID_d.</summary>
    public required ReadOnlySpan<byte> DerivationKey { get; init; }

    /// <summary>The secret of the exchange's own key exchange; empty without.</summary>
    public required ReadOnlySpan<byte> SharedSecret { get; init; }

    public required ReadOnlySpan<byte> InitiatorNonce { get; init; }

    public required ReadOnlySpan<byte> ResponderNonce { get; init; }

    /// <summary>Derives the keys of all protocols; compression has none.</summary>
    /// <returns>Null if the size of a key is not known, which a validated profile rules out.</returns>
    public ChildSaKeys? Derive(Phase2Choice choice, InboundSpis spis)
    {
        Phase2Agreement? ah = AhAround(choice);
        if (!TryMeasure(choice.Main, out ChildKeyMaterial material) || !TryMeasure(ah, out ChildKeyMaterial ahMaterial))
        {
            return null;
        }

        using var inbound = new SecretBuffer(material.DirectionSize);
        using var outbound = new SecretBuffer(material.DirectionSize);
        Fill(choice.Main.Protocol, spis.Octets(choice.Main.Protocol), inbound);
        Fill(choice.Main.Protocol, choice.Main.PeerSpi, outbound);
        SecretBuffer? inboundAh = null;
        SecretBuffer? outboundAh = null;
        if (ah is not null)
        {
            Fill(V1Protocol.Ah, spis.Octets(V1Protocol.Ah), inboundAh = new SecretBuffer(ahMaterial.DirectionSize));
            Fill(V1Protocol.Ah, ah.PeerSpi, outboundAh = new SecretBuffer(ahMaterial.DirectionSize));
        }

        return material.Cut(inbound.Span, outbound.Span, inboundAh, outboundAh);
    }

    /// <summary>The AH that stands around ESP; null if AH stands alone, or there is none.</summary>
    public static Phase2Agreement? AhAround(Phase2Choice choice) =>
        choice.Main.Protocol == V1Protocol.Ah ? null : choice.Protocols.FirstOrDefault(protocol => protocol.Protocol == V1Protocol.Ah);

    private static bool TryMeasure(Phase2Agreement? agreement, out ChildKeyMaterial material)
    {
        material = default;
        return agreement is null || (agreement.Suite is { } suite && ChildKeyMaterial.TryMeasure(suite, out material));
    }

    private void Fill(V1Protocol protocol, ImmutableArray<byte> spi, SecretBuffer keymat)
    {
        System.Diagnostics.Debug.Assert(spi.Length == SpiSize, "ESP and AH have SPIs of 4 octets");
        KeySchedule.DeriveKeymat(Prf, DerivationKey, SharedSecret, protocol.Value, spi.AsSpan(), InitiatorNonce, ResponderNonce, keymat.Span);
    }
}
