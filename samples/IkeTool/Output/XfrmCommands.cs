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
        IReadOnlyList<XfrmLayer> layers = XfrmLayer.Of(child, keys);
        List<string> lines = States(child, layers, reqid);
        NetAddress own = child.Path.Local.Address;
        NetAddress peer = child.Path.Remote.Address;
        foreach (TrafficSelector local in child.LocalSelectors)
        {
            foreach (TrafficSelector remote in child.RemoteSelectors)
            {
                AddPolicies(lines, child, local, remote, Templates(layers, reqid, own, peer, isInbound: false), Templates(layers, reqid, peer, own, isInbound: true));
            }
        }

        return lines;
    }

    /// <summary>The commands for a Child SA that replaces another: states beside the old ones, which the policies that are there find by their number.</summary>
    /// <param name="child">The new Child SA.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="reqid">The number of the one that it replaces.</param>
    /// <returns>Shell lines.</returns>
    public static IReadOnlyList<string> Replace(ChildSaInfo child, ChildSaKeys keys, uint reqid) => States(child, XfrmLayer.Of(child, keys), reqid);

    private readonly record struct Direction(NetEndPoint From, NetEndPoint To, bool IsInbound);

    // The peer may send as soon as it has our answer, so the inbound direction comes first.
    private static List<string> States(ChildSaInfo child, IReadOnlyList<XfrmLayer> layers, uint reqid)
    {
        List<string> lines =
        [
            .. layers.Select(layer => State(child, reqid, layer, new Direction(child.Path.Remote, child.Path.Local, IsInbound: true))),
            .. layers.Select(layer => State(child, reqid, layer, new Direction(child.Path.Local, child.Path.Remote, IsInbound: false))),
        ];
        if (child is { Mode: ChildMode.Transport, IsUdpEncapsulated: true, OriginalAddresses: { Local: { IsUnspecified: false } own } } && own != child.Path.Local.Address)
        {
            // RFC 3948 3.1.2; the kernel does not check these checksums at all.
            lines.Add($"# the peer's checksums are made with {own} for us, which ip xfrm cannot say");
        }

        return lines;
    }

    private static string State(ChildSaInfo child, uint reqid, XfrmLayer layer, Direction direction)
    {
        if ((direction.IsInbound ? layer.InboundAlgorithms : layer.OutboundAlgorithms) is not { } algorithms)
        {
            return $"# SPI {(direction.IsInbound ? layer.InboundSpi : layer.OutboundSpi)}: the kernel has no {layer.Proposal}";
        }

        string window = layer.IsCompression ? "" : $" replay-window {ReplayWindow}";
        string flags = child.ExtendedSequenceNumbers && !layer.IsCompression ? " flag esn" : "";
        string encapsulation = child.IsUdpEncapsulated && layer.IsEsp
            ? $" encap espinudp {direction.From.Port} {direction.To.Port} {OriginalSender(child, direction)}"
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"ip xfrm state add src {direction.From.Address} dst {direction.To.Address} proto {layer.Protocol} spi 0x{(direction.IsInbound ? layer.InboundSpi : layer.OutboundSpi)} reqid {reqid} mode {layer.Mode}{window}{flags} {algorithms}{encapsulation}{Limits(child)}");
    }

    // Whom the sender of packets in transport mode calls itself before its NAT: the peer may have told it (NAT-OA).
    private static string OriginalSender(ChildSaInfo child, Direction direction) =>
        direction.IsInbound && child is { Mode: ChildMode.Transport, OriginalAddresses: { Remote: var original } } && original.Length == direction.From.Address.Length ? original.ToString()
        : direction.From.Address.IsIPv6 ? "::" : "0.0.0.0";

    // What both sides agreed on: the kernel drops what nobody has renewed or deleted by then.
    private static string Limits(ChildSaInfo child)
    {
        string time = child.Lifetime is { } lifetime ? string.Create(CultureInfo.InvariantCulture, $" limit time-hard {lifetime.TotalSeconds:0}") : "";
        string traffic = child.LifetimeKilobytes is { } kilobytes and <= ulong.MaxValue / 1024
            ? string.Create(CultureInfo.InvariantCulture, $" limit byte-hard {kilobytes * 1024}") : "";
        return time + traffic;
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
