using System.Collections.Immutable;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>An <see cref="IkeEndpoint"/> on UDP sockets with an asynchronous face: the whole of IKE for a program that does not want to drive the engine itself.</summary>
/// <remarks>
/// All members may be called from any thread. Keys come by <see cref="ReadEventsAsync"/> alone, to its one reader, who owns them from then on;
/// everything else that this class returns holds no secret. Without a reader the oldest events give way, and their keys are zeroed.
/// </remarks>
public sealed class IkeHost : IAsyncDisposable
{
    private readonly EndpointDriver _driver;
    private readonly IkeHostOptions _options;

    private IkeHost(IkeEndpointOptions endpoint, IkeHostOptions options)
    {
        _options = options;
        _driver = new EndpointDriver(this, endpoint, options);
    }

    /// <summary>The bound end points for IKE without marker; they change when addresses of the machine come and go.</summary>
    public ImmutableArray<NetEndPoint> LocalEndPoints => EndPoints(isNatTraversal: false);

    /// <summary>The bound end points that IKE shares with ESP.</summary>
    public ImmutableArray<NetEndPoint> NatTraversalEndPoints => EndPoints(isNatTraversal: true);

    /// <summary>What the host has counted.</summary>
    public HostStatistics Statistics => _driver.Counters.Snapshot();

    /// <summary>What the endpoint has counted.</summary>
    public EndpointStatistics EndpointStatistics => _driver.Call((endpoint, _) => endpoint.Statistics);

    /// <summary>The sockets, so that tests can cut a host off.</summary>
    internal UdpTransport Transport => _driver.Transport;

    /// <summary>The count without the snapshot, so that tests can wait without allocating.</summary>
    internal long DatagramsReceived => _driver.Counters.ReceivedSoFar;

    /// <summary>Binds the sockets and begins to answer peers.</summary>
    /// <param name="endpoint">Credentials, profiles and limits.</param>
    /// <param name="options">Ports, addresses and callbacks; null for ports 500 and 4500 on all addresses.</param>
    /// <returns>The running host; dispose of it to delete its SAs and to close the sockets.</returns>
    /// <exception cref="IkeBindException">An address and port cannot be bound.</exception>
    /// <exception cref="ArgumentException">An option is out of bounds.</exception>
    public static IkeHost Start(IkeEndpointOptions endpoint, IkeHostOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        options ??= new IkeHostOptions();
        options.Validate();
        var host = new IkeHost(endpoint, options);
        host._driver.Open();
        return host;
    }

    /// <summary>Brings a connection up.</summary>
    /// <param name="profile">What to offer and accept.</param>
    /// <param name="remote">The peer. On port 500 IKE begins without marker and moves when there is a NAT; on every other port it begins with the marker.</param>
    /// <param name="cancellationToken">Gives up and deletes what has come up.</param>
    /// <returns>The connection, once its first Child SA can carry traffic (or, for a profile without children, once both sides are authenticated).</returns>
    /// <exception cref="IkeNegotiationException">It did not come up; the connection is closed.</exception>
    /// <exception cref="InvalidOperationException">No bound address is of the peer's family, or the host has stopped.</exception>
    public Task<HostConnection> ConnectAsync(PeerProfile profile, NetEndPoint remote, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return ConnectAsync(profile, LocalPath.Choose(_driver.Transport, profile, remote), null, cancellationToken);
    }

    /// <summary>Brings a connection up, beginning with a child of one's choice.</summary>
    /// <param name="profile">What to offer and accept.</param>
    /// <param name="remote">The peer, as for the other overload.</param>
    /// <param name="child">The name of the child to set up first; further ones are begun by <see cref="IkeEndpoint.CreateChild"/> through <see cref="Call"/>.</param>
    /// <param name="cancellationToken">Gives up and deletes what has come up.</param>
    /// <returns>The connection, as for the other overload.</returns>
    /// <exception cref="ArgumentException">The profile has no such child.</exception>
    /// <exception cref="IkeNegotiationException">It did not come up; the connection is closed.</exception>
    /// <exception cref="InvalidOperationException">No bound address is of the peer's family, or the host has stopped.</exception>
    public Task<HostConnection> ConnectAsync(PeerProfile profile, NetEndPoint remote, string child, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentException.ThrowIfNullOrEmpty(child);
        return ConnectAsync(profile, LocalPath.Choose(_driver.Transport, profile, remote), child, cancellationToken);
    }

    /// <summary>Brings a connection up on a given path.</summary>
    /// <param name="profile">What to offer and accept.</param>
    /// <param name="path">A bound local end point, the peer, and whether the first message carries the marker.</param>
    /// <param name="cancellationToken">Gives up and deletes what has come up.</param>
    /// <returns>The connection, as for the other overload.</returns>
    /// <exception cref="IkeNegotiationException">It did not come up; the connection is closed.</exception>
    /// <exception cref="InvalidOperationException">The host has stopped.</exception>
    public Task<HostConnection> ConnectAsync(PeerProfile profile, PacketInfo path, CancellationToken cancellationToken = default) =>
        ConnectAsync(profile, path, null, cancellationToken);

