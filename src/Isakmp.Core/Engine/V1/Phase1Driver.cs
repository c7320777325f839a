using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V1;
using Isakmp.Exchanges.V1.MainMode;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Engine.V1;

/// <summary>Phase 1 in both roles: hands messages to its states, sends what they write, again where it must, and gives up.</summary>
internal sealed class Phase1Driver
{
    private readonly EndpointState _state;
    private readonly OperationDesk _operations;
    private readonly IsakmpSite _site;
    private readonly IsakmpSealer _sealer;
    private readonly IsakmpLifecycle _lifecycle;

    public Phase1Driver(EndpointState state, OperationDesk operations, IsakmpSite site, IsakmpSealer sealer, IsakmpLifecycle lifecycle)
    {
        _state = state;
        _operations = operations;
        _site = site;
        _sealer = sealer;
        _lifecycle = lifecycle;
    }

    /// <summary>Begins phase 1 as initiator; the ISAKMP SA that a connection has stays in use until the new one is established.</summary>
    public void Begin(Connection connection)
    {
        connection.Children ??= new ChildSaTable();
        connection.RetryAt = null;
        PacketInfo path = connection.IsOurs ? connection.Path : connection.Sa?.Path ?? connection.LastPath;
        IsakmpSa sa = IsakmpLifecycle.NewSa(_state, connection, IkeRole.Initiator, default, path);
        _state.Sas.Add(sa);
        _state.Peers.Add(connection, path.Remote.Address);
        if (connection.Sa is null)
        {
            connection.Sa = sa;
        }
        else
        {
            connection.Others.Add(sa);
        }

        try
        {
            MessageWriter writer = _sealer.Begin();
            sa.Phase1.State = AwaitChoice.Begin(_site.For(sa, sa.Phase1), ref writer);
            Reply(sa, ref writer, Phase1Reply.Plain);
        }
        catch when (!ReferenceEquals(connection.Sa, sa))
        {
            connection.Others.Remove(sa); // whoever has called ends the SA in use
            _lifecycle.Discard(sa);
            throw;
        }
    }

    /// <summary>Takes a message with Message ID 0 that bears the cookies of an SA.</summary>
    public ReceiveResult Receive(IsakmpSa sa, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        ulong hash = _state.Hash.Compute(datagram);
        if (sa.Phase1.LastInbound == hash)
        {
            return Repetitions.Answer(_state, sa, sa.Phase1, packet);
        }

        if (sa.Phase1.Parked is { } parked)
        {
            return parked.Hash == hash ? Repetitions.Duplicate(_state) : Repetitions.Unexpected(_state);
        }

        bool isEncrypted = (header.Flags & HeaderFlags.Encryption) != 0;
        if (sa.Phase1.State is not { } state || header.ExchangeType != ExchangeType.IdentityProtection || state.IsProtected != isEncrypted)
        {
            return Repetitions.Unexpected(_state);
        }

        return isEncrypted ? ReceiveProtected(sa, state, header, datagram, packet, hash) : ReceivePlain(sa, state, header, datagram, packet, hash);
    }

    /// <summary>Hands the message to the state of phase 1; the first message of a stranger comes here too.</summary>
    public Phase1Outcome Process(IsakmpSa sa, in IsakmpMessage message, ReadOnlySpan<byte> datagram, ulong hash)
    {
        Phase1State state = sa.Phase1.State!;
        MessageWriter reply = _sealer.Begin();
        Phase1Step step = state.Receive(_site.For(sa, sa.Phase1), message, ref reply);
        switch (step.Outcome)
        {
            case Phase1Outcome.Pending:
                Park(sa, message, datagram, hash);
                break;
            case Phase1Outcome.Ignore:
                GoOnWaiting(sa);
                sa.LastRefusal = step.Failure ?? sa.LastRefusal;
                if (state.IsProtected)
                {
                    NotAuthentic(sa, state);
                }

                break;
            case Phase1Outcome.Fail:
                if (state.IsProtected)
                {
                    sa.Session.Phase1Iv.Set(datagram, sa.Session.Suite!.Cipher.BlockSize); // the message was authentic: what we say of it begins with its last block
                }

                sa.Phase1.Unpark();
                _lifecycle.FailPhase1(sa, step, isAuthentic: state.IsProtected);
                break;
            default:
                Advance(sa, state, step, message, datagram, hash, ref reply);
                break;
        }

        return step.Outcome;
    }

