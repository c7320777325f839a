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

/// <summary>The peer's protected requests: checks them, runs their tasks, seals and keeps the responses.</summary>
internal sealed class Responder
{
    private readonly EndpointState _state;
    private readonly OperationDesk _operations;
    private readonly ExchangeSite _site;
    private readonly MessageSealer _sealer;
    private readonly SaLifecycle _lifecycle;

    public Responder(EndpointState state, OperationDesk operations, ExchangeSite site, MessageSealer sealer, SaLifecycle lifecycle)
    {
        _state = state;
        _operations = operations;
        _site = site;
        _sealer = sealer;
        _lifecycle = lifecycle;
    }

    public ReceiveResult Receive(IkeSa sa, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        ulong hash = _state.Hash.Compute(datagram);
        if (sa.Responses.TryFind(header.MessageId, hash, out PacketBuffer? response))
        {
            return Repeat(sa, response, packet);
        }

        if (sa.Responding is not null && sa.ParkedRequest?.Hash == hash)
        {
            _state.Meters.Duplicates++;
            return ReceiveResult.Duplicate;
        }

        // RFC 7296 2.2, 2.3: with a window of 1 only the next Message ID can be right
        if (header.MessageId != sa.ExpectedRequestId || sa.Responding is not null || sa.Session.Keys is null || !AcceptsRequests(sa.Session))
        {
            _state.Meters.Unexpected++;
            return ReceiveResult.Unexpected;
        }

        if (!PayloadIndex.TryBuild(datagram, IkeHeader.Size, header.NextPayload, out PayloadIndex outer).IsOk)
        {
            _state.Meters.Malformed++;
            return ReceiveResult.Malformed;
        }

        OpenStatus? opened = _sealer.TryOpen(sa, datagram, outer, out PayloadType first, out ReadOnlySpan<byte> chain);
        if (opened is null or OpenStatus.NotAuthentic)
        {
            return _lifecycle.NotAuthentic(sa, opened);
        }

        try
        {
            _lifecycle.Heard(sa, packet);
            _state.Options.Tap?.OnMessage(false, packet, datagram, first, chain);
            if (opened == OpenStatus.Malformed)
            {
                Reject(sa, header, hash, packet, TaskStep.InvalidSyntax("its padding is wrong"));
            }
            else if (!PayloadIndex.TryBuild(chain, 0, first, out PayloadIndex inner).IsOk)
            {
                Reject(sa, header, hash, packet, TaskStep.InvalidSyntax("its payloads do not fit together"));
            }
            else
            {
                Begin(sa, new InboundMessage(header, chain, ref inner, packet), datagram, first, hash);
            }
        }
        finally
        {
            _sealer.Wipe(datagram.Length);
        }

        return ReceiveResult.Processed;
    }

    // The responder is established before its last message of IKE_AUTH comes to us: its request may overtake that, and will be sent again.
    private static bool AcceptsRequests(Session session) =>
        session.State != IkeSaState.Closed && !(session.IsInitiator && session.State == IkeSaState.Authenticating);

    /// <summary>Goes on with a request after an operation was answered.</summary>
    public void Resume(IkeSa sa, Exchange exchange)
    {
        ParkedMessage parked = sa.ParkedRequest!;
        _ = PayloadIndex.TryBuild(parked.Chain, 0, parked.First, out PayloadIndex index);
        Run(sa, exchange, new InboundMessage(parked.Header, parked.Chain, ref index, parked.Path), parked.Datagram, parked.First, parked.Hash);
    }

    /// <summary>Ends the peer's exchange without a response.</summary>
    public void AbandonCurrent(IkeSa sa)
    {
        if (sa.Responding is { } exchange)
        {
            _operations.Cancel(exchange);
            exchange.Abandon(_site.For(sa, exchange));
        }

        sa.Unpark();
    }

    private ReceiveResult Repeat(IkeSa sa, PacketBuffer? response, in PacketInfo packet)
    {
        if (response is null)
        {
            _state.Meters.Duplicates++;
            return ReceiveResult.Duplicate;
        }

        _state.Meters.CachedAnswers++;
        _state.Enqueue(sa, response, packet); // to where it came from; the SA's own address stays (RFC 7296 2.11)
        return ReceiveResult.AnsweredFromCache;
    }

    private void Begin(IkeSa sa, in InboundMessage message, ReadOnlySpan<byte> datagram, PayloadType first, ulong hash)
    {
        MessageShape? shape = MessageShape.Find(message.Header.ExchangeType, isResponse: false);
        if (shape is null)
        {
            Reject(sa, message.Header, hash, message.Path, TaskStep.InvalidSyntax($"the exchange {message.Header.ExchangeType} is not spoken here"));
            return;
        }

        ShapeVerdict verdict = shape.Check(message, out PayloadType offending);
        if (verdict == ShapeVerdict.UnsupportedCritical)
        {
            Reject(sa, message.Header, hash, message.Path, UnsupportedCritical(sa, offending));
            return;
        }

        if (verdict == ShapeVerdict.Malformed)
        {
            Reject(sa, message.Header, hash, message.Path, TaskStep.InvalidSyntax($"the payload {offending} is missing, repeated or malformed ({shape.Clause})"));
            return;
        }

        if (IsEmptyInformational(message) && sa.Session.State != IkeSaState.Authenticating)
        {
            MessageWriter inner = _sealer.BeginInner(sa);
            Answer(sa, message.Header, hash, message.Path, ref inner); // RFC 7296 1.4: an empty request gets an empty response
            return;
        }

        if (CreateExchange(sa, message.Header.ExchangeType) is { } exchange)
        {
            Run(sa, exchange, message, datagram, first, hash);
        }
        else
        {
            Reject(sa, message.Header, hash, message.Path, OutOfPlace(sa, message.Header.ExchangeType));
        }
    }

