using Isakmp.Exchanges;
using Isakmp.Exchanges.V2;
using Isakmp.Exchanges.V2.Tasks;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Engine;

/// <summary>Our requests: builds them, sends them again, and takes the responses.</summary>
internal sealed class Requester
{
    private readonly EndpointState _state;
    private readonly OperationDesk _operations;
    private readonly ExchangeSite _site;
    private readonly MessageSealer _sealer;
    private readonly SaLifecycle _lifecycle;

    public Requester(EndpointState state, OperationDesk operations, ExchangeSite site, MessageSealer sealer, SaLifecycle lifecycle)
    {
        _state = state;
        _operations = operations;
        _site = site;
        _sealer = sealer;
        _lifecycle = lifecycle;
    }

    /// <summary>Begins an exchange, at once or when the one under way is finished.</summary>
    public void Start(IkeSa sa, Exchange exchange)
    {
        sa.Waiting.Enqueue(exchange);
        StartNext(sa);
    }

    /// <summary>Begins the next waiting exchange if none is under way.</summary>
    public void StartNext(IkeSa sa)
    {
        while (sa.Current is null && sa.Session.State != IkeSaState.Closed && sa.Waiting.TryDequeue(out Exchange? exchange))
        {
            sa.Current = exchange;
            sa.Transmissions = 0;
            Build(sa, exchange);
        }
    }

    /// <summary>Builds the request of the exchange under way, again if an operation or another try demands it.</summary>
    public void Build(IkeSa sa, Exchange exchange)
    {
        if (exchange.Type == ExchangeType.IkeSaInit)
        {
            BuildInitial(sa, exchange);
            return;
        }

        MessageWriter inner = _sealer.BeginInner(sa);
        TaskStep step = RunBuild(sa, exchange, ref inner);
        if (step.Outcome != TaskOutcome.Done)
        {
            MessageSealer.Discard(ref inner);
            EndBuild(sa, exchange, step);
            return;
        }

        PacketInfo path = sa.Session.Path;
        Send(sa, _sealer.Seal(sa, ref inner, exchange.Type, isResponse: false, sa.NextRequestId, path));
    }

    /// <summary>Sends the request again, or gives up.</summary>
    public void Retransmit(IkeSa sa)
    {
        if (sa.Current is not { } exchange || sa.CurrentRequest is not { } request || sa.ParkedResponse is not null)
        {
            return;
        }

        RetransmissionPolicy policy = sa.Session.Profile!.Retransmission;
        if (sa.Transmissions > policy.Tries)
        {
            GiveUp(sa, exchange);
            return;
        }

        if (sa.PendingOutputs == 0) // the driver has not even taken the last one
        {
            _state.Meters.Retransmitted++;
            _state.Enqueue(sa, request, sa.Session.Path);
        }

        Arm(sa, policy);
    }

    /// <summary>Takes the response to IKE_SA_INIT, which nothing protects.</summary>
    public ReceiveResult ReceiveInitial(IkeSa sa, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        if (sa.Current is not { } exchange || exchange.Type != ExchangeType.IkeSaInit || sa.CurrentRequest is null || header.MessageId != sa.NextRequestId)
        {
            return Unexpected();
        }

        if (sa.ParkedResponse is not null)
        {
            return ReceiveResult.Duplicate;
        }

        if (!PayloadIndex.TryBuild(datagram, IkeHeader.Size, header.NextPayload, out PayloadIndex index).IsOk)
        {
            _state.Meters.Malformed++;
            return ReceiveResult.Malformed;
        }

        var message = new InboundMessage(header, datagram, ref index, packet);
        if (MessageShape.Find(header.ExchangeType, isResponse: true)!.Check(message, out _) != ShapeVerdict.Ok)
        {
            _state.Meters.Malformed++;
            return ReceiveResult.Malformed;
        }

        _state.Options.Tap?.OnMessage(false, packet, datagram, PayloadType.None, default);
        Process(sa, exchange, message, datagram, 0);
        return ReceiveResult.Processed;
    }

    /// <summary>Takes a protected response.</summary>
    public ReceiveResult Receive(IkeSa sa, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        if (sa.Current is not { } exchange || sa.CurrentRequest is null || header.MessageId != sa.NextRequestId
            || header.ExchangeType != exchange.Type || sa.Session.Keys is null)
        {
            return Unexpected();
        }

        if (sa.ParkedResponse is not null)
        {
            return ReceiveResult.Duplicate;
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
            if (opened == OpenStatus.Malformed || !PayloadIndex.TryBuild(chain, 0, first, out PayloadIndex inner).IsOk)
            {
                FailMalformed(sa, exchange, "its payloads cannot be read");
            }
            else
            {
                CheckAndProcess(sa, exchange, new InboundMessage(header, chain, ref inner, packet), datagram, first.Value);
            }
        }
        finally
        {
            _sealer.Wipe(datagram.Length);
        }

        return ReceiveResult.Processed;
    }

