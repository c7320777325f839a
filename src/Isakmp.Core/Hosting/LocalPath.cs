using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>Chooses the local end of a path to a peer.</summary>
internal static class LocalPath
{
    /// <summary>Chooses a bound socket: at an address that the profile names, else at the one that the system would send from, else at any of the family.</summary>
    /// <param name="transport">The sockets.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="remote">The peer.</param>
    /// <returns>The path.</returns>
    /// <exception cref="InvalidOperationException">No bound address is of the peer's family.</exception>
    public static PacketInfo Choose(UdpTransport transport, PeerProfile profile, NetEndPoint remote)
    {
        if (remote.Address.IsUnspecified || remote.Port == 0)
        {
            throw new ArgumentException($"'{remote}' is no end point of a peer; give an address and a port.", nameof(remote));
        }

        Encapsulation encapsulation = PortFraming.Toward(remote);
        UdpPort[] fit = [.. transport.Ports.Where(port =>
            port.IsNatTraversal == (encapsulation == Encapsulation.NonEspMarker) && port.Local.Address.Length == remote.Address.Length
            && profile.LocalAddresses.Any(pattern => pattern.Matches(port.Local.Address)))];
        NetAddress routed = LocalAddresses.Toward(remote);
        UdpPort chosen = Array.Find(fit, port => port.Local.Address == routed) ?? fit.FirstOrDefault() ?? throw new InvalidOperationException(
            $"No {(remote.Address.IsIPv6 ? "IPv6" : "IPv4")} address that profile '{profile.Name}' allows is bound here, so {remote} cannot be reached.");
        return new PacketInfo(chosen.Local, remote, encapsulation, chosen.Scope);
    }
}