    /// <summary>Goes on with a message after an operation was answered.</summary>
    public void Resume(IsakmpSa sa)
    {
        ParkedMessage parked = sa.Phase1.Parked!;
        int start = sa.Phase1.State!.IsProtected ? 0 : IkeHeader.Size;
        _ = PayloadIndex.TryBuild(parked.Chain, start, parked.First, out PayloadIndex index, allowTrailing: true);
        Process(sa, new IsakmpMessage(parked.Header, new PayloadList(parked.Chain, ref index), parked.Path), parked.Datagram, parked.Hash);
    }

    /// <summary>Sends our last message again, or gives up.</summary>
    public void Retransmit(IsakmpSa sa)
    {
        Phase1Exchange exchange = sa.Phase1;
        if (exchange.LastSent is not { } last || exchange.Parked is not null)
        {
            exchange.Deadline = long.MaxValue;
            return;
        }

        if (exchange.Transmissions > sa.Session.Profile!.Retransmission.Tries)
        {
            GiveUp(sa);
            return;
        }

        if (sa.PendingOutputs == 0) // the driver has not even taken the last one
        {
            _state.Meters.Retransmitted++;
            _state.Enqueue(sa, last, sa.Session.Path);
        }

        ExchangeTimers.Arm(_state, sa, exchange);
    }

    /// <summary>Ends phase 1 where it stands.</summary>
    public void Abandon(IsakmpSa sa)
    {
        Phase1Exchange exchange = sa.Phase1;
        _operations.Cancel(exchange);
        exchange.Waiting?.Discard();
        exchange.Unpark();
        exchange.State?.Dispose();
        exchange.State = null;
        ExchangeTimers.Release(_state, exchange);
    }

    private ReceiveResult ReceivePlain(IsakmpSa sa, Phase1State state, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet, ulong hash)
    {
        if (!PayloadIndex.TryBuild(datagram, IkeHeader.Size, header.NextPayload, out PayloadIndex index, allowTrailing: true).IsOk)
        {
            return Malformed();
        }

        var message = new IsakmpMessage(header, new PayloadList(datagram, ref index), packet);
        if (!state.Shape.Fits(message.Payloads, out _))
        {
            return Malformed();
        }

        _state.Options.Tap?.OnMessage(false, packet, datagram, PayloadType.None, default);
        Process(sa, message, datagram, hash);
        return ReceiveResult.Processed;
    }

    private ReceiveResult ReceiveProtected(IsakmpSa sa, Phase1State state, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet, ulong hash)
    {
        if (!_sealer.TryOpen(sa, datagram, sa.Session.Phase1Iv, out PayloadIndex index, out ReadOnlySpan<byte> chain))
        {
            return NotAuthentic(sa, state);
        }

        try
        {
            var message = new IsakmpMessage(header, new PayloadList(chain, ref index), packet);
            if (!state.Shape.Fits(message.Payloads, out _))
            {
                return NotAuthentic(sa, state); // the proof is among what is missing
            }

            _state.Options.Tap?.OnMessage(false, packet, datagram, header.NextPayload, chain[..index.End]);
            return Process(sa, message, datagram, hash) == Phase1Outcome.Ignore ? ReceiveResult.NotAuthentic : ReceiveResult.Processed;
        }
        finally
        {
            _sealer.Wipe(datagram.Length);
        }
    }

    private void Advance(IsakmpSa sa, Phase1State state, in Phase1Step step, in IsakmpMessage message, ReadOnlySpan<byte> datagram, ulong hash, ref MessageWriter reply)
    {
        Phase1Exchange exchange = sa.Phase1;
        if (state.IsProtected)
        {
            sa.Session.Phase1Iv.Set(datagram, sa.Session.Suite!.Cipher.BlockSize); // only now: what does not prove authentic moves no chain
            _lifecycle.Heard(sa, message.Path);
        }

        if (state is AwaitIdentity { IsFirstContact: true })
        {
            sa.IsFirstContact = true;
        }

        PacketInfo path = message.Path;
        exchange.LastInbound = hash;
        exchange.State = step.Next;
        state.Dispose();
        exchange.Unpark();
        ExchangeTimers.Release(_state, exchange);
        if (step.Reply != Phase1Reply.None)
        {
            Reply(sa, ref reply, step.Reply, sa.IsInitiator ? null : path);
        }

        ExchangeTimers.Schedule(_state, sa);
        if (step.Outcome == Phase1Outcome.Established)
        {
            _lifecycle.Established(sa);
        }
        else if (!sa.IsInitiator)
        {
            _lifecycle.SetHalfOpenTimer(sa); // each step has its time: a message that gets lost costs the initiator seconds
        }
    }

