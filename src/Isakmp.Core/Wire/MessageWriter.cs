using System.Buffers.Binary;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Wire;

/// <summary>Writes a message, or a chain of payloads without header, into the caller's span.</summary>
/// <remarks>
/// Next Payload fields and lengths are filled in as payloads begin and end. Lack of room never throws: <see cref="Overflowed"/> becomes true,
/// nothing more is written, and <see cref="Finish"/> returns 0. The order of calls is the caller's duty: a wrong one throws.
/// </remarks>
public ref struct MessageWriter
{
    private const int NoPayload = -1;
    private const int FirstOfChain = -1;

    private readonly Span<byte> _buffer;
    private int _length;
    private int _nextPayloadAt;
    private int _payloadAt;
    private bool _isChain;
    private bool _isClosed;

    /// <summary>Starts a message; <see cref="WriteHeader"/> comes first.</summary>
    /// <param name="buffer">Where the message goes; its content need not be zero.</param>
    public MessageWriter(Span<byte> buffer)
    {
        _buffer = buffer;
        _nextPayloadAt = FirstOfChain;
        _payloadAt = NoPayload;
    }

    /// <summary>Octets written up to now.</summary>
    public readonly int Length => _length;

    /// <summary>The span was too short, or a payload grew beyond 65,535 octets; what is written is of no use.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>The type of the first payload: what the header, or the SK payload around a chain, names as Next Payload.</summary>
    public PayloadType FirstPayload { get; private set; }

    /// <summary>The octets written up to now, to be looked at or mended.</summary>
    public readonly Span<byte> Written => _buffer[.._length];

    /// <summary>Starts a chain without header: the content of an SK payload before it is encrypted.</summary>
    /// <param name="buffer">Where the chain goes.</param>
    /// <returns>A writer to begin payloads with.</returns>
    public static MessageWriter ForChain(Span<byte> buffer) => new(buffer) { _isChain = true };

    /// <summary>Writes the header of a message: 28 octets; the length follows in <see cref="Finish"/>.</summary>
    /// <param name="initiator">The SPI of the IKE SA's initiator.</param>
    /// <param name="responder">The SPI of the IKE SA's responder.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="flags">The flags.</param>
    /// <param name="messageId">The Message ID.</param>
    /// <param name="major">The major version, 4 bits: 1 for IKEv1.</param>
    /// <param name="minor">The minor version, 4 bits.</param>
    /// <exception cref="InvalidOperationException">Something is written already, or this is a chain.</exception>
    public void WriteHeader(
        Spi initiator, Spi responder, ExchangeType exchange, HeaderFlags flags, MessageId messageId, byte major = 2, byte minor = 0)
    {
        if (_isChain || _length != 0)
        {
            throw new InvalidOperationException("The header comes first, and only in a message: use a new MessageWriter, not ForChain.");
        }

        if (TryTake(IkeHeader.Size, out Span<byte> header))
        {
            new IkeHeader
            {
                InitiatorSpi = initiator,
                ResponderSpi = responder,
                ExchangeType = exchange,
                Flags = flags,
                MessageId = messageId,
                MajorVersion = major,
                MinorVersion = minor,
            }.Write(header);
        }

        _nextPayloadAt = IkeHeader.NextPayloadOffset;
    }

    /// <summary>Begins a payload: writes its generic header, and its type into the one before.</summary>
    /// <param name="type">The type.</param>
    /// <param name="critical">Sets the critical bit: only for types that older peers do not know (RFC 7296 2.5, 3.2).</param>
    /// <exception cref="InvalidOperationException">A payload is open, an encrypted one has closed the chain, or the header is missing.</exception>
    public void BeginPayload(PayloadType type, bool critical = false) => BeginPayload(type, critical, 0);

    /// <summary>Begins a payload with all eight bits of its second octet: to write one as it came.</summary>
    /// <param name="type">The type.</param>
    /// <param name="critical">The critical bit.</param>
    /// <param name="reserved">The seven reserved bits; zero in whatever is not a copy (RFC 7296 3.2).</param>
    /// <exception cref="InvalidOperationException">A payload is open, an encrypted one has closed the chain, or the header is missing.</exception>
    public void BeginPayload(PayloadType type, bool critical, byte reserved)
    {
        if (_payloadAt != NoPayload)
        {
            throw new InvalidOperationException("A payload is open: call EndPayload before the next BeginPayload.");
        }

        if (_isClosed)
        {
            throw new InvalidOperationException("An encrypted payload is the last one of a message (RFC 7296 3.14).");
        }

        if (!_isChain && _length == 0 && !Overflowed)
        {
            throw new InvalidOperationException("A message starts with its header: call WriteHeader first, or use ForChain.");
        }

        if (_nextPayloadAt == FirstOfChain || _nextPayloadAt == IkeHeader.NextPayloadOffset && !_isChain)
        {
            FirstPayload = type;
        }

        Patch(_nextPayloadAt, type.Value);
        _payloadAt = _length;
        _nextPayloadAt = _length;
        if (TryTake(PayloadView.HeaderSize, out Span<byte> header))
        {
            header.Clear();
            header[1] = (byte)((critical ? 0x80 : 0) | (reserved & 0x7F));
        }
    }

    /// <summary>Begins the payload that closes a chain: SK or SKF, whose Next Payload names what is inside (RFC 7296 3.14, RFC 7383 2.5).</summary>
    /// <param name="type"><see cref="PayloadType.Encrypted"/> or <see cref="PayloadType.EncryptedFragment"/>.</param>
    /// <param name="firstInside">The type of the first payload inside; none in an empty message and in all fragments but the first.</param>
    /// <exception cref="InvalidOperationException">As for <see cref="BeginPayload(PayloadType, bool)"/>.</exception>
    public void BeginLastPayload(PayloadType type, PayloadType firstInside)
    {
        BeginPayload(type);
        Patch(_payloadAt, firstInside.Value);
        _isClosed = true;
    }

    /// <summary>Ends the open payload: fills in its length.</summary>
    /// <exception cref="InvalidOperationException">No payload is open.</exception>
    public void EndPayload()
    {
        if (_payloadAt == NoPayload)
        {
            throw new InvalidOperationException("No payload is open: call BeginPayload first.");
        }

        PatchLength(_payloadAt + 2, _length - _payloadAt);
        _payloadAt = NoPayload;
    }

    /// <summary>Writes a whole payload.</summary>
    /// <param name="type">The type.</param>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="critical">The critical bit.</param>
    public void WritePayload(PayloadType type, scoped ReadOnlySpan<byte> body, bool critical = false)
    {
        BeginPayload(type, critical);
        WriteBytes(body);
        EndPayload();
    }

    /// <summary>Writes an octet.</summary>
    /// <param name="value">The octet.</param>
    public void WriteByte(byte value)
    {
        if (TryTake(sizeof(byte), out Span<byte> place))
        {
            place[0] = value;
        }
    }

    /// <summary>Writes two octets in network order.</summary>
    /// <param name="value">The number.</param>
    public void WriteUInt16(ushort value)
    {
        if (TryTake(sizeof(ushort), out Span<byte> place))
        {
            BinaryPrimitives.WriteUInt16BigEndian(place, value);
        }
    }

    /// <summary>Writes four octets in network order.</summary>
    /// <param name="value">The number.</param>
    public void WriteUInt32(uint value)
    {
        if (TryTake(sizeof(uint), out Span<byte> place))
        {
            BinaryPrimitives.WriteUInt32BigEndian(place, value);
        }
    }

    /// <summary>Writes eight octets in network order.</summary>
    /// <param name="value">The number.</param>
    public void WriteUInt64(ulong value)
    {
        if (TryTake(sizeof(ulong), out Span<byte> place))
        {
            BinaryPrimitives.WriteUInt64BigEndian(place, value);
        }
    }

    /// <summary>Writes octets as they are.</summary>
    /// <param name="value">The octets.</param>
    public void WriteBytes(scoped ReadOnlySpan<byte> value)
    {
        if (TryTake(value.Length, out Span<byte> place))
        {
            value.CopyTo(place);
        }
    }

    /// <summary>Takes room that the caller fills in himself.</summary>
    /// <param name="count">How many octets.</param>
    /// <returns>The room, with whatever the buffer held before; empty if there is too little of it.</returns>
    public Span<byte> Reserve(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return TryTake(count, out Span<byte> place) ? place : default;
    }

    /// <summary>Ends the message: fills in the header's length.</summary>
    /// <returns>The octets written, or 0 if there was too little room.</returns>
    /// <exception cref="InvalidOperationException">A payload is open, or the message has no header.</exception>
    public readonly int Finish()
    {
        if (_payloadAt != NoPayload)
        {
            throw new InvalidOperationException("A payload is open: call EndPayload before Finish.");
        }

        if (Overflowed)
        {
            return 0;
        }

        if (!_isChain)
        {
            if (_length < IkeHeader.Size)
            {
                throw new InvalidOperationException("A message starts with its header: call WriteHeader, or use ForChain.");
            }

            BinaryPrimitives.WriteUInt32BigEndian(_buffer[(IkeHeader.Size - sizeof(uint))..], (uint)_length);
        }

        return _length;
    }

    /// <summary>Replaces an octet written before; does nothing where there was no room for it.</summary>
    internal readonly void Patch(int at, byte value)
    {
        if (!Overflowed && at >= 0)
        {
            _buffer[at] = value;
        }
    }

    /// <summary>Replaces a 16-bit length written before; one that does not fit in 16 bits is an overflow.</summary>
    internal void PatchLength(int at, int value)
    {
        if (value > ushort.MaxValue)
        {
            Overflowed = true;
        }

        if (!Overflowed)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_buffer[at..], (ushort)value);
        }
    }

    private bool TryTake(int count, out Span<byte> place)
    {
        if (Overflowed || count > _buffer.Length - _length)
        {
            Overflowed = true;
            place = default;
            return false;
        }

        place = _buffer.Slice(_length, count);
        _length += count;
        return true;
    }
}
