using System.Buffers.Binary;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Wire;

/// <summary>Mutates messages and chains from a seed; knows where payloads and lengths stand, so that many mutants survive the outer layers.</summary>
internal sealed class Mutator(ulong seed, byte majorVersion)
{
    private static readonly byte[] s_interesting = [0, 1, 2, 3, 4, 7, 8, 16, 20, 40, 0x7F, 0x80, 0xFE, 0xFF];
    private static readonly byte[] s_types = [0, 1, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 53, 54, 200, 255];

    private static readonly byte[] s_v1Types = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 20, 21, 22, 46, 130, 131, 132, 255];

    private readonly byte[] _types = majorVersion == 1 ? s_v1Types : s_types;
    private readonly byte[] _scratch = new byte[ushort.MaxValue];
    private ulong _state = seed;

    public int Next(int bound)
    {
        unchecked
        {
            // xorshift64*
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return (int)(((_state * 0x2545F4914F6CDD1D) >> 33) % (ulong)bound);
        }
    }

    /// <summary>Mutates the first <paramref name="length"/> octets of the buffer and returns the new length.</summary>
    public int Mutate(byte[] buffer, int length, int start, ref PayloadType first)
    {
        for (int rounds = 1 + Next(3); rounds > 0; rounds--)
        {
            length = Once(buffer, length, start, ref first);
        }

        // Most mutants have a header that agrees with the datagram, for else nothing behind it is looked at.
        if (start != 0 && length >= IkeHeader.Size && Next(16) != 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(24), (uint)length);
        }

        return length;
    }

    private int Once(byte[] buffer, int length, int start, ref PayloadType first)
    {
        int payload = FindPayload(buffer, length, start, first, out int size);
        switch (Next(12))
        {
            case 0 when length > 0: // a bit anywhere
                buffer[Next(length)] ^= (byte)(1 << Next(8));
                return length;
            case 1 when payload >= 0: // the type of what follows
                buffer[payload] = _types[Next(_types.Length)];
                return length;
            case 2 when payload >= 0: // a payload's length
                buffer[payload + 3] = unchecked((byte)(buffer[payload + 3] + Next(9) - 4));
                return length;
            case 3 when start == 0: // the type of the first
                first = new PayloadType(_types[Next(_types.Length)]);
                return length;
            case 4 when length > start: // cut
                return start + Next(length - start);
            case 5 when payload >= 0: // a payload longer by some octets
                return Grow(buffer, length, payload, size, 1 + Next(24));
            case 6 when payload >= 0 && size > PayloadView.HeaderSize: // a payload shorter by some octets
                return Shrink(buffer, length, payload, size, 1 + Next(size - PayloadView.HeaderSize));
            case 7 when payload >= 0: // a payload twice
                return Duplicate(buffer, length, payload, size);
            default: // octets within a payload's body, where proposals, selectors and attributes stand
                return Scribble(buffer, length, payload, size);
        }
    }

    private int Scribble(byte[] buffer, int length, int payload, int size)
    {
        if (payload >= 0 && size > PayloadView.HeaderSize)
        {
            int at = payload + PayloadView.HeaderSize + Next(Math.Min(size - PayloadView.HeaderSize, 64));
            buffer[at] = Next(2) == 0 ? s_interesting[Next(s_interesting.Length)] : unchecked((byte)(buffer[at] + Next(5) - 2));
        }

        return length;
    }

    private int Grow(byte[] buffer, int length, int payload, int size, int by)
    {
        if (length + by > buffer.Length)
        {
            return length;
        }

        int at = payload + PayloadView.HeaderSize + Next(size - PayloadView.HeaderSize + 1);
        buffer.AsSpan(at, length - at).CopyTo(_scratch);
        for (int i = 0; i < by; i++)
        {
            buffer[at + i] = (byte)Next(256);
        }

        _scratch.AsSpan(0, length - at).CopyTo(buffer.AsSpan(at + by));
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(payload + 2), (ushort)(size + by));
        return length + by;
    }

    private int Shrink(byte[] buffer, int length, int payload, int size, int by)
    {
        int at = payload + PayloadView.HeaderSize + Next(size - PayloadView.HeaderSize - by + 1);
        buffer.AsSpan(at + by, length - at - by).CopyTo(_scratch);
        _scratch.AsSpan(0, length - at - by).CopyTo(buffer.AsSpan(at));
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(payload + 2), (ushort)(size - by));
        return length - by;
    }

    private int Duplicate(byte[] buffer, int length, int payload, int size)
    {
        if (length + size > buffer.Length)
        {
            return length;
        }

        buffer.AsSpan(payload, length - payload).CopyTo(_scratch);
        _scratch.AsSpan(0, length - payload).CopyTo(buffer.AsSpan(payload + size));
        return length + size;
    }

    private int FindPayload(byte[] buffer, int length, int start, PayloadType first, out int size)
    {
        size = 0;
        if (length < start)
        {
            return -1;
        }

        PayloadType type = start == 0 ? first : new PayloadType(buffer[IkeHeader.NextPayloadOffset]);
        var walker = new PayloadWalker(buffer.AsSpan(0, length), start, type);
        int found = -1;
        while (walker.MoveNext())
        {
            // One of all payloads, each with the same chance.
            if (Next(walker.Count) == 0)
            {
                found = walker.Current.Offset;
                size = walker.Current.Raw.Length;
            }
        }

        return found;
    }
}
