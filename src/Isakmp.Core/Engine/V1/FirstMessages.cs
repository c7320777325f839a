using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V1;
using Isakmp.Exchanges.V1.MainMode;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Engine.V1;

/// <summary>First messages of strangers in IKEv1: limits, refusals without state, and the half-open ISAKMP SA. There are no cookies as in IKEv2: the bounds are all there is.</summary>
internal sealed class FirstMessages
{
    // A header and a notification without SPI and data.
    private const int RefusalSize = IkeHeader.Size + 12;

    private static readonly TimeSpan HoldBackTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HoldBackInterval = TimeSpan.FromSeconds(10);

    private readonly EndpointState _state;
    private readonly IsakmpLifecycle _lifecycle;
    private readonly Phase1Driver _phase1;

    public FirstMessages(EndpointState state, IsakmpLifecycle lifecycle, Phase1Driver phase1)
    {
        _state = state;
        _lifecycle = lifecycle;
        _phase1 = phase1;
    }

    public ReceiveResult Receive(in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        if (header.ExchangeType != ExchangeType.IdentityProtection)
        {
            _state.Meters.Unsupported++;
            return ReceiveResult.Unsupported;
        }

        // RFC 2408 2.5.3, 3.1: the initiator's cookie is not zero, the Message ID of phase 1 is, and nothing can be encrypted yet;
        // what is shorter than a refusal is no offer, and must not be answered by something longer
        if (datagram.Length < RefusalSize || header.InitiatorSpi.IsZero || header.MessageId.Value != 0 || (header.Flags & HeaderFlags.Encryption) != 0)
        {
            _state.Meters.Malformed++;
            return ReceiveResult.Malformed;
        }

        var key = new InitialKey(header.InitiatorSpi, packet.Remote, _state.Hash.Compute(datagram));
        if (_state.Sas.TryGet(key, out SecurityAssociation? found) && found is IsakmpSa known)
        {
            return Repeat(known, key.Hash, packet);
        }

        if (datagram.Length > InitialRequests.MaxMessageSize
            || _state.Sas.HalfOpenCount >= _state.Options.HalfOpenLimit
            || _state.Sas.HalfOpenFrom(packet.Remote.Address) >= _state.Options.HalfOpenLimitPerAddress)
        {
            _state.Meters.LimitReached++;
            return ReceiveResult.LimitReached;
        }

        if (!PayloadIndex.TryBuild(datagram, IkeHeader.Size, header.NextPayload, out PayloadIndex index, allowTrailing: true).IsOk)
        {
            _state.Meters.Malformed++;
            return ReceiveResult.Malformed;
        }

        _state.Options.Tap?.OnMessage(false, packet, datagram, PayloadType.None, default);
        var message = new IsakmpMessage(header, new PayloadList(datagram, ref index), packet);
        if (!MessageShape.MainModeOffer.Fits(message.Payloads, out _))
        {
            _state.Meters.Malformed++;
            return ReceiveResult.Malformed;
        }

        return Begin(message, datagram, key);
    }

    /// <summary>Tells a peer of an error without making state or allocating, and without protection (RFC 2408 section 5).</summary>
    public static void Answer(EndpointState state, Spi initiator, Spi responder, V1NotifyType notify, in PacketInfo packet)
    {
        var writer = new MessageWriter(state.Building);
        writer.WriteHeader(initiator, responder, ExchangeType.InformationalV1, HeaderFlags.None, default, major: 1);
        NotifyPayload.Write(ref writer, V1Protocol.Isakmp, default, notify);
        ReadOnlySpan<byte> answer = state.Building.AsSpan(0, writer.Finish());
        state.Options.Tap?.OnMessage(true, packet, answer, PayloadType.None, default);
        state.EnqueueStateless(answer, packet);
    }

    private ReceiveResult Repeat(IsakmpSa sa, ulong hash, in PacketInfo packet)
    {
        if (sa.PendingOutputs >= IkeEndpoint.MaxPendingOutputs)
        {
            _state.Meters.Busy++;
            return ReceiveResult.Busy;
        }

        if (sa.Phase1.LastInbound != hash)
        {
            _state.Meters.Duplicates++; // phase 1 has gone on since
            return ReceiveResult.Duplicate;
        }

        return Repetitions.Answer(_state, sa, sa.Phase1, packet);
    }

    /// <summary>
    /// A peer that we know begins another phase 1: charon gives the one before up, with its Child SAs, when a Quick Mode comes under it meanwhile. So ours wait a moment; not again and
    /// again, because anybody can send a first message.
    /// </summary>
    private void HoldBack(NetAddress address)
    {
        long now = _state.Now.MonotonicTicks;
        foreach (Connection connection in _state.Peers.At(address))
        {
            if (connection.Sa is IsakmpSa { State: IkeSaState.Established } sa && (sa.HeldBackAt == long.MinValue || now - sa.HeldBackAt >= HoldBackInterval.Ticks))
            {
                sa.HeldBackAt = now;
                sa.QuietUntil = Math.Max(sa.QuietUntil, now + HoldBackTime.Ticks);
            }
        }
    }

    private ReceiveResult Begin(in IsakmpMessage message, ReadOnlySpan<byte> datagram, in InitialKey key)
    {
        var connection = new Connection
        {
            Id = new ConnectionId(_state.NextId()), IsOurs = false, Path = message.Path, Children = new ChildSaTable(),
        };
        IsakmpSa sa = IsakmpLifecycle.NewSa(_state, connection, IkeRole.Responder, message.Header.InitiatorSpi, message.Path);
        sa.InitialKey = key;
        sa.Phase1.State = new AwaitOffer();
        connection.Sa = sa;
        HoldBack(message.Path.Remote.Address);
        _state.Sas.Add(sa);
        _state.Connections.Add(connection.Id, connection);
        _lifecycle.SetHalfOpenTimer(sa);
        try
        {
            return _phase1.Process(sa, message, datagram, key.Hash) == Phase1Outcome.Fail ? ReceiveResult.AnsweredStateless : ReceiveResult.Processed;
        }
        catch
        {
            _lifecycle.Abandon(sa);
            _state.Connections.Remove(connection.Id);
            throw;
        }
    }
}
