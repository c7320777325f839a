using Isakmp.Exchanges;
using Isakmp.Exchanges.V2;
using Isakmp.Exchanges.V2.Tasks;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Engine;

/// <summary>First messages of strangers: limits, cookies, refusals without state, and the half-open IKE SA (RFC 7296 sections 1.2, 2.6, 2.21.1).</summary>
internal sealed class InitialRequests
{
    /// <summary>What a first message may have, in octets: several times what any known peer sends, and little enough to be kept for each half-open IKE SA.</summary>
    internal const int MaxMessageSize = 8192;

    /// <summary>The size of an answer that is one notify without data, in octets: what is shorter than that is not answered.</summary>
    internal const int RefusalSize = IkeHeader.Size + 8;

    private static readonly TimeSpan RefusalWindow = TimeSpan.FromSeconds(1);

    private readonly EndpointState _state;
    private readonly ExchangeSite _site;
    private readonly SaLifecycle _lifecycle;
    private long _refusalsSince;
    private int _refusals;

    public InitialRequests(EndpointState state, ExchangeSite site, SaLifecycle lifecycle)
    {
        _state = state;
        _site = site;
        _lifecycle = lifecycle;
    }

    public ReceiveResult Receive(in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        // RFC 7296 2.2, 3.1: the first request has Message ID 0, no responder's SPI, and comes from the initiator
        if (header.MessageId.Value != 0 || !header.ResponderSpi.IsZero || header.InitiatorSpi.IsZero || !header.IsFromInitiator)
        {
            _state.Meters.Malformed++;
            return ReceiveResult.Malformed;
        }

        var key = new InitialKey(header.InitiatorSpi, packet.Remote, _state.Hash.Compute(datagram));
        if (_state.Sas.TryGet(key, out SecurityAssociation? found) && found is IkeSa known)
        {
            return Repeat(known, key.Hash, packet);
        }

        if (datagram.Length > MaxMessageSize)
        {
            _state.Meters.LimitReached++;
            return ReceiveResult.LimitReached;
        }

        if (!PayloadIndex.TryBuild(datagram, IkeHeader.Size, header.NextPayload, out PayloadIndex index).IsOk)
        {
            _state.Meters.Malformed++;
            return ReceiveResult.Malformed;
        }

        _state.Options.Tap?.OnMessage(false, packet, datagram, PayloadType.None, default);
        var message = new InboundMessage(header, datagram, ref index, packet);
        switch (MessageShape.Find(ExchangeType.IkeSaInit, isResponse: false)!.Check(message, out PayloadType offending))
        {
            case ShapeVerdict.UnsupportedCritical:
                return Answer(header, packet, NotifyType.UnsupportedCriticalPayload, [offending.Value]); // RFC 7296 2.5
            case ShapeVerdict.Malformed:
                _state.Meters.Malformed++;
                return Answer(header, packet, NotifyType.InvalidSyntax, default); // RFC 7296 2.21.1
            default:
                break;
        }

        if (Admit(message) is { } turnedAway)
        {
            return turnedAway;
        }

        return Begin(message, datagram, key);
    }

    /// <summary>Goes on with a first message after an operation was answered.</summary>
    public void Resume(IkeSa sa, Exchange exchange)
    {
        ParkedMessage parked = sa.ParkedRequest!;
        _ = PayloadIndex.TryBuild(parked.Chain, IkeHeader.Size, parked.Header.NextPayload, out PayloadIndex index);
        Run(sa, exchange, new InboundMessage(parked.Header, parked.Chain, ref index, parked.Path), parked.Datagram, parked.Hash);
    }

    /// <summary>Answers a message of a later major version with the one that is spoken here (RFC 7296 section 2.5).</summary>
    public ReceiveResult AnswerVersion(in IkeHeader header, in PacketInfo packet) => Answer(header, packet, NotifyType.InvalidMajorVersion, default);

