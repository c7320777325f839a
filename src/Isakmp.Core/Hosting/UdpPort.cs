using System.Net;
using System.Net.Sockets;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>One UDP socket, bound to one concrete address, so that the local address of each datagram is known and answers leave from it.</summary>
internal sealed class UdpPort : IDisposable
{
    // IP_PKTINFO on a wildcard socket would tell the address too, but the framework hands it over in freshly allocated objects, and cannot send from it.
    private const int BufferSize = 65_535;
    private const int KernelBufferSize = 1 << 20;

    private readonly Socket _socket;

    private UdpPort(Socket socket, NetEndPoint local, int scope, bool isNatTraversal)
    {
        _socket = socket;
        Local = local;
        Scope = scope;
        IsNatTraversal = isNatTraversal;
    }

    /// <summary>The bound address and port.</summary>
    public NetEndPoint Local { get; }

    /// <summary>The interface of a link-local address, else 0.</summary>
    public int Scope { get; }

    /// <summary>Whether IKE messages carry the non-ESP marker here, because ESP arrives here too.</summary>
    public bool IsNatTraversal { get; }

    /// <summary>Whether <see cref="Dispose"/> was called.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Binds a socket.</summary>
    /// <param name="local">A concrete address; port 0 lets the system choose.</param>
    /// <param name="scope">The interface of a link-local address.</param>
    /// <param name="isNatTraversal">Whether it is the port that ESP shares.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="IkeBindException">The system refuses.</exception>
    public static UdpPort Bind(NetEndPoint local, int scope, bool isNatTraversal)
    {
        IPAddress address = local.Address.ToIPAddress();
        if (scope != 0)
        {
            address.ScopeId = scope;
        }

        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            Configure(socket);
            socket.Bind(new IPEndPoint(address, local.Port));
            ushort port = (ushort)((IPEndPoint)socket.LocalEndPoint!).Port;
            return new UdpPort(socket, new NetEndPoint(local.Address, port), scope, isNatTraversal);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw new IkeBindException(local, exception);
        }
    }

    /// <summary>Receives until the port is closed.</summary>
    /// <param name="sink">Takes each datagram.</param>
    /// <returns>The end of the port.</returns>
    public async Task ReceiveAsync(IDatagramSink sink)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
        SocketAddress sender = SocketAddresses.Create(Local.Address.IsIPv6);
        while (!IsClosed)
        {
            int length;
            try
            {
                length = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, sender).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (IsClosed)
            {
                return;
            }
            catch (SocketException)
            {
                // An ICMP error about a datagram that we sent; the next receive goes on. The pause keeps a broken socket from spinning.
                sink.OnReceiveError();
                await Task.Delay(10).ConfigureAwait(false);
                continue;
            }

            NetEndPoint remote = SocketAddresses.Read(sender, out int scope);
            sink.OnDatagram(this, buffer.AsSpan(0, length), remote, scope);
        }
    }

    /// <summary>Sends a datagram at once.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="destination">Where to.</param>
    /// <returns>False if the system refused; the datagram is lost, as any may be.</returns>
    public bool TrySend(ReadOnlySpan<byte> datagram, SocketAddress destination)
    {
        try
        {
            return _socket.SendTo(datagram, SocketFlags.None, destination) == datagram.Length;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Sends a datagram when the system has room.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="destination">Where to; in use until the end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of octets sent.</returns>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> datagram, SocketAddress destination, CancellationToken cancellationToken) =>
        _socket.SendToAsync(datagram, SocketFlags.None, destination, cancellationToken);

    /// <summary>Closes the socket; <see cref="ReceiveAsync"/> ends.</summary>
    public void Dispose()
    {
        IsClosed = true;
        _socket.Dispose();
    }

    private static void Configure(Socket socket)
    {
        socket.ReceiveBufferSize = KernelBufferSize;
        socket.SendBufferSize = KernelBufferSize;
        if (socket.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = false;
        }
        else
        {
            // A large IKE message that does not fit the path must be fragmented by whoever meets the limit, not be lost.
            socket.DontFragment = false;
        }

        if (OperatingSystem.IsWindows())
        {
            // SIO_UDP_CONNRESET: an ICMP error about one peer must not break the socket for all.
            const int UdpConnectionReset = unchecked((int)0x9800000C);
            _ = socket.IOControl(UdpConnectionReset, [0, 0, 0, 0], null);
        }
    }
}
