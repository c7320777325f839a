using System.Globalization;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace IkeTool.Output;

/// <summary>Writes the <c>ip xfrm</c> commands that put a Child SA into the Linux kernel. They hold its keys.</summary>
internal static class XfrmCommands
{
    private const int ReplayWindow = 32;

    /// <summary>The commands that install both directions, then the policies that use them.</summary>
    /// <param name="child">The Child SA.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="reqid">The number that ties policies to states; any, but one for each Child SA.</param>
    /// <returns>Shell lines; what the command cannot say stands in a comment line.</returns>
    public static IReadOnlyList<string> Install(ChildSaInfo child, ChildSaKeys keys, uint reqid)
    {
        NetAddress own = child.Path.Local.Address;
        NetAddress peer = child.Path.Remote.Address;
        var lines = new List<string>
        {
            // The peer may send as soon as it has our answer, so the inbound direction comes first.
            State(child, reqid, new Direction(child.Path.Remote, child.Path.Local, child.InboundSpi), keys.InboundEncryption.Span, keys.InboundIntegrity.Span),
            State(child, reqid, new Direction(child.Path.Local, child.Path.Remote, child.OutboundSpi), keys.OutboundEncryption.Span, keys.OutboundIntegrity.Span),
        };
        foreach (TrafficSelector local in child.LocalSelectors)
        {
            foreach (TrafficSelector remote in child.RemoteSelectors)
            {
                AddPolicies(lines, child, reqid, local, remote, own, peer);
            }
        }

        return lines;
    }

    private readonly record struct Direction(NetEndPoint From, NetEndPoint To, ChildSpi Spi);

    private static string ProtocolOf(ChildSaInfo child) => child.Protocol == SecurityProtocol.Ah ? "ah" : "esp";

    private static string ModeOf(ChildSaInfo child) => child.Mode == ChildMode.Transport ? "transport" : "tunnel";

    private static string State(ChildSaInfo child, uint reqid, Direction direction, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey)
    {
        EncryptionAlgorithm? encryption = child.Protocol == SecurityProtocol.Ah ? null : child.Proposal.Encryption;
        if (XfrmAlgorithms.Arguments(encryption, child.Proposal.Integrity, encryptionKey, integrityKey) is not { } algorithms)
        {
            return $"# SPI {direction.Spi}: the kernel has no {ProposalNotation.Format(child.Proposal)}";
        }

        string flags = child.ExtendedSequenceNumbers ? " flag esn" : "";
        string encapsulation = child.IsUdpEncapsulated
            ? $" encap espinudp {direction.From.Port} {direction.To.Port} {(direction.From.Address.IsIPv6 ? "::" : "0.0.0.0")}"
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"ip xfrm state add src {direction.From.Address} dst {direction.To.Address} proto {ProtocolOf(child)} spi 0x{direction.Spi} reqid {reqid} mode {ModeOf(child)} replay-window {ReplayWindow}{flags} {algorithms}{encapsulation}");
    }

    private static void AddPolicies(
        List<string> lines, ChildSaInfo child, uint reqid, TrafficSelector local, TrafficSelector remote, NetAddress own, NetAddress peer)
    {
        if (!XfrmSelector.TryCombine(local, remote, out IReadOnlyList<XfrmSelector> outbound, out string? reason))
        {
            lines.Add($"# {local} === {remote}: no policy, because {reason}");
            return;
        }

        foreach (XfrmSelector selector in outbound)
        {
            XfrmSelector inbound = selector.Reverse();
            lines.Add(Policy(child, reqid, selector, "out", own, peer));
            lines.Add(Policy(child, reqid, inbound, "in", peer, own));
            if (child.Mode == ChildMode.Tunnel)
            {
                // What comes out of the tunnel and is not for this machine itself.
                lines.Add(Policy(child, reqid, inbound, "fwd", peer, own));
            }
        }
    }

    private static string Policy(ChildSaInfo child, uint reqid, XfrmSelector selector, string direction, NetAddress from, NetAddress to) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"ip xfrm policy add {selector} dir {direction} tmpl src {from} dst {to} proto {ProtocolOf(child)} reqid {reqid} mode {ModeOf(child)}");
}
