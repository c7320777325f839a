using System.Buffers.Binary;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V1;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Engine.V1;

/// <summary>Informational exchanges of both sides, which are one message each, and R-U-THERE (RFC 2409 section 5.7, RFC 3706).</summary>
internal sealed class Informant
{
    private readonly EndpointState _state;
    private readonly IsakmpSite _site;
    private readonly IsakmpSealer _sealer;
    private readonly IsakmpLifecycle _lifecycle;

    public Informant(EndpointState state, IsakmpSite site, IsakmpSealer sealer, IsakmpLifecycle lifecycle)
    {
        _state = state;
        _site = site;
        _sealer = sealer;
        _lifecycle = lifecycle;
    }

    /// <summary>Takes one that is encrypted.</summary>
    public ReceiveResult Receive(IsakmpSa sa, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        ulong hash = _state.Hash.Compute(datagram);
        if (sa.Responses.TryFind(header.MessageId, hash, out PacketBuffer? response))
        {
            return Repeat(sa, response, packet);
        }

        if (header.MessageId.Value == 0 || sa.Session.Keys is null || sa.Used.Contains(header.MessageId))
        {
            _state.Meters.Unexpected++;
            return ReceiveResult.Unexpected;
        }

        ExchangeIv iv = default;
        IsakmpSealer.BeginIv(sa, header.MessageId, ref iv);
        if (!_sealer.TryOpen(sa, datagram, iv, out PayloadIndex index, out ReadOnlySpan<byte> chain))
        {
            return NotAuthentic(sa);
        }

        try
        {
            var payloads = new PayloadList(chain, ref index);
            if (!_sealer.IsAuthentic(sa, payloads, MessageHash.First, header.MessageId, default))
            {
                return NotAuthentic(sa);
            }

            bool isLiveness = Informational.IsLivenessAlone(payloads);
            if (!isLiveness && sa.Used.IsFull && !Informational.IsDeletionAlone(payloads))
            {
                return _lifecycle.LimitReached(sa);
            }

            _state.Options.Tap?.OnMessage(false, packet, datagram, header.NextPayload, chain[..index.End]);
            if (sa.Session.State == IkeSaState.Authenticating)
            {
                RefusedInPhase1(sa, payloads);
            }
            else if (isLiveness)
            {
                TakeLiveness(sa, Informational.Take(_site.For(sa, sa.Phase1), payloads), header.MessageId, hash, packet);
            }
            else
            {
                sa.Used.Add(header.MessageId); // a deletion may come again: what it names is gone
                _lifecycle.Heard(sa, packet);
                Act(sa, Informational.Take(_site.For(sa, sa.Phase1), payloads), header.MessageId, hash, packet);
            }
        }
        finally
        {
            _sealer.Wipe(datagram.Length);
        }

        return ReceiveResult.Processed;
    }

    /// <summary>Takes one that nothing protects: during phase 1 an error is kept and cited at the end, later it is counted.</summary>
    public ReceiveResult ReceiveUnprotected(IsakmpSa sa, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        _state.Meters.UnprotectedNotifies++;
        if (sa.Session.State is IkeSaState.Established)
        {
            _lifecycle.Liveness.Probe(sa); // it may be true, or sent by anybody: only the peer itself can say
            return ReceiveResult.NotAuthentic;
        }

        if (!sa.IsInitiator || !PayloadIndex.TryBuild(datagram, IkeHeader.Size, header.NextPayload, out PayloadIndex index, allowTrailing: true).IsOk)
        {
            return ReceiveResult.NotAuthentic;
        }

        _state.Options.Tap?.OnMessage(false, packet, datagram, PayloadType.None, default);
        if (TryFindError(new PayloadList(datagram, ref index), out V1NotifyType error))
        {
            KeepRefusal(sa, Phase1Refusal.Explain(sa.Session, sa.Phase1.State, error));
        }

        return ReceiveResult.Processed;
    }

    /// <summary>Sends a notification under the SA.</summary>
    /// <returns>What was sent, with a reference for the caller.</returns>
    public PacketBuffer Send(IsakmpSa sa, V1Protocol protocol, scoped ReadOnlySpan<byte> spi, V1NotifyType type, scoped ReadOnlySpan<byte> data = default)
    {
        MessageId id = MessageIds.New(_state, sa);
        sa.Used.Add(id); // both sides have one key: what comes back must not pass for the peer's
        return Send(sa, id, protocol, spi, type, data);
    }

