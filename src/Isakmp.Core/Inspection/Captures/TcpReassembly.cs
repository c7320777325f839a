namespace Isakmp.Inspection.Captures;

/// <summary>Puts the segments of one direction in order, within a window of fixed size.</summary>
/// <remarks>
/// The window holds what is in order and not yet taken, and behind gaps what came too early. Numbers are compared modulo 2^32 (RFC 9293 3.4).
/// </remarks>
internal sealed class TcpReassembly
{
    /// <summary>How far ahead of a gap segments are kept: one frame of the largest size and one segment of the largest size fit.</summary>
    public const int WindowSize = 128 * 1024;

    private const int SmallWindow = 8192;
    private const int MaximumIslands = 32;
    // A segment further back than any window is none of this stream: its ports are used again.
    private const int FarBack = -8 * WindowSize;

    private readonly (int Start, int End)[] _islands = new (int Start, int End)[MaximumIslands];
    private byte[] _window = [];
    private uint _base;
    private int _start;
    private int _end;
    private int _islandCount;

    /// <summary>What is in order.</summary>
    public ReadOnlyMemory<byte> Ready => _window.AsMemory(_start, _end - _start);

    /// <summary>Whether something came behind a gap.</summary>
    public bool HasGap => _islandCount > 0;

    /// <summary>How many octets the first gap is wide.</summary>
    public int GapSize => HasGap ? _islands[0].Start - _end : 0;

    /// <summary>How many octets stand between what is in order and a place further on.</summary>
    public int DistanceTo(uint sequence) => unchecked((int)(sequence - _base) - _end);

    /// <summary>Starts anew at a place in the stream.</summary>
    public void Restart(uint sequence)
    {
        _base = sequence;
        _start = _end = 0;
        _islandCount = 0;
    }

    /// <summary>Takes octets of what is ready.</summary>
    public void Take(int count)
    {
        _start += count;
        if (_start == _end && _islandCount == 0)
        {
            Restart(unchecked(_base + (uint)_end));
        }
    }

    /// <summary>Puts a segment in its place; what is there already stays.</summary>
    /// <returns>Whether it fits: Ready, Early or Repeated; Foreign and TooFar leave everything as it was.</returns>
    public SegmentPlace Add(uint sequence, ReadOnlySpan<byte> data)
    {
        int at = unchecked((int)(sequence - _base));
        if (at < FarBack)
        {
            return SegmentPlace.Foreign;
        }

        if ((long)at + data.Length <= _end)
        {
            return SegmentPlace.Repeated;
        }

        if ((long)at + data.Length > WindowSize)
        {
            at -= Compact();
            if ((long)at + data.Length > WindowSize)
            {
                return SegmentPlace.TooFar;
            }
        }

        if (at > _end)
        {
            return AddIsland(at, data) ? SegmentPlace.Early : SegmentPlace.TooFar;
        }

        data = data[(_end - at)..];
        Write(_end, data);
        _end += data.Length;
        while (_islandCount > 0 && _islands[0].Start <= _end)
        {
            _end = Math.Max(_end, _islands[0].End);
            RemoveFirstIsland();
        }

        return SegmentPlace.Ready;
    }

    /// <summary>Gives up the first gap: what is ready goes, and what came behind the gap is ready instead.</summary>
    public void SkipGap()
    {
        (_start, _end) = _islands[0];
        RemoveFirstIsland();
    }

    private bool AddIsland(int at, ReadOnlySpan<byte> data)
    {
        int end = at + data.Length;
        int index = 0;
        while (index < _islandCount && _islands[index].End < at)
        {
            index++;
        }

        // Those from index up to last touch the new one: they become one island.
        int last = index;
        int start = at;
        while (last < _islandCount && _islands[last].Start <= end)
        {
            start = Math.Min(start, _islands[last].Start);
            end = Math.Max(end, _islands[last].End);
            last++;
        }

        if (last == index && _islandCount == MaximumIslands)
        {
            return false;
        }

        Write(at, data);
        int moved = index + 1 - last;
        Array.Copy(_islands, last, _islands, index + 1, _islandCount - last);
        _islandCount += moved;
        _islands[index] = (start, end);
        return true;
    }

    private void RemoveFirstIsland()
    {
        _islandCount--;
        Array.Copy(_islands, 1, _islands, 0, _islandCount);
    }

    private void Write(int at, ReadOnlySpan<byte> data)
    {
        int end = at + data.Length;
        if (end > _window.Length)
        {
            // Two sizes: most streams need no more than the first.
            Array.Resize(ref _window, end <= SmallWindow ? SmallWindow : WindowSize);
        }

        data.CopyTo(_window.AsSpan(at));
    }

    // Moves what is not yet taken to the start of the window.
    private int Compact()
    {
        int shift = _start;
        int used = _islandCount > 0 ? _islands[_islandCount - 1].End : _end;
        Buffer.BlockCopy(_window, shift, _window, 0, used - shift);
        for (int i = 0; i < _islandCount; i++)
        {
            _islands[i] = (_islands[i].Start - shift, _islands[i].End - shift);
        }

        _base = unchecked(_base + (uint)shift);
        _start = 0;
        _end -= shift;
        return shift;
    }
}