    /// <summary>Goes on with a response after an operation was answered.</summary>
    public void Resume(IkeSa sa, Exchange exchange)
    {
        if (sa.ParkedResponse is not { } parked)
        {
            Build(sa, exchange);
            return;
        }

        bool isInitial = exchange.Type == ExchangeType.IkeSaInit;
        _ = PayloadIndex.TryBuild(
            parked.Chain, isInitial ? IkeHeader.Size : 0, isInitial ? parked.Header.NextPayload : parked.First, out PayloadIndex index);
        Process(sa, exchange, new InboundMessage(parked.Header, parked.Chain, ref index, parked.Path), parked.Datagram, parked.First.Value);
    }

    /// <summary>Ends our exchange under way without a response.</summary>
    public void AbandonCurrent(IkeSa sa)
    {
        if (sa.Current is { } exchange)
        {
            _operations.Cancel(exchange);
            exchange.Abandon(_site.For(sa, exchange));
        }

        Clear(sa);
    }

    private void BuildInitial(IkeSa sa, Exchange exchange)
    {
        Session session = sa.Session;
        var writer = new MessageWriter(_state.Building);
        writer.WriteHeader(session.InitiatorSpi, default, ExchangeType.IkeSaInit, HeaderFlags.Initiator, sa.NextRequestId);
        TaskStep step = RunBuild(sa, exchange, ref writer);
        if (step.Outcome != TaskOutcome.Done)
        {
            EndBuild(sa, exchange, step);
            return;
        }

        ReadOnlySpan<byte> message = _state.Building.AsSpan(0, writer.Finish());
        session.Handshake!.LocalMessage = message.ToArray();
        _state.Options.Tap?.OnMessage(true, session.Path, message, PayloadType.None, default);
        Send(sa, message);
    }

    private TaskStep RunBuild(IkeSa sa, Exchange exchange, ref MessageWriter writer)
    {
        ExchangeSite site = _site.For(sa, exchange);
        foreach (ExchangeTask task in exchange.Tasks)
        {
            TaskStep step = task.BuildRequest(site, ref writer);
            if (step.Outcome != TaskOutcome.Done)
            {
                return step;
            }
        }

        exchange.Position = 0;
        return TaskStep.Done;
    }

    private void EndBuild(IkeSa sa, Exchange exchange, in TaskStep step)
    {
        if (step.Outcome == TaskOutcome.Fail)
        {
            _lifecycle.Close(sa, step.Closes!.Value, step.Failure);
        }
    }

    private void Send(IkeSa sa, ReadOnlySpan<byte> message)
    {
        if (sa.CurrentRequest is { } old)
        {
            _state.Packets.Release(old);
        }

        sa.CurrentRequest = _state.Packets.Rent(message);
        sa.Transmissions = 0;
        _state.Enqueue(sa, sa.CurrentRequest, sa.Session.Path);
        Arm(sa, sa.Session.Profile!.Retransmission);
    }

    private void Arm(IkeSa sa, RetransmissionPolicy policy) =>
        _state.SetTimer(sa, SaTimer.Retransmission, policy.DelayAfter(sa.Transmissions++, _state.Random));

    private void CheckAndProcess(IkeSa sa, Exchange exchange, in InboundMessage message, ReadOnlySpan<byte> datagram, byte first)
    {
        PayloadType offending = default;
        switch (MessageShape.Find(exchange.Type, isResponse: true)?.Check(message, out offending) ?? ShapeVerdict.Ok)
        {
            case ShapeVerdict.Malformed:
                FailMalformed(sa, exchange, $"the payload {offending} is missing, repeated or malformed");
                break;
            case ShapeVerdict.UnsupportedCritical:
                // RFC 7296 2.5, 2.21.2: told in an exchange of its own, with the payload type
                var failure = new IkeFailure(
                    FailureKind.PeerIncompatible, $"The peer's answer insists on the payload {offending}.", NotifyType.UnsupportedCriticalPayload);
                _lifecycle.FailExchange(sa, exchange, TaskStep.Fail(CloseReason.PeerIncompatible, failure, [offending.Value]));
                break;
            default:
                ProcessUnlessFatal(sa, exchange, message, datagram, first);
                break;
        }
    }

