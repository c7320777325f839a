using System.Buffers.Binary;
using System.Security.Cryptography;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Engine;

/// <summary>Puts an SK payload around the payloads that tasks have written, and opens what came (RFC 7296 section 3.14).</summary>
internal sealed class MessageSealer
{
    private const int BodyOffset = IkeHeader.Size + PayloadView.HeaderSize;

    private readonly EndpointState _state;

    public MessageSealer(EndpointState state) => _state = state;

    /// <summary>A writer at the place of the plaintext, so that it is encrypted where it stands.</summary>
    public MessageWriter BeginInner(IkeSa sa)
    {
        MessageProtector protector = _state.ProtectorsOf(sa).Outbound;
        Span<byte> room = _state.Building.AsSpan(BodyOffset + protector.PlaintextOffset);
        return MessageWriter.ForChain(room[..^protector.Trailer(0)]);
    }

    /// <summary>Wipes what was written of a message that is not sent after all.</summary>
    public static void Discard(ref MessageWriter inner) => CryptographicOperations.ZeroMemory(inner.Written);

    /// <summary>Seals what the writer has written.</summary>
    /// <returns>The whole message, in the endpoint's building buffer.</returns>
    public ReadOnlySpan<byte> Seal(IkeSa sa, ref MessageWriter inner, ExchangeType exchange, bool isResponse, MessageId id, in PacketInfo path)
    {
        MessageProtector protector = _state.ProtectorsOf(sa).Outbound;
        int plaintext = inner.Finish();
        int bodyLength = protector.PlaintextOffset + plaintext + protector.Trailer(plaintext);
        Span<byte> message = _state.Building.AsSpan(0, BodyOffset + bodyLength);
        new IkeHeader
        {
            InitiatorSpi = sa.Session.InitiatorSpi,
            ResponderSpi = sa.Session.ResponderSpi,
            NextPayload = PayloadType.Encrypted,
            MajorVersion = 2,
            MinorVersion = 0,
            ExchangeType = exchange,
            Flags = (sa.Session.IsInitiator ? HeaderFlags.Initiator : 0) | (isResponse ? HeaderFlags.Response : 0),
            MessageId = id,
            Length = (uint)message.Length,
        }.Write(message);
        Span<byte> generic = message.Slice(IkeHeader.Size, PayloadView.HeaderSize);
        generic[0] = inner.FirstPayload.Value; // RFC 7296 3.14: Next Payload of SK is the type of the first one inside
        generic[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(generic[2..], (ushort)(PayloadView.HeaderSize + bodyLength));
        if (_state.Options.Tap is { } tap)
        {
            TapSealed(tap, sa, protector, message, inner.FirstPayload, plaintext, path);
            return message;
        }

        protector.Seal(message, BodyOffset, plaintext, _state.Random, NextIv(sa));
        return message;
    }

    /// <summary>Finds the SK payload of a message and opens it into the endpoint's plaintext buffer.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="datagram">The message.</param>
    /// <param name="outer">Its payloads.</param>
    /// <param name="first">The type of the first payload inside.</param>
    /// <param name="chain">The payloads inside.</param>
    /// <returns>What came of it; null if the message has no SK payload.</returns>
    public OpenStatus? TryOpen(IkeSa sa, ReadOnlySpan<byte> datagram, in PayloadIndex outer, out PayloadType first, out ReadOnlySpan<byte> chain)
    {
        first = default;
        chain = default;
        if (outer.Count == 0 || outer.TypeAt(outer.Count - 1) != PayloadType.Encrypted)
        {
            return null; // RFC 7296 3.14: SK is the last payload
        }

        PayloadView encrypted = outer.View(datagram, outer.Count - 1);
        int bodyOffset = datagram.Length - encrypted.Body.Length;
        first = encrypted.NextPayload;
        OpenStatus status = _state.ProtectorsOf(sa).Inbound.TryOpen(datagram, bodyOffset, _state.Plaintext, out int length);
        chain = _state.Plaintext.AsSpan(0, length);
        if (status != OpenStatus.Ok)
        {
            Wipe(datagram.Length);
        }

        return status;
    }

    /// <summary>Zeroes the plaintext of the message just processed.</summary>
    /// <param name="datagramLength">At least as long as the plaintext was.</param>
    public void Wipe(int datagramLength) => CryptographicOperations.ZeroMemory(_state.Plaintext.AsSpan(0, datagramLength));

    private static ulong NextIv(IkeSa sa) => unchecked(sa.NextIv++);

    private void TapSealed(
        IMessageTap tap, IkeSa sa, MessageProtector protector, Span<byte> message, PayloadType first, int plaintextLength, in PacketInfo path)
    {
        byte[] copy = message.Slice(BodyOffset + protector.PlaintextOffset, plaintextLength).ToArray();
        protector.Seal(message, BodyOffset, plaintextLength, _state.Random, NextIv(sa));
        tap.OnMessage(true, path, message, first, copy);
        CryptographicOperations.ZeroMemory(copy);
    }
}
