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
        IReadOnlyList<XfrmLayer> layers = XfrmLayer.Of(child, keys);

        // The peer may send as soon as it has our answer, so the inbound direction comes first.
        var lines = new List<string>();
        lines.AddRange(layers.Select(layer => State(child, reqid, layer, new Direction(child.Path.Remote, child.Path.Local, IsInbound: true))));
        lines.AddRange(layers.Select(layer => State(child, reqid, layer, new Direction(child.Path.Local, child.Path.Remote, IsInbound: false))));
        foreach (TrafficSelector local in child.LocalSelectors)
        {
            foreach (TrafficSelector remote in child.RemoteSelectors)
            {
                AddPolicies(lines, child, local, remote, Templates(layers, reqid, own, peer, isInbound: false), Templates(layers, reqid, peer, own, isInbound: true));
            }
        }

        return lines;
    }

    private readonly record struct Direction(NetEndPoint From, NetEndPoint To, bool IsInbound);

    private static string State(ChildSaInfo child, uint reqid, XfrmLayer layer, Direction direction)
    {
        if ((direction.IsInbound ? layer.InboundAlgorithms : layer.OutboundAlgorithms) is not { } algorithms)
        {
            return $"# SPI {(direction.IsInbound ? layer.InboundSpi : layer.OutboundSpi)}: the kernel has no {layer.Proposal}";
        }

        string window = layer.IsCompression ? "" : $" replay-window {ReplayWindow}";
        string flags = child.ExtendedSequenceNumbers && !layer.IsCompression ? " flag esn" : "";
        string encapsulation = child.IsUdpEncapsulated && layer.IsEsp
            ? $" encap espinudp {direction.From.Port} {direction.To.Port} {(direction.From.Address.IsIPv6 ? "::" : "0.0.0.0")}"
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"ip xfrm state add src {direction.From.Address} dst {direction.To.Address} proto {layer.Protocol} spi 0x{(direction.IsInbound ? layer.InboundSpi : layer.OutboundSpi)} reqid {reqid} mode {layer.Mode}{window}{flags} {algorithms}{encapsulation}");
    }

    private static void AddPolicies(List<string> lines, ChildSaInfo child, TrafficSelector local, TrafficSelector remote, string outboundTemplates, string inboundTemplates)
    {
        if (!XfrmSelector.TryCombine(local, remote, out IReadOnlyList<XfrmSelector> outbound, out string? reason))
        {
            lines.Add($"# {local} === {remote}: no policy, because {reason}");
            return;
        }

        foreach (XfrmSelector selector in outbound)
        {
            XfrmSelector inbound = selector.Reverse();
            lines.Add($"ip xfrm policy add {selector} dir out {outboundTemplates}");
            lines.Add($"ip xfrm policy add {inbound} dir in {inboundTemplates}");
            if (child.Mode == ChildMode.Tunnel)
            {
                // What comes out of the tunnel and is not for this machine itself.
                lines.Add($"ip xfrm policy add {inbound} dir fwd {inboundTemplates}");
            }
        }
    }

    // A peer sends packets that do not shrink as they are (RFC 3173 2.2), so that compression may be missing from what comes in.
    private static string Templates(IReadOnlyList<XfrmLayer> layers, uint reqid, NetAddress from, NetAddress to, bool isInbound) => string.Join(' ', layers.Select(layer =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"tmpl src {from} dst {to} proto {layer.Protocol} reqid {reqid} mode {layer.Mode}{(isInbound && layer.IsCompression ? " level use" : "")}")));
}