    private void ProcessUnlessFatal(IkeSa sa, Exchange exchange, in InboundMessage message, ReadOnlySpan<byte> datagram, byte first)
    {
        if (exchange.Type == ExchangeType.IkeAuth || !message.HasNotify(NotifyType.InvalidSyntax))
        {
            Process(sa, exchange, message, datagram, first);
            return;
        }

        // RFC 7296 2.21.3: fatal in both peers
        _lifecycle.FailExchange(sa, exchange, TaskStep.Fail(CloseReason.Malformed, new IkeFailure(
            FailureKind.Malformed, $"The peer could not read our request and ended the IKE SA with {NotifyType.InvalidSyntax}.", NotifyType.InvalidSyntax, SentByPeer: true)));
    }

    private void Process(IkeSa sa, Exchange exchange, in InboundMessage message, ReadOnlySpan<byte> datagram, byte first)
    {
        ExchangeSite site = _site.For(sa, exchange);
        for (; exchange.Position < exchange.Tasks.Length; exchange.Position++)
        {
            TaskStep step = exchange.Tasks[exchange.Position].ProcessResponse(site, message);
            if (step.Outcome != TaskOutcome.Done)
            {
                EndProcess(sa, exchange, step, message, datagram, first);
                return;
            }
        }

        if (exchange.Type == ExchangeType.IkeSaInit)
        {
            sa.Session.Handshake!.RemoteMessage = datagram.ToArray();
        }

        foreach (ExchangeTask task in exchange.Tasks)
        {
            task.Commit(site);
        }

        Clear(sa);
        sa.NextRequestId = sa.NextRequestId.Next;
        if (exchange != Exchange.Liveness)
        {
            exchange.Dispose();
        }

        _lifecycle.Answered(sa, exchange);
        StartNext(sa);
    }

    private void EndProcess(IkeSa sa, Exchange exchange, in TaskStep step, in InboundMessage message, ReadOnlySpan<byte> datagram, byte first)
    {
        switch (step.Outcome)
        {
            case TaskOutcome.Pending:
                sa.ParkedResponse ??= new ParkedMessage(message.Header, new PayloadType(first), message.Chain, datagram, message.Path, 0);
                _state.ClearTimer(sa, SaTimer.Retransmission);
                break;
            case TaskOutcome.Ignore:
                exchange.Position = 0;
                Keep(sa, exchange);
                WaitOn(sa);
                break;
            case TaskOutcome.Repeat:
                exchange.Position = 0;
                Build(sa, exchange);
                break;
            default:
                Keep(sa, exchange);
                _lifecycle.FailExchange(sa, exchange, step);
                break;
        }
    }

    private static void Keep(IkeSa sa, Exchange exchange) =>
        sa.LastRefusal = exchange.Tasks.Select(static task => task.Refusal).FirstOrDefault(static refusal => refusal is not null) ?? sa.LastRefusal;

    /// <summary>Goes on waiting for a better answer after one that had been parked.</summary>
    private void WaitOn(IkeSa sa)
    {
        if (sa.ParkedResponse is not null)
        {
            sa.ParkedResponse.Dispose();
            sa.ParkedResponse = null;
            Arm(sa, sa.Session.Profile!.Retransmission);
        }
    }

    private void FailMalformed(IkeSa sa, Exchange exchange, string what) => _lifecycle.FailExchange(sa, exchange, TaskStep.Fail(
        CloseReason.Malformed, new IkeFailure(FailureKind.Malformed, $"The peer's answer cannot be used: {what}.", NotifyType.InvalidSyntax)));

    private void GiveUp(IkeSa sa, Exchange exchange)
    {
        IkeSaState state = sa.Session.State;
        if (state is IkeSaState.Established or IkeSaState.Closing)
        {
            _state.Emit(
                new PeerUnresponsiveEvent
                {
                    Connection = sa.Session.Connection, IkeSa = sa.Session.Id, Exchange = exchange.Type, Transmissions = sa.Transmissions,
                },
                sa);
        }

        if (exchange.ClosesSession is { } reason)
        {
            _lifecycle.Close(sa, reason, exchange.Failure);
            return;
        }

        IkeFailure failure = sa.LastRefusal
            ?? new IkeFailure(
                FailureKind.Unresponsive, $"The peer did not answer {exchange.Type}, sent {sa.Transmissions} times.",
                Report: NegotiationReport.ForNoAnswer(sa.Session.Path.Remote, sa.Transmissions));
        _lifecycle.Close(sa, sa.LastRefusal is null ? CloseReason.PeerUnresponsive : CloseReason.PeerIncompatible, failure);
    }

    private void Clear(IkeSa sa)
    {
        sa.Current = null;
        if (sa.CurrentRequest is { } request)
        {
            _state.Packets.Release(request);
            sa.CurrentRequest = null;
        }

        sa.ParkedResponse?.Dispose();
        sa.ParkedResponse = null;
        _state.ClearTimer(sa, SaTimer.Retransmission);
    }

    private ReceiveResult Unexpected()
    {
        _state.Meters.Unexpected++;
        return ReceiveResult.Unexpected;
    }
}
