using System.Net;
using System.Net.Sockets;

namespace Isakmp.Interop.Tests.Network;

/// <summary>A NAT for UDP between the two machines: B sees the gateway's address and a port of its choice instead of A's.</summary>
/// <remarks>
/// It works in user space, because not every machine has netfilter: it stands as B's address on A's wire, and as its own address
/// (192.0.2.254, 2001:db8::fe) on B's wire, and passes datagrams between its sockets on both. The destination stays as it was, so only
/// the source is translated, as behind a home router.
/// </remarks>
public sealed class NatGateway : IAsyncDisposable
{
    private static readonly int[] s_ports = [500, 4500];

    private readonly NetworkNamespace _outside;
    private readonly IPAddress _serverAddress;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _pumps = [];
    private readonly List<Mapping> _mappings = [];
    private int _passed;
    private volatile Task _way = Task.CompletedTask;

    private NatGateway(NetworkNamespace outside, IPAddress outsideAddress, IPAddress serverAddress)
    {
        _outside = outside;
        OutsideAddress = outsideAddress;
        _serverAddress = serverAddress;
    }

    /// <summary>Starts to pass datagrams for ports 500 and 4500 of one address family.</summary>
    public static NatGateway Start(NetworkNamespace inside, NetworkNamespace outside, IPAddress serverAddress, IPAddress outsideAddress)
    {
        NatGateway gateway = new(outside, outsideAddress, serverAddress);
        foreach (int port in s_ports)
        {
            Socket socket = inside.Run(() => Bind(serverAddress, port));
            Mapping mapping = new(socket, port) { Outside = gateway.BindOutside() };
            gateway._mappings.Add(mapping);
            gateway._pumps.Add(gateway.PumpOutwardAsync(mapping));
            gateway._pumps.Add(gateway.PumpInwardAsync(mapping, mapping.Outside));
        }

        return gateway;
    }

    /// <summary>How many NAT keep-alives (RFC 3948 2.3) have come from A.</summary>
    public int KeepAlives { get; private set; }

    /// <summary>How many of the next datagrams, in either direction, are lost.</summary>
    public int DropNext { get; set; }

    /// <summary>Which of the datagrams are lost, in both directions together: 3 for every third; 0 for none.</summary>
    public int DropEvery { get; set; }

    /// <summary>Keeps all datagrams of both directions until the result is disposed of: what both sides send in between crosses on the way.</summary>
    public IDisposable Hold()
    {
        Holding holding = new();
        _way = holding.End;
        return holding;
    }

    /// <summary>The address that B sees instead of A's.</summary>
    public IPAddress OutsideAddress { get; }

    /// <summary>The port that B sees instead of A's port.</summary>
    public int OutsidePort(int port) => ((IPEndPoint)_mappings.Single(mapping => mapping.Port == port).Outside.LocalEndPoint!).Port;

    /// <summary>Forgets its mappings, as a NAT does that restarts: from now on B sees other ports.</summary>
    public void Rebind()
    {
        foreach (Mapping mapping in _mappings)
        {
            Socket old = mapping.Outside;
            mapping.Outside = BindOutside();
            _pumps.Add(PumpInwardAsync(mapping, mapping.Outside));
            old.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (Mapping mapping in _mappings)
        {
            mapping.Inside.Dispose();
            mapping.Outside.Dispose();
        }

        await Task.WhenAll(_pumps);
        _end.Dispose();
    }

    private Socket BindOutside() => _outside.Run(() => Bind(OutsideAddress, 0));

    private static Socket Bind(IPAddress address, int port)
    {
        Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, port));
        return socket;
    }

    private async Task PumpOutwardAsync(Mapping mapping)
    {
        byte[] buffer = new byte[65535];
        IPEndPoint any = new(_serverAddress.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (await TryReceiveAsync(mapping.Inside, buffer, any) is { } received)
        {
            mapping.Client = (IPEndPoint)received.RemoteEndPoint;
            KeepAlives += received.ReceivedBytes == 1 && buffer[0] == 0xFF ? 1 : 0;
            if (IsLost())
            {
                continue;
            }

            await _way;
            await mapping.Outside.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), new IPEndPoint(_serverAddress, mapping.Port));
        }
    }

    private async Task PumpInwardAsync(Mapping mapping, Socket outside)
    {
        byte[] buffer = new byte[65535];
        IPEndPoint server = new(_serverAddress, mapping.Port);
        while (await TryReceiveAsync(outside, buffer, server) is { } received)
        {
            if (mapping.Client is { } client && !IsLost())
            {
                await _way;
                await mapping.Inside.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), client);
            }
        }
    }

    private bool IsLost() => (DropNext > 0 && DropNext-- > 0) || (DropEvery > 0 && Interlocked.Increment(ref _passed) % DropEvery == 0);

    private async Task<SocketReceiveFromResult?> TryReceiveAsync(Socket socket, byte[] buffer, EndPoint like)
    {
        try
        {
            return await socket.ReceiveFromAsync(buffer, like, _end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Rebound or ended.
            return null;
        }
    }

    private sealed class Holding : IDisposable
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task End => _end.Task;

        public void Dispose() => _end.TrySetResult();
    }

    private sealed class Mapping(Socket inside, int port)
    {
        public Socket Inside { get; } = inside;

        public int Port { get; } = port;

        public required Socket Outside { get; set; }

        public IPEndPoint? Client { get; set; }
    }
}