    /// <summary>Lets a first message in, or asks for a cookie.</summary>
    /// <returns>Null if it may come in.</returns>
    private ReceiveResult? Admit(in InboundMessage message)
    {
        PacketInfo packet = message.Path;
        if (_state.Sas.HalfOpenCount + RecentRefusals() >= _state.Options.CookieThreshold)
        {
            ReadOnlySpan<byte> nonce = message.Body(PayloadType.Nonce);
            if (!NoncePayloadView.TryRead(nonce, out _).IsOk)
            {
                _state.Meters.Malformed++;
                return ReceiveResult.Malformed;
            }

            bool brought = message.TryGetNotify(NotifyType.Cookie, out NotifyPayloadView cookie)
                && _state.Cookies.Verify(cookie.Data, nonce, packet.Remote, message.Header.InitiatorSpi, _state.Now);
            if (!brought)
            {
                Span<byte> fresh = stackalloc byte[CookieSecret.CookieSize];
                _state.Cookies.Write(nonce, packet.Remote, message.Header.InitiatorSpi, _state.Now, fresh);
                _state.Meters.CookiesSent++;
                return Answer(message.Header, packet, NotifyType.Cookie, fresh);
            }

            _state.Meters.CookiesAccepted++;
        }

        if (_state.Sas.HalfOpenCount >= _state.Options.HalfOpenLimit
            || _state.Sas.HalfOpenFrom(packet.Remote.Address) >= _state.Options.HalfOpenLimitPerAddress)
        {
            _state.Meters.LimitReached++;
            return ReceiveResult.LimitReached;
        }

        return null;
    }

    /// <summary>Refusals leave no state and cost work all the same, so those of the last second count towards the threshold.</summary>
    private int RecentRefusals()
    {
        long now = _state.Now.MonotonicTicks;
        if (now - _refusalsSince >= RefusalWindow.Ticks)
        {
            _refusalsSince = now;
            _refusals = 0;
        }

        return _refusals;
    }

    private ReceiveResult Repeat(IkeSa sa, ulong hash, in PacketInfo packet)
    {
        if (sa.PendingOutputs >= IkeEndpoint.MaxPendingOutputs)
        {
            _state.Meters.Busy++;
            return ReceiveResult.Busy;
        }

        if (!sa.Responses.TryFind(default, hash, out PacketBuffer? response) || response is null)
        {
            _state.Meters.Duplicates++;
            return ReceiveResult.Duplicate;
        }

        _state.Meters.CachedAnswers++;
        _state.Enqueue(sa, response, packet);
        return ReceiveResult.AnsweredFromCache;
    }

    private ReceiveResult Begin(in InboundMessage message, ReadOnlySpan<byte> datagram, in InitialKey key)
    {
        var connection = new Connection { Id = new ConnectionId(_state.NextId()), IsOurs = false, Path = message.Path };
        var session = new Session
        {
            Id = new IkeSaId(_state.NextId()),
            Connection = connection.Id,
            Role = IkeRole.Responder,
            InitiatorSpi = message.Header.InitiatorSpi,
            ResponderSpi = _state.NewIkeSpi(),
            Path = message.Path,
        };
        IkeSa sa = ConnectionKeeper.NewSa(_state, session, connection);
        sa.InitialKey = key;
        var exchange = new Exchange(ExchangeType.IkeSaInit, new RespondSaInit(), new DetectNat(forceEncapsulation: false));
        try
        {
            return Run(sa, exchange, message, datagram, key.Hash);
        }
        catch
        {
            Undo(sa, exchange);
            throw;
        }
    }

    /// <summary>Takes back all that a first message has brought about.</summary>
    private void Undo(IkeSa sa, Exchange exchange)
    {
        exchange.Abandon(_site.For(sa, exchange));
        sa.Unpark();
        sa.Session.Dispose();
        if (_state.Connections.Remove(sa.Connection.Id))
        {
            _lifecycle.Forget(sa);
        }
    }

