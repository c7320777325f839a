using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>The addresses of this machine.</summary>
internal static class LocalAddresses
{
    /// <summary>Lists every unicast address of every interface; one that is down costs nothing.</summary>
    /// <returns>The addresses, link-local ones with the index of their interface.</returns>
    public static List<(NetAddress Address, int Scope)> All()
    {
        var found = new List<(NetAddress, int)>();
        foreach (NetworkInterface adapter in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (UnicastIPAddressInformation unicast in adapter.GetIPProperties().UnicastAddresses)
            {
                IPAddress address = unicast.Address;
                if (address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
                {
                    found.Add((NetAddress.From(address), address.IsIPv6LinkLocal ? (int)address.ScopeId : 0));
                }
            }
        }

        return found;
    }

    /// <summary>The interface on which a link-local address of this machine stands.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The index of the interface; 0 for an address that is not link-local or not ours.</returns>
    public static int ScopeOf(NetAddress address) =>
        SocketAddresses.IsLinkLocal(address) ? All().Find(entry => entry.Address == address).Scope : 0;

    /// <summary>The address from which the system would send to a peer.</summary>
    /// <param name="remote">The peer.</param>
    /// <returns>The address; the default value if there is no route.</returns>
    public static NetAddress Toward(NetEndPoint remote)
    {
        IPAddress address = remote.Address.ToIPAddress();
        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            // Connecting a UDP socket sends nothing; it makes the system choose a route and the address that goes with it.
            probe.Connect(new IPEndPoint(address, remote.Port == 0 ? 500 : remote.Port));
            return NetAddress.From(((IPEndPoint)probe.LocalEndPoint!).Address);
        }
        catch (SocketException)
        {
            return default;
        }
    }
}
