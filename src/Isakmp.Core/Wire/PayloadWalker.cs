using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire;

/// <summary>Walks a chain of payloads, outer or inner, one payload a step (RFC 7296 3.2, RFC 2408 3.2).</summary>
/// <remarks>
/// A chain ends at the payload that names no next one, or at SK and SKF, whose Next Payload speaks of what is inside (RFC 7296 3.14). The walk
/// is done when <see cref="MoveNext"/> returns false; <see cref="Status"/> then says whether the chain was sound to its end.
/// In IKEv1 no type ends a chain, and messages are padded (RFC 2408 3.6, RFC 2409 B): there <see cref="WireError.TrailingData"/> is no fault,
/// and the padding starts at <see cref="Position"/>.
/// </remarks>
public ref struct PayloadWalker
{
    /// <summary>The most payloads that a chain may have: 64. More is hostile, and work must be bounded.</summary>
    public const int MaximumPayloads = 64;

    private readonly ReadOnlySpan<byte> _chain;
    private readonly bool _isV1;
    private PayloadType _next;
    private int _position;
    private int _count;
    private int _currentOffset;
    private int _currentLength;
    private PayloadType _currentType;

    /// <summary>Starts a walk before the first payload.</summary>
    /// <param name="chain">The chain without message header.</param>
    /// <param name="first">The type of the first payload; <see cref="PayloadType.None"/> for an empty chain.</param>
    public PayloadWalker(ReadOnlySpan<byte> chain, PayloadType first)
        : this(chain, 0, first)
    {
    }

    /// <summary>Starts a walk in the midst of a message, so that offsets count from the message's start.</summary>
    /// <param name="message">The message.</param>
    /// <param name="start">Where the first payload starts: 28 behind an IKE header.</param>
    /// <param name="first">The type of the first payload.</param>
    /// <param name="isV1">The chain is one of IKEv1, where the numbers of SK and SKF mean nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is not within the message.</exception>
    public PayloadWalker(ReadOnlySpan<byte> message, int start, PayloadType first, bool isV1 = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)message.Length, nameof(start));
        _chain = message;
        _isV1 = isV1;
        _position = start;
        _next = first;
    }

    /// <summary>The payload that the last successful step went to; default before the first.</summary>
    public readonly PayloadView Current => new(_currentType, _chain.Slice(_currentOffset, _currentLength), _currentOffset);

    /// <summary>What is wrong with the chain; success as long as nothing is.</summary>
    public WireStatus Status { get; private set; }

    /// <summary>How many payloads the walk has come to.</summary>
    public readonly int Count => _count;

    /// <summary>Where the walk stands: behind the current payload, in octets from the start of the span.</summary>
    public readonly int Position => _position;

    /// <summary>Goes to the next payload.</summary>
    /// <returns>False at the end and at the first fault: then nothing has moved, and <see cref="Status"/> says which it is.</returns>
    public bool MoveNext()
    {
        if (!Status.IsOk)
        {
            return false;
        }

        if (_next == PayloadType.None || (_currentType.IsEncrypted && !_isV1))
        {
            if (_position != _chain.Length)
            {
                Status = new WireStatus(WireError.TrailingData, _position);
            }

            return false;
        }

        Status = Check(out int length);
        if (!Status.IsOk)
        {
            return false;
        }

        _currentType = _next;
        _currentOffset = _position;
        _currentLength = length;
        _next = new PayloadType(_chain[_position]);
        _position += length;
        _count++;
        return true;
    }

    private readonly WireStatus Check(out int length)
    {
        length = 0;
        if (_count == MaximumPayloads)
        {
            return new WireStatus(WireError.TooManyPayloads, _position);
        }

        int left = _chain.Length - _position;
        if (left < PayloadView.HeaderSize)
        {
            return new WireStatus(WireError.Truncated, _position);
        }

        // RFC 7296 3.2: the length counts the generic header too.
        length = BinaryPrimitives.ReadUInt16BigEndian(_chain[(_position + 2)..]);
        return length < PayloadView.HeaderSize ? new WireStatus(WireError.LengthTooSmall, _position + 2)
            : length > left ? new WireStatus(WireError.LengthTooLarge, _position + 2)
            : WireStatus.Ok;
    }
}
