using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Isakmp.Framing;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>The sockets of a host: for each local address one for IKE alone and one that IKE shares with ESP.</summary>
/// <param name="addresses">The addresses to bind; empty for all that the machine has, followed as they come and go.</param>
/// <param name="ikePort">The port without marker; 0 lets the system choose.</param>
/// <param name="natTraversalPort">The port with marker; 0 lets the system choose.</param>
/// <param name="sink">Takes what arrives.</param>
internal sealed class UdpTransport(ImmutableArray<NetAddress> addresses, ushort ikePort, ushort natTraversalPort, IDatagramSink sink) : IDisposable
{
    // A new IPv6 address cannot be bound while the system checks that nobody else has it.
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly ConcurrentBag<SocketAddress> _spareIPv4 = [];
    private readonly ConcurrentBag<SocketAddress> _spareIPv6 = [];
    private readonly List<Task> _loops = [];
    private FrozenDictionary<NetEndPoint, UdpPort> _byEndPoint = FrozenDictionary<NetEndPoint, UdpPort>.Empty;
    private ushort _ikePort = ikePort;
    private ushort _natTraversalPort = natTraversalPort;
    private bool _disposed;

    /// <summary>All ports at present.</summary>
    public ImmutableArray<UdpPort> Ports => _byEndPoint.Values;

    private bool FollowsMachine => addresses.IsDefaultOrEmpty;

    /// <summary>Binds every address and begins to receive.</summary>
    /// <exception cref="IkeBindException">An address cannot be bound; none stays bound.</exception>
    public void Open()
    {
        var opened = new List<UdpPort>();
        try
        {
            foreach ((NetAddress address, int scope) in Wanted())
            {
                BindBoth(address, scope, opened);
            }
        }
        catch (IkeBindException)
        {
            opened.ForEach(port => port.Dispose());
            throw;
        }

        Add(opened);
        if (FollowsMachine)
        {
            NetworkChange.NetworkAddressChanged += OnAddressesChanged;
        }
    }

    /// <summary>Finds the socket from which a path starts.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The socket bound to exactly that end point, else the one of that address that suits the encapsulation, else null.</returns>
    public UdpPort? Find(in PacketInfo path)
    {
        FrozenDictionary<NetEndPoint, UdpPort> ports = _byEndPoint;
        if (ports.TryGetValue(path.Local, out UdpPort? exact))
        {
            return exact;
        }

        // A profile may say 4500 where this host was told to use another port.
        return ports.GetValueOrDefault(path.Local with { Port = path.Encapsulation == Encapsulation.NonEspMarker ? _natTraversalPort : _ikePort });
    }

    /// <summary>Sends a datagram at once.</summary>
    /// <param name="path">From where to where.</param>
    /// <param name="datagram">What is to stand in the UDP payload.</param>
    /// <returns>False if there is no such local address or the system refused.</returns>
    public bool TrySend(in PacketInfo path, ReadOnlySpan<byte> datagram)
    {
        if (Find(path) is not { } port || port.Local.Address.Length != path.Remote.Address.Length)
        {
            return false;
        }

        sink.OnSending(port, path, datagram);
        SocketAddress destination = Rent(path, port);
        bool sent = port.TrySend(datagram, destination);
        Return(destination);
        return sent;
    }

    /// <summary>Sends a datagram when the system has room.</summary>
    /// <param name="path">From where to where.</param>
    /// <param name="datagram">What is to stand in the UDP payload; must stay unchanged until the end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if there is no such local address or the system refused.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> SendAsync(PacketInfo path, ReadOnlyMemory<byte> datagram, CancellationToken cancellationToken)
    {
        if (Find(path) is not { } port || port.Local.Address.Length != path.Remote.Address.Length)
        {
            return false;
        }

        sink.OnSending(port, path, datagram.Span);
        SocketAddress destination = Rent(path, port);
        try
        {
            return await port.SendAsync(datagram, destination, cancellationToken).ConfigureAwait(false) == datagram.Length;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            Return(destination);
        }
    }

