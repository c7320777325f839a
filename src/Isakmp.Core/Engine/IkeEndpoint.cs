using System.Collections.Immutable;
using Isakmp.Engine.V1;
using Isakmp.Exchanges;
using Isakmp.Exchanges.V2;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>
/// An IKE endpoint that owns no socket, thread, clock or random source: datagrams, time and answers go in, datagrams, events and questions come out, and the same inputs give the
/// same outputs octet for octet.
/// </summary>
/// <remarks>
/// After each input take everything that <see cref="TryGetTransmit"/>, <see cref="TryGetOperation"/> and <see cref="TryGetEvent"/> have, then wait for the next datagram or for
/// <see cref="NextTimeout"/>, and then call <see cref="Receive"/> or <see cref="Advance"/>. An endpoint is used by one thread at a time; several endpoints run side by side.
/// Nothing throws for what a peer sent.
/// </remarks>
public sealed partial class IkeEndpoint : IDisposable
{
    /// <summary>How many datagrams of one SA may wait to be taken before its input is turned away.</summary>
    internal const int MaxPendingOutputs = 4;

    /// <summary>How many events of one SA may wait to be taken before its input is turned away.</summary>
    internal const int MaxPendingEvents = 16;

    private readonly EndpointState _state;
    private readonly OperationDesk _operations;
    private readonly SaLifecycle _lifecycle;
    private readonly Requester _requester;
    private readonly Responder _responder;
    private readonly InitialRequests _initialRequests;
    private readonly ConnectionKeeper _keeper;
    private readonly IsakmpEngine _isakmp;
    private readonly EndpointJournal? _journal;
    private bool _isDisposed;

    /// <summary>Makes an endpoint.</summary>
    /// <param name="options">How it is set up.</param>
    /// <exception cref="ArgumentException">The provider lacks what every endpoint needs.</exception>
    public IkeEndpoint(IkeEndpointOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Crypto, nameof(options));
        ArgumentNullException.ThrowIfNull(options.Random, nameof(options));
        _journal = options.Journal;
        _state = new EndpointState(options);
        _operations = new OperationDesk(_state);
        var site = new ExchangeSite(_state, _operations);
        var sealer = new MessageSealer(_state);
        _lifecycle = new SaLifecycle(_state, site) { Requester = () => _requester!, Responder = () => _responder!, Keeper = () => _keeper! };
        _requester = new Requester(_state, _operations, site, sealer, _lifecycle);
        _responder = new Responder(_state, _operations, site, sealer, _lifecycle);
        _initialRequests = new InitialRequests(_state, site, _lifecycle);
        _keeper = new ConnectionKeeper(_state, _requester);
        _isakmp = new IsakmpEngine(_state, _operations, _keeper);
        _journal?.Watch(this);
    }

    /// <summary>How many IKE SAs there are, half-open and lingering ones included.</summary>
    public int IkeSaCount => _state.Sas.Count;

    /// <summary>How many IKE SAs of peers that called us are not authenticated yet.</summary>
    public int HalfOpenCount => _state.Sas.HalfOpenCount;

    /// <summary>How many connections there are.</summary>
    public int ConnectionCount => _state.Connections.Count;

    /// <summary>What has been counted.</summary>
    public EndpointStatistics Statistics
    {
        get
        {
            Meters meters = _state.Meters;
            return new EndpointStatistics
            {
                Received = meters.Received,
                Malformed = meters.Malformed,
                UnknownSpi = meters.UnknownSpi,
                NotAuthentic = meters.NotAuthentic,
                Unexpected = meters.Unexpected,
                Unsupported = meters.Unsupported,
                LimitReached = meters.LimitReached,
                Busy = meters.Busy,
                Duplicates = meters.Duplicates,
                CachedAnswers = meters.CachedAnswers,
                CookiesSent = meters.CookiesSent,
                CookiesAccepted = meters.CookiesAccepted,
                StatelessAnswers = meters.StatelessAnswers,
                OutputsDropped = meters.OutputsDropped,
                EventsDropped = meters.EventsDropped,
                Transmitted = meters.Transmitted,
                Retransmitted = meters.Retransmitted,
                HalfOpenExpired = meters.HalfOpenExpired,
                IkeSasEstablished = meters.IkeSasEstablished,
                IkeSasFailed = meters.IkeSasFailed,
                InternalFaults = meters.InternalFaults,
                KeyLogFaults = meters.KeyLogFaults,
                UnprotectedNotifies = meters.UnprotectedNotifies,
            };
        }
    }

    /// <summary>Describes the IKE SA of a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="info">The snapshot; null if there is no IKE SA at the moment. In IKEv1 there may be Child SAs all the same: see <see cref="ListChildSas"/>.</param>
    /// <returns>Whether the connection exists.</returns>
    public bool TryGetInfo(ConnectionId connection, out IkeSaInfo? info)
    {
        bool exists = _state.Connections.TryGetValue(connection, out Connection? found);
        info = found?.Sa?.Describe();
        return exists;
    }

    /// <summary>Describes every IKE SA that has not ended.</summary>
    /// <returns>The snapshots.</returns>
    public ImmutableArray<IkeSaInfo> ListIkeSas() =>
        [.. _state.Sas.All.Where(static sa => sa.State != IkeSaState.Closed).Select(static sa => sa.Describe())];

    /// <summary>Describes the Child SAs of a connection, in IKEv1 also those that live without a phase 1.</summary>
    /// <param name="connection">The connection.</param>
    /// <returns>The snapshots; none if there is no such connection.</returns>
    public ImmutableArray<ChildSaInfo> ListChildSas(ConnectionId connection)
    {
        if (!_state.Connections.TryGetValue(connection, out Connection? found))
        {
            return [];
        }

        return found.Children is { } children
            ? [.. children.Select(child => child.Describe(found.Sa?.Path ?? found.LastPath, found.IsUdpEncapsulated))]
            : found.Sa?.Describe().Children ?? [];
    }

    /// <summary>Zeroes every key, those in events that were not taken included; peers are not told: call <see cref="CloseAll"/> before, if they should be.</summary>
    /// <remarks>Afterwards <see cref="TryGetEvent"/> still yields a <see cref="SpiReleasedEvent"/> for each SPI that the caller had allocated, and nothing else works.</remarks>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _journal?.Begin(new EndpointInput { Kind = EndpointInputKind.Dispose, Pending = PendingCount });
        _isDisposed = true;
        foreach (SecurityAssociation sa in _state.Sas.All.ToArray())
        {
            Abandon(sa);
        }

        foreach (Connection connection in _state.Connections.Values.ToArray())
        {
            AbandonChildren(connection);
        }

        while (_state.HasOutput)
        {
            _state.TakeOutput();
        }

        _state.Dispose();
        _journal?.End(null);
    }

    /// <summary>How many datagrams, events and open questions wait to be taken.</summary>
    internal int PendingCount => _state.PendingCount + _operations.UntakenCount;

    /// <summary>The IKE SA for which we chose an SPI.</summary>
    internal Session? FindSession(Spi local) => _state.Sas.TryGet(local, out SecurityAssociation? sa) ? (sa as IkeSa)?.Session : null;
}