    /// <summary>Tells the peer that a Child SA is gone, by the SPIs that we receive on (RFC 2408 section 3.15).</summary>
    public void SendDelete(IsakmpSa sa, ChildSa child)
    {
        MessageId id = MessageIds.New(_state, sa);
        sa.Used.Add(id);
        MessageWriter writer = _sealer.BeginProtected(sa, ExchangeType.InformationalV1, id);
        Span<byte> spi = stackalloc byte[ChildSpi.Size];
        BinaryPrimitives.WriteUInt32BigEndian(spi, child.InboundSpi.Value);
        DeletePayload.Write(ref writer, child.Protocol == SecurityProtocol.Ah ? V1Protocol.Ah : V1Protocol.Esp, ChildSpi.Size, spi);
        if (child.Ah is { } ah)
        {
            BinaryPrimitives.WriteUInt32BigEndian(spi, ah.InboundSpi.Value);
            DeletePayload.Write(ref writer, V1Protocol.Ah, ChildSpi.Size, spi);
        }

        _state.Packets.Release(Send(sa, ref writer, id));
    }

    /// <summary>Tells the peer that the ISAKMP SA is gone.</summary>
    public void SendDelete(IsakmpSa sa)
    {
        MessageId id = MessageIds.New(_state, sa);
        MessageWriter writer = _sealer.BeginProtected(sa, ExchangeType.InformationalV1, id);
        DeletePayload.WriteIsakmp(ref writer, sa.Session.InitiatorCookie, sa.Session.ResponderCookie);
        _state.Packets.Release(Send(sa, ref writer, id));
    }

    /// <summary>Asks the peer whether it lives, for the first time or again.</summary>
    public void AskLiveness(IsakmpSa sa)
    {
        LivenessCheck check = sa.Liveness;
        if (!check.HasStart)
        {
            Span<byte> octets = stackalloc byte[sizeof(uint)];
            _state.Random.Fill(octets);
            check.Start(BinaryPrimitives.ReadUInt32BigEndian(octets));
        }

        uint number = check.Ask();
        if (sa.PendingOutputs == 0 || check.Transmissions == 1) // the driver has not even taken the last one
        {
            _state.Packets.Release(SendLiveness(sa, V1NotifyType.RUThere, number));
        }

        check.Deadline = ExchangeTimers.After(_state, sa.Session.Profile!.Retransmission, check.Transmissions - 1);
        ExchangeTimers.Schedule(_state, sa);
    }

    /// <summary>An error that nothing protects may be a lie: it is cited at the end, unless the caller wants to believe it, or something better is known.</summary>
    private void KeepRefusal(IsakmpSa sa, IkeFailure failure)
    {
        bool isProving = sa.Session.State == IkeSaState.Authenticating;
        IkeFailure told = isProving ? failure with { Kind = FailureKind.NotAuthenticated } : failure;
        if (sa.LastRefusal is not { Kind: FailureKind.NotAuthenticated, SentByPeer: false })
        {
            sa.LastRefusal = told;
        }

        if (sa.Session.Profile!.FailOnUnauthenticatedError)
        {
            _lifecycle.Close(sa, isProving ? CloseReason.AuthenticationFailed : CloseReason.PeerIncompatible, told);
        }
    }

    private void Act(IsakmpSa sa, in Informational message, MessageId id, ulong hash, in PacketInfo packet)
    {
        TakeLiveness(sa, message, id, hash, packet);
        sa.IsAccepted |= message.Error is null;
        if (message.Error is { } error)
        {
            _lifecycle.PeerReported(sa, error, message.ErrorSpi);
        }

        if (message.IsFirstContact)
        {
            _lifecycle.ForgetOthers(sa);
        }

        _lifecycle.Children.Changed(sa.Connection);
        if (message.DeletesSa)
        {
            _lifecycle.Close(sa, CloseReason.PeerDeleted, null);
        }
    }

    /// <summary>Numbers tell what is new: only that shows that the peer lives, and where.</summary>
    private void TakeLiveness(IsakmpSa sa, in Informational message, MessageId id, ulong hash, in PacketInfo packet)
    {
        if (message.LivenessQuestion is { } question && id != QuestionId(sa, question) && sa.Liveness.TakeQuestion(question, out bool isNew))
        {
            if (isNew)
            {
                sa.IsAccepted = true;
                _lifecycle.Heard(sa, packet);
                _lifecycle.Liveness.Learn(sa);
            }

            PacketBuffer answer = SendLiveness(sa, V1NotifyType.RUThereAcknowledge, question);
            sa.Responses.Store(id, hash, answer, _state.Packets);
            _state.Packets.Release(answer);
            _lifecycle.KeepAnswers(sa);
        }

        if (message.LivenessAnswer is { } number && sa.Liveness.Take(number))
        {
            _lifecycle.Heard(sa, packet);
            ExchangeTimers.Schedule(_state, sa);
        }
    }

