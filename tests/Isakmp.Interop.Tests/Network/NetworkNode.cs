using System.Net;

namespace Isakmp.Interop.Tests.Network;

/// <summary>One machine of the test network: its namespace and its two addresses.</summary>
public sealed record NetworkNode(NetworkNamespace Namespace, IPAddress IPv4, IPAddress IPv6)
{
    /// <summary>The address of the chosen family.</summary>
    public IPAddress Address(bool ipv6) => ipv6 ? IPv6 : IPv4;

    /// <summary>Gives the machine a further address, such as one inside the network that it protects.</summary>
    public Task AddAddressAsync(string prefix) => Ip.BatchInAsync(Namespace, $"addr add {prefix} dev lo");
}
