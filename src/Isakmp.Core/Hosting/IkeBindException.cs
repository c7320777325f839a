using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>A local address and port could not be bound.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It always names an address and the answer of the system.")]
public sealed class IkeBindException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="localEndPoint">What was to be bound.</param>
    /// <param name="inner">The system's answer.</param>
    public IkeBindException(NetEndPoint localEndPoint, SocketException inner)
        : base(Describe(localEndPoint, inner), inner) => LocalEndPoint = localEndPoint;

    /// <summary>What was to be bound.</summary>
    public NetEndPoint LocalEndPoint { get; }

    private static string Describe(NetEndPoint localEndPoint, SocketException? inner) => inner?.SocketErrorCode switch
    {
        SocketError.AccessDenied =>
            $"UDP {localEndPoint} cannot be bound: not allowed. Ports below 1024 need root or the capability CAP_NET_BIND_SERVICE.",
        SocketError.AddressAlreadyInUse =>
            $"UDP {localEndPoint} cannot be bound: it is in use. Another IKE daemon may be running; stop it or choose other ports.",
        SocketError.AddressNotAvailable =>
            $"UDP {localEndPoint} cannot be bound: this machine has no such address.",
        _ => $"UDP {localEndPoint} cannot be bound: {inner?.Message}",
    };
}