    /// <summary>As initiator, between our proof and the peer's: it holds the key and refuses us all the same.</summary>
    private void RefusedInPhase1(IsakmpSa sa, in PayloadList payloads)
    {
        if (TryFindError(payloads, out V1NotifyType error))
        {
            IkeFailure failure = Phase1Refusal.Explain(sa.Session, sa.Phase1.State, error);
            _lifecycle.Close(sa, CloseReason.AuthenticationFailed, failure with { Kind = FailureKind.NotAuthenticated });
        }
    }

    private static bool TryFindError(in PayloadList payloads, out V1NotifyType error)
    {
        for (int i = payloads.IndexOf(PayloadType.V1Notification); i >= 0; i = payloads.IndexOf(PayloadType.V1Notification, i + 1))
        {
            if (NotifyPayloadView.TryRead(payloads[i].Body, out NotifyPayloadView notify).IsOk && notify.Type.IsError)
            {
                error = notify.Type;
                return true;
            }
        }

        error = default;
        return false;
    }

    private PacketBuffer SendLiveness(IsakmpSa sa, V1NotifyType type, uint number)
    {
        Span<byte> cookies = stackalloc byte[IsakmpCookies.Size];
        IsakmpCookies.Write(sa.Session, cookies);
        Span<byte> data = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(data, number);
        MessageId id = type == V1NotifyType.RUThere ? QuestionId(sa, number) : MessageIds.New(_state, sa);
        return Send(sa, id, V1Protocol.Isakmp, cookies, type, data);
    }

    /// <summary>
    /// The Message ID of a question of ours: it follows from the question's number by a secret, so that one of ours that somebody sends back is known however old it is. Both sides
    /// have one key, so nothing else would tell it from the peer's. An answer needs none of that: its number must be one that we have just asked.
    /// </summary>
    private MessageId QuestionId(IsakmpSa sa, uint number)
    {
        Span<byte> input = stackalloc byte[sizeof(ulong) + sizeof(uint)];
        BinaryPrimitives.WriteUInt64BigEndian(input, sa.Id.Value);
        BinaryPrimitives.WriteUInt32BigEndian(input[sizeof(ulong)..], number);
        uint id = unchecked((uint)_state.Hash.Compute(input));
        return new MessageId(id == 0 ? 1 : id);
    }

    private PacketBuffer Send(IsakmpSa sa, MessageId id, V1Protocol protocol, scoped ReadOnlySpan<byte> spi, V1NotifyType type, scoped ReadOnlySpan<byte> data)
    {
        MessageWriter writer = _sealer.BeginProtected(sa, ExchangeType.InformationalV1, id);
        NotifyPayload.Write(ref writer, protocol, spi, type, data);
        return Send(sa, ref writer, id);
    }

    private PacketBuffer Send(IsakmpSa sa, ref MessageWriter writer, MessageId id)
    {
        ExchangeIv iv = default;
        IsakmpSealer.BeginIv(sa, id, ref iv);
        PacketInfo path = sa.Session.Path;
        PacketBuffer packet = _state.Packets.Rent(_sealer.Seal(sa, ref writer, MessageHash.First, default, id, ref iv, path));
        _state.Enqueue(sa, packet, path);
        return packet;
    }

    private ReceiveResult Repeat(IsakmpSa sa, PacketBuffer? response, in PacketInfo packet)
    {
        if (response is null)
        {
            _state.Meters.Duplicates++;
            return ReceiveResult.Duplicate;
        }

        _state.Meters.CachedAnswers++;
        _state.Enqueue(sa, response, packet);
        return ReceiveResult.AnsweredFromCache;
    }

    private ReceiveResult NotAuthentic(IsakmpSa sa)
    {
        _state.Meters.NotAuthentic++;
        if (sa.Session.State == IkeSaState.Authenticating && sa.IsInitiator)
        {
            sa.LastRefusal = sa.LastRefusal is { SentByPeer: false } better ? better : KeysDiffer.Explain(sa.Session); // the peer's complaint about our proof, encrypted with another key than ours
        }

        return ReceiveResult.NotAuthentic;
    }
}