    /// <summary>Sends what a state has written; an initiator does so again until it is answered.</summary>
    private void Reply(IsakmpSa sa, ref MessageWriter writer, Phase1Reply kind, PacketInfo? to = null)
    {
        PacketInfo path = to ?? sa.Session.Path;
        ReadOnlySpan<byte> message;
        if (kind == Phase1Reply.Encrypted)
        {
            message = _sealer.Seal(sa, ref writer, ref sa.Session.Phase1Iv, path);
        }
        else
        {
            message = _state.Building.AsSpan(0, writer.Finish());
            _state.Options.Tap?.OnMessage(true, path, message, PayloadType.None, default);
        }

        sa.Phase1.LastSent = _state.Packets.Rent(message);
        sa.Phase1.Repeats = 0;
        _state.Enqueue(sa, sa.Phase1.LastSent, path);
        if (sa.IsInitiator)
        {
            ExchangeTimers.Arm(_state, sa, sa.Phase1);
        }
    }

    private void Park(IsakmpSa sa, in IsakmpMessage message, ReadOnlySpan<byte> datagram, ulong hash)
    {
        if (sa.Phase1.Parked is null)
        {
            sa.Phase1.Parked = new ParkedMessage(message.Header, message.Header.NextPayload, message.Payloads.Chain, datagram, message.Path, hash);
            sa.Phase1.Deadline = long.MaxValue;
            ExchangeTimers.Schedule(_state, sa);
        }
    }

    /// <summary>A message was no answer after all, maybe because the caller has said so: ours is sent again in its time.</summary>
    private void GoOnWaiting(IsakmpSa sa)
    {
        if (sa.Phase1.Parked is null)
        {
            return;
        }

        sa.Phase1.Unpark();
        if (sa.IsInitiator)
        {
            sa.Phase1.Deadline = ExchangeTimers.After(_state, sa.Session.Profile!.Retransmission, sa.Phase1.Transmissions - 1);
            ExchangeTimers.Schedule(_state, sa);
        }
    }

    private void GiveUp(IsakmpSa sa)
    {
        IkeFailure failure = sa.LastRefusal ?? new IkeFailure(
            FailureKind.Unresponsive,
            $"The peer did not send {sa.Phase1.State!.Awaited}; our message was sent {sa.Phase1.Transmissions} times.",
            Report: Phase1Refusal.ExplainSilence(sa.Session, sa.Phase1.State, sa.Phase1.Transmissions));
        _lifecycle.Close(sa, ReasonFor(failure), failure);
    }

    private static CloseReason ReasonFor(IkeFailure failure) => failure.Kind switch
    {
        FailureKind.Unresponsive => CloseReason.PeerUnresponsive,
        FailureKind.NotAuthenticated => CloseReason.AuthenticationFailed,
        _ => CloseReason.PeerIncompatible,
    };

    /// <summary>What does not prove authentic changes nothing; what the first one may mean is kept for the end, because a wrong key is the commonest mistake of all.</summary>
    private ReceiveResult NotAuthentic(IsakmpSa sa, Phase1State state)
    {
        _state.Meters.NotAuthentic++;
        if (sa.LastRefusal is not { Kind: FailureKind.NotAuthenticated, SentByPeer: false })
        {
            sa.LastRefusal = state.ExplainGarbage(_site.For(sa, sa.Phase1)) ?? sa.LastRefusal;
        }

        return ReceiveResult.NotAuthentic;
    }

    private ReceiveResult Malformed()
    {
        _state.Meters.Malformed++;
        return ReceiveResult.Malformed;
    }
}