    /// <summary>Closes the sockets.</summary>
    public void Dispose()
    {
        NetworkChange.NetworkAddressChanged -= OnAddressesChanged;
        lock (_gate)
        {
            _disposed = true;
            foreach (UdpPort port in Ports)
            {
                port.Dispose();
            }

            _byEndPoint = FrozenDictionary<NetEndPoint, UdpPort>.Empty;
        }
    }

    /// <summary>Waits until no receiving loop calls the sink any more.</summary>
    /// <returns>The end of all loops.</returns>
    public Task WhenClosedAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_loops);
        }
    }

    private List<(NetAddress Address, int Scope)> Wanted() =>
        FollowsMachine ? LocalAddresses.All() : [.. addresses.Select(address => (address, LocalAddresses.ScopeOf(address)))];

    private void BindBoth(NetAddress address, int scope, List<UdpPort> opened)
    {
        try
        {
            opened.Add(UdpPort.Bind(new(address, _ikePort), scope, isNatTraversal: false));
            _ikePort = opened[^1].Local.Port;
            opened.Add(UdpPort.Bind(new(address, _natTraversalPort), scope, isNatTraversal: true));
            _natTraversalPort = opened[^1].Local.Port;
        }
        catch (IkeBindException exception) when (FollowsMachine && IsNotThere(exception))
        {
            // Listed, but gone again or not usable yet: the next change of addresses tries it again.
        }
    }

    private static bool IsNotThere(IkeBindException exception) =>
        exception.InnerException is SocketException { SocketErrorCode: SocketError.AddressNotAvailable };

    private void Add(List<UdpPort> opened)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                opened.ForEach(port => port.Dispose());
                return;
            }

            _byEndPoint = Ports.Concat(opened).ToFrozenDictionary(port => port.Local);
            _ = _loops.RemoveAll(loop => loop.IsCompleted);
            _loops.AddRange(opened.Select(port => Task.Run(() => port.ReceiveAsync(sink))));
        }
    }

    private void OnAddressesChanged(object? sender, EventArgs e)
    {
        FollowMachine();
        _ = Task.Delay(SettlingTime).ContinueWith(_ => FollowMachine(), TaskScheduler.Default);
    }

    private void FollowMachine()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            List<(NetAddress Address, int Scope)> present;
            try
            {
                present = LocalAddresses.All();
            }
            catch (NetworkInformationException)
            {
                // The list changed while it was read: the second look finds it settled.
                sink.OnReceiveError();
                return;
            }

            foreach (UdpPort gone in Ports.Where(port => !present.Exists(entry => entry.Address == port.Local.Address)))
            {
                gone.Dispose();
            }

            _byEndPoint = Ports.Where(port => !port.IsClosed).ToFrozenDictionary(port => port.Local);
            var opened = new List<UdpPort>();
            foreach ((NetAddress address, int scope) in present.Where(entry => !_byEndPoint.ContainsKey(new(entry.Address, _ikePort))))
            {
                try
                {
                    BindBoth(address, scope, opened);
                }
                catch (IkeBindException)
                {
                    // Another program has the port on the new address; the others go on.
                    sink.OnReceiveError();
                }
            }

            Add(opened);
        }
    }

    private SocketAddress Rent(in PacketInfo path, UdpPort port)
    {
        bool isIPv6 = path.Remote.Address.IsIPv6;
        if (!(isIPv6 ? _spareIPv6 : _spareIPv4).TryTake(out SocketAddress? destination))
        {
            destination = SocketAddresses.Create(isIPv6);
        }

        SocketAddresses.Write(destination, path.Remote, path.Interface != 0 ? path.Interface : port.Scope);
        return destination;
    }

    private void Return(SocketAddress destination) =>
        (destination.Family == AddressFamily.InterNetworkV6 ? _spareIPv6 : _spareIPv4).Add(destination);
}
