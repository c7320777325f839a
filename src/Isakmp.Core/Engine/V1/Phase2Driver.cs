using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V1;
using Isakmp.Exchanges.V1.QuickMode;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Engine.V1;

/// <summary>Exchanges that are named by a Message ID, of either side and several at a time: Quick Mode, and later others.</summary>
internal sealed class Phase2Driver
{
    /// <summary>How many of ours go on at a time; more wait until all of these are over.</summary>
    /// <remarks>
    /// strongSwan keeps the state of three exchanges, finished ones included: with every new one the least recently used goes. It reads messages in several threads, so that the first
    /// messages of the next exchanges may overtake the last ones of these; so the next ones begin a moment after these.
    /// </remarks>
    internal const int MaxOwn = 2;

    private static readonly TimeSpan QuietAfterSeveral = TimeSpan.FromMilliseconds(20);

    /// <summary>How many of the peer's go on at a time: more are turned away, and come again.</summary>
    internal const int MaxOfPeer = 16;

    private readonly EndpointState _state;
    private readonly OperationDesk _operations;
    private readonly IsakmpSite _site;
    private readonly IsakmpSealer _sealer;
    private readonly IsakmpLifecycle _lifecycle;

    public Phase2Driver(EndpointState state, OperationDesk operations, IsakmpSite site, IsakmpSealer sealer, IsakmpLifecycle lifecycle)
    {
        _state = state;
        _operations = operations;
        _site = site;
        _sealer = sealer;
        _lifecycle = lifecycle;
    }

    /// <summary>Begins a Quick Mode, at once or when those under way leave room and the peer can be ready.</summary>
    public void Start(IsakmpSa sa, QuickModeInitiator negotiation)
    {
        sa.Waiting.Enqueue(negotiation);
        StartNext(sa);
    }

    /// <summary>Begins what waits, as far as there is room.</summary>
    public void StartNext(IsakmpSa sa)
    {
        if (sa.BegunTogether > 0 && sa.Exchanges.CountUnderWay(isOurs: true) == 0)
        {
            long quiet = sa.BegunTogether > 1 ? (_state.Now + QuietAfterSeveral).MonotonicTicks : 0;
            sa.QuietUntil = Math.Max(sa.QuietUntil, quiet);
            sa.BegunTogether = 0;
        }

        while (sa.Session.State == IkeSaState.Established
            && sa.Waiting.Count > 0
            && _state.Now.MonotonicTicks >= sa.QuietUntil
            && sa.BegunTogether < MaxOwn)
        {
            sa.BegunTogether++;
            var exchange = new Phase2Exchange(MessageIds.New(_state, sa), ExchangeType.QuickMode, isOurs: true, new AwaitAnswer(sa.Waiting.Dequeue()))
            {
                Order = _state.NextId(),
            };
            IsakmpSealer.BeginIv(sa, exchange.Id, ref exchange.Iv);
            sa.Used.Add(exchange.Id); // both sides have one key: what comes back of ours must not pass for the peer's
            sa.Exchanges.Add(exchange);
            Build(sa, exchange);
        }

        ExchangeTimers.Schedule(_state, sa);
    }

    /// <summary>Takes an encrypted message of an exchange that is in the table.</summary>
    public ReceiveResult Receive(IsakmpSa sa, Phase2Exchange exchange, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        ulong hash = _state.Hash.Compute(datagram);
        if (exchange.LastInbound == hash)
        {
            return Repetitions.Answer(_state, sa, exchange, packet);
        }

        if (exchange.Parked is { } parked)
        {
            return parked.Hash == hash ? Repetitions.Duplicate(_state) : Repetitions.Unexpected(_state);
        }

        if (exchange.State is not { } state || (exchange.IsOurs && exchange.LastSent is null))
        {
            return Repetitions.Unexpected(_state);
        }

        var nonces = new ExchangeNonces(state.InitiatorNonce, ResponderNonce(exchange, state));
        return Open(sa, exchange, header, datagram, packet, hash, nonces);
    }