    private static bool IsEmptyInformational(in InboundMessage message) =>
        message.Header.ExchangeType == ExchangeType.Informational && message.Count == 0;

    private static Exchange? CreateExchange(IkeSa sa, ExchangeType type)
    {
        if (sa.Session.State == IkeSaState.Authenticating)
        {
            if (type != ExchangeType.IkeAuth || sa.Session.IsInitiator)
            {
                return null;
            }

            var authentication = new RespondAuth();
            return new Exchange(type, authentication, new RespondChild(authentication));
        }

        if (sa.Session.State == IkeSaState.Established && type == ExchangeType.CreateChildSa)
        {
            return new Exchange(type, new RefuseCreateChild());
        }

        return type == ExchangeType.Informational ? new Exchange(type, new RespondInformational()) : null;
    }

    /// <summary>A request that is well-formed and comes at the wrong time.</summary>
    private static TaskStep OutOfPlace(IkeSa sa, ExchangeType type) =>
        sa.Session.State == IkeSaState.Closing && type == ExchangeType.CreateChildSa
            ? TaskStep.Reject(
                NotifyType.TemporaryFailure, // RFC 7296 2.25.2: the IKE SA is being closed
                new IkeFailure(FailureKind.PeerIncompatible, "The peer asked for a Child SA while the IKE SA was being closed.", NotifyType.TemporaryFailure))
            : TaskStep.InvalidSyntax($"{type} has no place while the IKE SA is {sa.Session.State}");

    private static TaskStep UnsupportedCritical(IkeSa sa, PayloadType offending)
    {
        // RFC 7296 2.5: one octet, the payload type; 2.21.2: in IKE_AUTH such an error ends the IKE SA
        CloseReason? closes = sa.Session.State == IkeSaState.Authenticating ? CloseReason.PeerIncompatible : null;
        return TaskStep.Reject(
            NotifyType.UnsupportedCriticalPayload,
            new IkeFailure(FailureKind.PeerIncompatible, $"The peer insists on the payload {offending}.", NotifyType.UnsupportedCriticalPayload),
            [offending.Value],
            closes);
    }

    private void Run(IkeSa sa, Exchange exchange, in InboundMessage message, ReadOnlySpan<byte> datagram, PayloadType first, ulong hash)
    {
        ExchangeSite site = _site.For(sa, exchange);
        for (; exchange.Position < exchange.Tasks.Length; exchange.Position++)
        {
            TaskStep step = exchange.Tasks[exchange.Position].ProcessRequest(site, message);
            if (step.Outcome == TaskOutcome.Pending)
            {
                sa.Responding = exchange;
                sa.ParkedRequest ??= new ParkedMessage(message.Header, first, message.Chain, datagram, message.Path, hash);
                return;
            }

            if (step.Outcome != TaskOutcome.Done)
            {
                IkeHeader header = message.Header;
                PacketInfo path = message.Path;
                exchange.Abandon(site);
                sa.Unpark();
                Reject(sa, header, hash, path, step);
                return;
            }
        }

        Finish(sa, exchange, message, hash);
    }

    private void Finish(IkeSa sa, Exchange exchange, in InboundMessage message, ulong hash)
    {
        ExchangeSite site = _site.For(sa, exchange);
        IkeHeader header = message.Header;
        PacketInfo path = message.Path;
        foreach (ExchangeTask task in exchange.Tasks)
        {
            task.Commit(site);
        }

        MessageWriter inner = _sealer.BeginInner(sa);
        foreach (ExchangeTask task in exchange.Tasks)
        {
            task.BuildResponse(site, ref inner);
        }

        Answer(sa, header, hash, path, ref inner);
        exchange.Dispose();
        sa.Unpark();
        if (header.ExchangeType == ExchangeType.IkeAuth)
        {
            _lifecycle.Established(sa);
        }
        else if (exchange.Tasks is [RespondInformational { Closes: { } reason } informational])
        {
            bool ours = sa.Session.State == IkeSaState.Closing && reason == CloseReason.PeerDeleted;
            _lifecycle.Close(sa, ours ? CloseReason.LocalRequest : reason, informational.Failure);
        }
    }

    /// <summary>Answers with an error notify alone; only what the RFC calls fatal ends the SA.</summary>
    private void Reject(IkeSa sa, in IkeHeader header, ulong hash, in PacketInfo path, in TaskStep step)
    {
        MessageWriter inner = _sealer.BeginInner(sa);
        NotifyPayload.Write(ref inner, step.Notify, step.NotifyData);
        Answer(sa, header, hash, path, ref inner);
        if (step.Closes is { } reason)
        {
            _lifecycle.Close(sa, reason, step.Failure);
        }
    }

    private void Answer(IkeSa sa, in IkeHeader header, ulong hash, in PacketInfo path, ref MessageWriter inner)
    {
        ReadOnlySpan<byte> message = _sealer.Seal(sa, ref inner, header.ExchangeType, isResponse: true, header.MessageId, path);
        PacketBuffer packet = _state.Packets.Rent(message);
        sa.Responses.Store(header.MessageId, hash, packet, _state.Packets);
        sa.ExpectedRequestId = header.MessageId.Next;
        _state.Enqueue(sa, packet, path); // RFC 7296 2.11: to where the request came from
        _state.Packets.Release(packet);
        _state.SetTimer(sa, SaTimer.ResponseRelease, _state.Options.ResponseLifetime);
    }
}