    /// <summary>Deletes a connection's SAs and waits for the peer to confirm it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Stops the waiting; the deletion goes on.</param>
    /// <returns>False if there is no such connection.</returns>
    public async Task<bool> TerminateAsync(ConnectionId connection, CancellationToken cancellationToken = default)
    {
        if (_driver.TryClose(connection) is not { } watch)
        {
            return false;
        }

        _ = await watch.Closed.WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Lists the IKE SAs with their Child SAs.</summary>
    /// <returns>A snapshot.</returns>
    public ImmutableArray<IkeSaInfo> List() => _driver.Call((endpoint, _) => endpoint.ListIkeSas());

    /// <summary>Reads the events from the oldest that nobody has read. There is one reader at a time, because it owns the keys in them.</summary>
    /// <remarks>While somebody reads no event is lost: when <see cref="IkeHostOptions.EventCapacity"/> events wait, the SAs that have more to tell wait too.</remarks>
    /// <param name="cancellationToken">Ends the reading; another reader may go on.</param>
    /// <returns>The events; they end when the host has stopped.</returns>
    /// <exception cref="InvalidOperationException">Somebody reads already.</exception>
    public IAsyncEnumerable<IkeEvent> ReadEventsAsync(CancellationToken cancellationToken = default) =>
        _driver.Events.ReadAsync(_driver.Pump, cancellationToken);

    /// <summary>Answers a question that <see cref="IkeHostOptions.OperationHandler"/> was asked.</summary>
    /// <typeparam name="TResult">The type of the answer.</typeparam>
    /// <param name="operation">The question.</param>
    /// <param name="result">The answer.</param>
    /// <returns>False if it has been answered or its deadline has passed.</returns>
    public bool Complete<TResult>(IkeOperation<TResult> operation, TResult result) =>
        _driver.Call((endpoint, now) => endpoint.Complete(operation, result, now));

    /// <summary>Gives a command to the endpoint itself, under the host's lock and at the host's time: whatever has no method here.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="command">The command; short, because everything waits for it. It must neither drain the outputs nor keep the endpoint.</param>
    /// <returns>What <paramref name="command"/> returned.</returns>
    public TResult Call<TResult>(Func<IkeEndpoint, IkeInstant, TResult> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _driver.Call(command);
    }

    /// <summary>Sends an ESP packet on the port that IKE shares with ESP.</summary>
    /// <param name="path">The path of its Child SA.</param>
    /// <param name="packet">From the SPI to the integrity check value; must stay unchanged until the end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if the path's local address is not bound here or the system refused.</returns>
    /// <exception cref="ArgumentException"><paramref name="packet"/> is no ESP packet: it is shorter than 8 octets, or its SPI is zero.</exception>
    public ValueTask<bool> SendEspAsync(PacketInfo path, ReadOnlyMemory<byte> packet, CancellationToken cancellationToken = default)
    {
        if (UdpEncapsulation.Classify(packet.Span, nonEspMarker: true, out _) != DatagramKind.Esp)
        {
            throw new ArgumentException("An ESP packet has at least 8 octets and a SPI that is not zero (RFC 3948 section 2.1).", nameof(packet));
        }

        return _driver.Transport.SendAsync(path with { Encapsulation = Encapsulation.NonEspMarker }, packet, cancellationToken);
    }

    /// <summary>Deletes all SAs, waits for the peers at most <see cref="IkeHostOptions.ShutdownTimeout"/>, and closes the sockets.</summary>
    /// <param name="cancellationToken">Cuts the waiting short; the sockets are closed all the same.</param>
    /// <returns>Whether every peer confirmed. If not, the Child SAs that are left are over all the same, without an event for each.</returns>
    public Task<bool> StopAsync(CancellationToken cancellationToken = default) => _driver.StopAsync(_options.ShutdownTimeout, cancellationToken);

    /// <summary>Stops as <see cref="StopAsync"/> and zeroes what is left.</summary>
    /// <returns>The end of the work.</returns>
    public async ValueTask DisposeAsync()
    {
        _ = await StopAsync().ConfigureAwait(false);
        _driver.Dispose();
    }

    private async Task<HostConnection> ConnectAsync(PeerProfile profile, PacketInfo path, string? child, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profile);
        cancellationToken.ThrowIfCancellationRequested();
        ConnectionWatch watch = _driver.Connect(profile, path, child);
        try
        {
            return await watch.Up.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _ = _driver.TryClose(watch.Id);
            throw;
        }
    }

    private ImmutableArray<NetEndPoint> EndPoints(bool isNatTraversal) =>
        [.. _driver.Transport.Ports.Where(port => port.IsNatTraversal == isNatTraversal).Select(port => port.Local).OrderBy(local => local.Address)];
}