    /// <summary>Takes the first message of a Quick Mode that the peer begins.</summary>
    public ReceiveResult ReceiveFirst(IsakmpSa sa, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        if (header.MessageId.Value == 0 || sa.Session.State != IkeSaState.Established || sa.Used.Contains(header.MessageId))
        {
            return Repetitions.Unexpected(_state); // a Message ID that comes again after its exchange is a replay
        }

        if (sa.Exchanges.CountUnderWay(isOurs: false) >= MaxOfPeer)
        {
            _state.Meters.LimitReached++;
            return ReceiveResult.LimitReached;
        }

        ExchangeIv iv = default;
        IsakmpSealer.BeginIv(sa, header.MessageId, ref iv);
        if (!_sealer.TryOpen(sa, datagram, iv, MessageHash.First, header.MessageId, default, out PayloadIndex index, out ReadOnlySpan<byte> chain))
        {
            return NotAuthentic();
        }

        if (sa.Used.IsFull || !_lifecycle.Children.MakeRoom(sa))
        {
            _sealer.Wipe(datagram.Length);
            return _lifecycle.LimitReached(sa);
        }

        // only now: what nobody with the keys has sealed makes no object
        var exchange = new Phase2Exchange(header.MessageId, header.ExchangeType, isOurs: false, new AwaitOffer());
        return Take(sa, exchange, new IsakmpMessage(header, new PayloadList(chain, ref index), packet), datagram, _state.Hash.Compute(datagram));
    }

    /// <summary>Goes on after an operation was answered.</summary>
    public void Resume(IsakmpSa sa, Phase2Exchange exchange)
    {
        if (exchange.Parked is not { } parked)
        {
            Build(sa, exchange);
            ExchangeTimers.Schedule(_state, sa);
            return;
        }

        _ = PayloadIndex.TryBuild(parked.Chain, 0, parked.First, out PayloadIndex index, allowTrailing: true);
        Process(sa, exchange, new IsakmpMessage(parked.Header, new PayloadList(parked.Chain, ref index), parked.Path), parked.Datagram, parked.Hash);
    }

    /// <summary>Sends our last messages again that are due, or gives their exchanges up.</summary>
    public void Retransmit(IsakmpSa sa)
    {
        foreach (Phase2Exchange exchange in sa.Exchanges.DueAt(_state.Now.MonotonicTicks))
        {
            if (exchange.Parked is not null || exchange.State is null)
            {
                exchange.Deadline = long.MaxValue;
            }
            else if (exchange.LastSent is not { } last)
            {
                GiveUp(sa, exchange); // there is nothing to send again: the deadline was for the peer
            }
            else if (exchange.Transmissions > sa.Session.Profile!.Retransmission.Tries)
            {
                GiveUp(sa, exchange);
            }
            else
            {
                if (sa.PendingOutputs == 0) // the driver has not even taken the last one
                {
                    _state.Meters.Retransmitted++;
                    _state.Enqueue(sa, last, sa.Session.Path);
                }

                ExchangeTimers.Arm(_state, sa, exchange);
            }
        }
    }

    /// <summary>The peer has refused an exchange of ours by an authentic error notification.</summary>
    /// <returns>False if none is under way that it can be about.</returns>
    public bool Refused(IsakmpSa sa, V1NotifyType error, ChildSpi spi)
    {
        // The notification has a Message ID of its own: it is about the exchange whose SPI it names, or else about the oldest that waits for its first answer.
        Phase2Exchange? exchange = sa.Exchanges.Unanswered(spi);
        if (exchange?.State is not AwaitAnswer state)
        {
            return false;
        }

        QuickModeInitiator negotiation = state.Negotiation;
        Fail(sa, exchange, new IkeFailure(
            FailureKind.PeerIncompatible, $"The peer refused the Child SA '{negotiation.Profile.Name}' with {error}.", SentByPeer: true, Report: negotiation.ExplainRefusal(error))
        {
            V1Notify = error,
        });
        return true;
    }

    /// <summary>A Child SA is gone by our will: what was to replace it is given up.</summary>
    public void Cancel(IsakmpSa sa, ChildSa child)
    {
        for (int left = sa.Waiting.Count; left > 0; left--)
        {
            QuickModeInitiator negotiation = sa.Waiting.Dequeue();
            if (!ReferenceEquals(negotiation.Replaces, child))
            {
                sa.Waiting.Enqueue(negotiation);
                continue;
            }

            negotiation.Abandon(_site.For(sa, sa.Phase1));
            negotiation.Dispose();
        }

        if (sa.Exchanges.Renewing(child) is { } exchange)
        {
            End(sa, exchange);
            ExchangeTimers.Release(_state, exchange);
            Finish(sa, exchange);
        }
    }

