using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace IkeTool.Output;

/// <summary>One protocol of a Child SA as the kernel knows it: a state in each direction, and a template in each policy.</summary>
/// <param name="Protocol">The kernel's word: comp, esp or ah.</param>
/// <param name="Mode">Tunnel for the innermost protocol of a tunnel; whatever is around it is in transport mode, because there is one outer header.</param>
/// <param name="InboundSpi">The SPI that we receive on, or the CPI.</param>
/// <param name="OutboundSpi">The SPI that we send with, or the CPI.</param>
/// <param name="InboundAlgorithms">The algorithm arguments with the inbound keys; null where the kernel has no such algorithm.</param>
/// <param name="OutboundAlgorithms">The same with the outbound keys.</param>
/// <param name="Proposal">The algorithms in the words of swanctl.conf.</param>
internal sealed record XfrmLayer(
    string Protocol, string Mode, ChildSpi InboundSpi, ChildSpi OutboundSpi, string? InboundAlgorithms, string? OutboundAlgorithms, string Proposal)
{
    private const string CompressionWord = "comp";

    /// <summary>Whether it is compression.</summary>
    public bool IsCompression => Protocol == CompressionWord;

    /// <summary>Whether it is ESP, which alone may travel in UDP.</summary>
    public bool IsEsp => Protocol == "esp";

    /// <summary>The protocols of a Child SA in the order in which a packet that leaves meets them.</summary>
    /// <param name="child">The Child SA.</param>
    /// <param name="keys">Its keys.</param>
    /// <returns>Compression, ESP, AH: what there is of them.</returns>
    public static IReadOnlyList<XfrmLayer> Of(ChildSaInfo child, ChildSaKeys keys)
    {
        var layers = new List<XfrmLayer>();
        if (child.Compression is { } compression)
        {
            string algorithm = compression.Algorithm == IpCompTransform.Deflate ? "comp deflate" : "comp lzs";
            layers.Add(new(
                CompressionWord, ModeOf(child, isInnermost: true), new ChildSpi(compression.InboundCpi), new ChildSpi(compression.OutboundCpi), algorithm, algorithm, "ipcomp"));
        }

        EncryptionAlgorithm? encryption = child.Protocol == SecurityProtocol.Ah ? null : child.Proposal.Encryption;
        IntegrityAlgorithm? integrity = child.Proposal.Integrity;
        layers.Add(new(
            child.Protocol == SecurityProtocol.Ah ? "ah" : "esp",
            ModeOf(child, isInnermost: layers.Count == 0),
            child.InboundSpi,
            child.OutboundSpi,
            XfrmAlgorithms.Arguments(encryption, integrity, keys.InboundEncryption.Span, keys.InboundIntegrity.Span),
            XfrmAlgorithms.Arguments(encryption, integrity, keys.OutboundEncryption.Span, keys.OutboundIntegrity.Span),
            ProposalNotation.Format(child.Proposal)));
        if (child.Ah is { } ah)
        {
            layers.Add(new(
                "ah",
                ModeOf(child, isInnermost: false),
                ah.InboundSpi,
                ah.OutboundSpi,
                XfrmAlgorithms.Arguments(null, ah.Proposal.Integrity, default, keys.InboundAh.Span),
                XfrmAlgorithms.Arguments(null, ah.Proposal.Integrity, default, keys.OutboundAh.Span),
                ProposalNotation.Format(ah.Proposal)));
        }

        return layers;
    }

    private static string ModeOf(ChildSaInfo child, bool isInnermost) => isInnermost && child.Mode == ChildMode.Tunnel ? "tunnel" : "transport";
}
