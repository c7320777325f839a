using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>The numbers of IKEv1 for tunnel and transport mode, with and without UDP (RFC 2407 4.5, RFC 3947 5.1).</summary>
public static class EncapsulationModes
{
    /// <summary>The number to send.</summary>
    /// <param name="mode">Tunnel or transport.</param>
    /// <param name="isUdpEncapsulated">Whether there is a NAT, so that ESP goes in UDP.</param>
    /// <param name="isDraft">Whether the peer speaks a draft of NAT traversal, whose numbers are of the private range.</param>
    /// <returns>The number.</returns>
    public static V1EncapsulationMode For(ChildMode mode, bool isUdpEncapsulated, bool isDraft = false) => (mode, isUdpEncapsulated, isDraft) switch
    {
        (ChildMode.Tunnel, false, _) => V1EncapsulationMode.Tunnel,
        (ChildMode.Transport, false, _) => V1EncapsulationMode.Transport,
        (ChildMode.Tunnel, true, false) => V1EncapsulationMode.UdpTunnel,
        (ChildMode.Transport, true, false) => V1EncapsulationMode.UdpTransport,
        (ChildMode.Tunnel, true, true) => V1EncapsulationMode.UdpTunnelDraft,
        _ => V1EncapsulationMode.UdpTransportDraft,
    };

    /// <summary>The mode that a number stands for.</summary>
    /// <param name="number">The number.</param>
    /// <returns>The mode, or null for a number that is not known.</returns>
    public static ChildMode? ModeOf(V1EncapsulationMode number) => number.Value switch
    {
        1 or 3 or 61443 => ChildMode.Tunnel,
        2 or 4 or 61444 => ChildMode.Transport,
        _ => null,
    };

    /// <summary>Whether a number means that ESP goes in UDP.</summary>
    /// <param name="number">The number.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsUdpEncapsulated(V1EncapsulationMode number) => number.Value is 3 or 4 or 61443 or 61444;

    /// <summary>Whether two numbers mean the same; those of the RFC and of the drafts do, because peers mix them.</summary>
    internal static bool Agree(V1EncapsulationMode left, V1EncapsulationMode right) =>
        left == right || (ModeOf(left) is { } mode && mode == ModeOf(right) && IsUdpEncapsulated(left) == IsUdpEncapsulated(right));
}