    private ReceiveResult Run(IkeSa sa, Exchange exchange, in InboundMessage message, ReadOnlySpan<byte> datagram, ulong hash)
    {
        ExchangeSite site = _site.For(sa, exchange);
        for (; exchange.Position < exchange.Tasks.Length; exchange.Position++)
        {
            TaskStep step = exchange.Tasks[exchange.Position].ProcessRequest(site, message);
            if (step.Outcome == TaskOutcome.Pending)
            {
                Park(sa, exchange, message, datagram, hash);
                return ReceiveResult.Processed;
            }

            if (step.Outcome != TaskOutcome.Done)
            {
                return Refuse(sa, exchange, message, step);
            }
        }

        Finish(sa, exchange, message, datagram, hash);
        return ReceiveResult.Processed;
    }

    private void Park(IkeSa sa, Exchange exchange, in InboundMessage message, ReadOnlySpan<byte> datagram, ulong hash)
    {
        sa.Responding = exchange;
        if (sa.ParkedRequest is null)
        {
            sa.ParkedRequest = new ParkedMessage(message.Header, PayloadType.None, message.Chain, datagram, message.Path, hash);
            Register(sa);
        }
    }

    /// <summary>Answers with an error and keeps nothing (RFC 7296 section 2.21.1).</summary>
    private ReceiveResult Refuse(IkeSa sa, Exchange exchange, in InboundMessage message, in TaskStep step)
    {
        PacketInfo path = message.Path;
        _refusals++;
        ReceiveResult result = Answer(message.Header, path, step.Notify, step.NotifyData);
        Undo(sa, exchange);

        if (step.Notify != NotifyType.InvalidKePayload && step.Failure is { } failure)
        {
            _state.Emit(new NegotiationRefusedEvent { Path = path, Failure = failure }, null); // asking for another group refuses nobody
        }

        return result;
    }

    private void Finish(IkeSa sa, Exchange exchange, in InboundMessage message, ReadOnlySpan<byte> datagram, ulong hash)
    {
        ExchangeSite site = _site.For(sa, exchange);
        foreach (ExchangeTask task in exchange.Tasks)
        {
            task.Commit(site);
        }

        Session session = sa.Session;
        var writer = new MessageWriter(_state.Building);
        writer.WriteHeader(session.InitiatorSpi, session.ResponderSpi, ExchangeType.IkeSaInit, HeaderFlags.Response, default);
        foreach (ExchangeTask task in exchange.Tasks)
        {
            task.BuildResponse(site, ref writer);
        }

        ReadOnlySpan<byte> response = _state.Building.AsSpan(0, writer.Finish());
        session.Handshake!.LocalMessage = response.ToArray();
        session.Handshake.RemoteMessage = datagram.ToArray();
        if (sa.ParkedRequest is null)
        {
            Register(sa);
        }

        PacketBuffer packet = _state.Packets.Rent(response);
        sa.Responses.Store(default, hash, packet, _state.Packets);
        sa.ExpectedRequestId = new MessageId(1);
        _state.Enqueue(sa, packet, message.Path);
        _state.Packets.Release(packet);
        _state.Options.Tap?.OnMessage(true, message.Path, response, PayloadType.None, default);
        _state.SetTimer(sa, SaTimer.HalfOpen, session.Profile!.NegotiationTimeout);
        exchange.Dispose();
        sa.Unpark();
    }

    private void Register(IkeSa sa)
    {
        _state.Sas.Add(sa);
        _state.Connections.Add(sa.Connection.Id, sa.Connection);
    }

    /// <summary>Writes an answer of one notify without making state or allocating.</summary>
    private ReceiveResult Answer(in IkeHeader request, in PacketInfo packet, NotifyType notify, ReadOnlySpan<byte> data)
    {
        var writer = new MessageWriter(_state.Building);
        HeaderFlags flags = HeaderFlags.Response | (request.IsFromInitiator ? 0 : HeaderFlags.Initiator);
        writer.WriteHeader(request.InitiatorSpi, request.ResponderSpi, request.ExchangeType, flags, request.MessageId);
        NotifyPayload.Write(ref writer, notify, data);
        ReadOnlySpan<byte> answer = _state.Building.AsSpan(0, writer.Finish());
        _state.Options.Tap?.OnMessage(true, packet, answer, PayloadType.None, default);
        _state.EnqueueStateless(answer, packet);
        return ReceiveResult.AnsweredStateless;
    }
}