    /// <summary>Ends all exchanges.</summary>
    public void Abandon(IsakmpSa sa)
    {
        foreach (Phase2Exchange exchange in sa.Exchanges.All)
        {
            if (exchange.State is AwaitAnswer { Negotiation: var own })
            {
                sa.Unfinished.Add(UnfinishedChild.Of(own));
            }

            End(sa, exchange);
            ExchangeTimers.Release(_state, exchange);
        }

        sa.Exchanges.Clear();
        Withdraw(sa);
    }

    /// <summary>Takes back what has not begun, to be begun elsewhere.</summary>
    public void Withdraw(IsakmpSa sa)
    {
        while (sa.Waiting.TryDequeue(out QuickModeInitiator? negotiation))
        {
            sa.Unfinished.Add(UnfinishedChild.Of(negotiation));
            _lifecycle.Children.Unrekey(negotiation.Replaces);
            negotiation.Abandon(_site.For(sa, sa.Phase1));
            negotiation.Dispose();
        }
    }

    // HASH(2) covers the initiator's nonce alone; the responder's is in the message itself.
    private static ReadOnlySpan<byte> ResponderNonce(Phase2Exchange exchange, Phase2State state) =>
        exchange.IsOurs && state.Hash == MessageHash.Second ? default : state.ResponderNonce;

    private ReceiveResult Open(
        IsakmpSa sa, Phase2Exchange exchange, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet, ulong hash, in ExchangeNonces nonces) =>
        _sealer.TryOpen(sa, exchange, header, datagram, nonces, out PayloadIndex index, out ReadOnlySpan<byte> chain)
            ? Take(sa, exchange, new IsakmpMessage(header, new PayloadList(chain, ref index), packet), datagram, hash)
            : NotAuthentic();

    /// <summary>Takes a message that has proved authentic.</summary>
    private ReceiveResult Take(IsakmpSa sa, Phase2Exchange exchange, in IsakmpMessage message, ReadOnlySpan<byte> datagram, ulong hash)
    {
        Phase2State state = exchange.State!;
        PayloadList payloads = message.Payloads;
        try
        {
            exchange.Iv.Set(datagram, sa.Session.Suite!.Cipher.BlockSize);
            if (exchange.LastInbound is null && !exchange.IsOurs)
            {
                sa.Used.Add(exchange.Id);
                sa.Exchanges.MakeRoom(_state);
                sa.Exchanges.Add(exchange);
            }

            sa.IsAccepted = true;
            _lifecycle.Heard(sa, message.Path);
            _state.Options.Tap?.OnMessage(false, message.Path, datagram, message.Header.NextPayload, payloads.Chain[..payloads.End]);
            if (!state.Shape.Fits(payloads, out PayloadType offending))
            {
                exchange.LastInbound = hash;
                Fail(sa, exchange, new IkeFailure(FailureKind.Malformed, $"The peer's message lacks or repeats the payload {offending}, so it cannot be {state.Awaited} ({state.Shape.Clause}).")
                {
                    V1Notify = V1NotifyType.PayloadMalformed,
                });
            }
            else
            {
                Process(sa, exchange, message, datagram, hash);
            }
        }
        finally
        {
            _sealer.Wipe(datagram.Length);
        }

        return ReceiveResult.Processed;
    }

    private void Process(IsakmpSa sa, Phase2Exchange exchange, in IsakmpMessage message, ReadOnlySpan<byte> datagram, ulong hash)
    {
        Phase2State state = exchange.State!;
        MessageWriter reply = _sealer.BeginProtected(sa, exchange.Type, exchange.Id);
        Phase2Step step = state.Receive(_site.For(sa, exchange), message, ref reply);
        switch (step.Outcome)
        {
            case Phase2Outcome.Pending:
                exchange.Parked ??= new ParkedMessage(message.Header, message.Header.NextPayload, message.Payloads.Chain, datagram, message.Path, hash);
                break;
            case Phase2Outcome.Ignore:
                exchange.Unpark();
                break;
            case Phase2Outcome.Fail:
                exchange.LastInbound = hash;
                Fail(sa, exchange, step.Failure!);
                break;
            default:
                Advance(sa, exchange, step, hash, message.Path, ref reply);
                break;
        }

        ExchangeTimers.Schedule(_state, sa);
    }

