using System.Buffers;

namespace Isakmp.Inspection.Captures;

/// <summary>The part of the file in memory: one buffer, read in large pieces, whatever the size of the file.</summary>
internal sealed class CaptureWindow(Stream stream) : IDisposable
{
    /// <summary>The longest piece that can be asked for: 1 MiB.</summary>
    public const int Capacity = 1 << 20;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Capacity);
    private int _start;
    private int _end;
    private int _used;
    private bool _isAtEnd;

    /// <summary>The position in the file of the first octet that is not yet passed.</summary>
    public long Position { get; private set; }

    /// <summary>What is in memory and not yet passed; stays as it is until the next <see cref="TryFill"/> or <see cref="Skip"/>.</summary>
    public ReadOnlySpan<byte> Unread => new(_buffer, _start, _end - _start);

    /// <summary>Sees to it that so many octets can be read.</summary>
    /// <returns>False if the file ends before.</returns>
    public bool TryFill(int count) => _end - _start >= count || Fill(count);

    public void Advance(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>Passes octets without keeping them.</summary>
    /// <returns>False if the file ends before.</returns>
    public bool Skip(long count)
    {
        while (count > 0)
        {
            if (!TryFill(1))
            {
                return false;
            }

            int step = (int)Math.Min(count, _end - _start);
            Advance(step);
            count -= step;
        }

        return true;
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _start = _end = 0;
        _isAtEnd = true;
        if (buffer.Length > 0)
        {
            // A capture may hold secrets: plaintext of what was tunnelled, pcapng's own key blocks.
            buffer.AsSpan(0, _used).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool Fill(int count)
    {
        // What is left is less than one record, so this moves little.
        Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
        _end -= _start;
        _start = 0;
        while (_end < count && !_isAtEnd)
        {
            int read = stream.Read(_buffer, _end, Capacity - _end);
            _isAtEnd = read == 0;
            _end += read;
            _used = Math.Max(_used, _end);
        }

        return _end >= count;
    }
}