    private void Advance(IsakmpSa sa, Phase2Exchange exchange, in Phase2Step step, ulong hash, in PacketInfo path, ref MessageWriter reply)
    {
        Phase2State state = exchange.State!;
        PacketInfo to = exchange.IsOurs ? sa.Session.Path : path;
        exchange.LastInbound = hash;
        exchange.Repeats = 0;
        ExchangeTimers.Release(_state, exchange);
        if (step.Reply is { } kind)
        {
            Phase2State source = step.Next ?? state;
            Send(sa, exchange, ref reply, kind, new ExchangeNonces(source.InitiatorNonce, source.ResponderNonce), to, repeats: step.Next is not null);
        }

        exchange.State = step.Next;
        exchange.Unpark();
        state.Dispose();
        if (step.Next is null)
        {
            Finish(sa, exchange);
        }
        else if (step.Reply is null)
        {
            // nothing to send again, only a limit to the wait
            exchange.Deadline = _state.Now.MonotonicTicks + sa.Session.Profile!.Retransmission.TotalTimeout.Ticks;
        }

        _lifecycle.Children.Changed(sa.Connection);
    }

    private void Build(IsakmpSa sa, Phase2Exchange exchange)
    {
        var state = (AwaitAnswer)exchange.State!;
        MessageWriter writer = _sealer.BeginProtected(sa, exchange.Type, exchange.Id);
        Phase2Step step = state.Begin(_site.For(sa, exchange), ref writer);
        if (step.Outcome == Phase2Outcome.Fail)
        {
            Fail(sa, exchange, step.Failure!);
        }
        else if (step.Outcome == Phase2Outcome.Advance)
        {
            Send(sa, exchange, ref writer, MessageHash.First, default, sa.Session.Path, repeats: true);
        }
    }

    private void Send(
        IsakmpSa sa, Phase2Exchange exchange, ref MessageWriter writer, MessageHash kind, in ExchangeNonces nonces, in PacketInfo path, bool repeats)
    {
        ReadOnlySpan<byte> message = _sealer.Seal(sa, ref writer, kind, nonces, exchange.Id, ref exchange.Iv, path);
        exchange.LastSent = _state.Packets.Rent(message);
        _state.Enqueue(sa, exchange.LastSent, path);
        if (repeats)
        {
            ExchangeTimers.Arm(_state, sa, exchange);
        }
    }

    /// <summary>An exchange has come to nothing: tells the caller, and the peer if there is something to tell.</summary>
    private void Fail(IsakmpSa sa, Phase2Exchange exchange, IkeFailure failure)
    {
        string? name = exchange.State is AwaitAnswer own ? own.Negotiation.Profile.Name : null;
        End(sa, exchange);
        ExchangeTimers.Release(_state, exchange);
        if (failure is { SentByPeer: false, V1Notify: { } notify })
        {
            // kept, so that the offer that comes again gets the refusal again
            exchange.LastSent = _lifecycle.Informant.Send(sa, V1Protocol.Esp, default, notify);
        }

        Finish(sa, exchange);
        _state.Emit(new ChildSaFailedEvent { Connection = sa.Connection.Id, IkeSa = sa.Id, Name = name, Failure = failure }, sa);
    }

    private void GiveUp(IsakmpSa sa, Phase2Exchange exchange)
    {
        string awaited = exchange.State!.Awaited;
        bool hasAnswered = exchange.State is AwaitConnected;
        int times = exchange.Transmissions;
        Fail(sa, exchange, new IkeFailure(
            FailureKind.Unresponsive, $"The peer did not send {awaited}{(times > 0 ? $"; our message was sent {times} times" : string.Empty)}."));
        if (!hasAnswered)
        {
            _lifecycle.Liveness.Check(sa); // either this exchange is not wanted, or nobody is there any more
        }
    }

    private void End(IsakmpSa sa, Phase2Exchange exchange)
    {
        _operations.Cancel(exchange);
        if (exchange.State is { } state)
        {
            _lifecycle.Children.Unrekey((state as AwaitAnswer)?.Negotiation.Replaces);
            state.Abandon(_site.For(sa, exchange));
            state.Dispose();
        }

        exchange.State = null;
        exchange.Unpark();
    }

    private void Finish(IsakmpSa sa, Phase2Exchange exchange)
    {
        exchange.State = null;
        exchange.FinishedAt = _state.Now.MonotonicTicks;
        if (exchange.LastSent is null)
        {
            sa.Exchanges.Remove(exchange);
        }
        else
        {
            _lifecycle.KeepAnswers(sa);
        }

        StartNext(sa);
    }

    private ReceiveResult NotAuthentic()
    {
        _state.Meters.NotAuthentic++;
        return ReceiveResult.NotAuthentic;
    }
}
