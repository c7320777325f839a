using System.Diagnostics.CodeAnalysis;

namespace Isakmp.Inspection.Captures;

/// <summary>The TCP streams that are followed: a fixed number of them, and gaps in them are waited for a limited time.</summary>
internal sealed class StreamTable
{
    private readonly CapturedStream?[] _streams;
    private readonly int[] _hashes;
    private readonly long _patience;
    private int _connections;
    private long _uses;
    private long _nextCheck = long.MaxValue;

    public StreamTable(int capacity, TimeSpan patience)
    {
        _streams = new CapturedStream?[capacity];
        _hashes = new int[capacity];
        _patience = patience.Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>Finds a stream, or begins it.</summary>
    /// <param name="key">Its ends.</param>
    /// <param name="lost">What another one that gave way still waited for, to be reported.</param>
    public CapturedStream FindOrBegin(in StreamKey key, out LostEntry? lost)
    {
        lost = null;
        if (!TryFind(key, out CapturedStream? stream))
        {
            int place = _hashes.AsSpan().IndexOf(0);
            if (place < 0)
            {
                place = UnusedLongest();
                lost = _streams[place]!.ToLost();
            }

            int connection = TryFind(key.Reverse, out CapturedStream? other) ? other.Connection : unchecked(++_connections & int.MaxValue);
            stream = _streams[place] ??= new CapturedStream();
            stream.Begin(key, connection);
            _hashes[place] = Hash(key);
        }

        stream.Used = ++_uses;
        return stream;
    }

    /// <summary>Finds a stream.</summary>
    public bool TryFind(in StreamKey key, [NotNullWhen(true)] out CapturedStream? stream)
    {
        int hash = Hash(key);
        for (int at = 0; at < _hashes.Length; at++)
        {
            int next = _hashes.AsSpan(at).IndexOf(hash);
            if (next < 0)
            {
                break;
            }

            at += next;
            stream = _streams[at]!;
            if (stream.Key == key)
            {
                return true;
            }
        }

        stream = null;
        return false;
    }

    /// <summary>Notes that a stream may wait for a missing segment.</summary>
    public void Watch(CapturedStream stream)
    {
        if (stream.HasGap)
        {
            _nextCheck = Math.Min(_nextCheck, Deadline(stream));
        }
    }

    /// <summary>Finds a stream that has waited too long for a missing segment; call it until there is none.</summary>
    /// <param name="now">The time of the current frame, or <see cref="long.MaxValue"/> at the end of the capture.</param>
    /// <param name="stream">The stream; its gap is still to be skipped.</param>
    public bool TryTakeExpired(long now, [NotNullWhen(true)] out CapturedStream? stream)
    {
        stream = null;
        if (now < _nextCheck)
        {
            return false;
        }

        _nextCheck = long.MaxValue;
        foreach (CapturedStream? candidate in _streams)
        {
            if (candidate is not { HasGap: true })
            {
                continue;
            }

            if (now >= Deadline(candidate))
            {
                _nextCheck = long.MinValue;
                stream = candidate;
                return true;
            }

            _nextCheck = Math.Min(_nextCheck, Deadline(candidate));
        }

        return false;
    }

    /// <summary>At the end of the capture: finds a stream that ends inside a frame; call it until there is none.</summary>
    public bool TryTakeIncomplete(out LostEntry lost)
    {
        foreach (CapturedStream? stream in _streams)
        {
            if (stream?.ToLost() is { } found)
            {
                lost = found;
                return true;
            }
        }

        lost = default;
        return false;
    }

    private static int Hash(in StreamKey key) => key.GetHashCode() | 1; // 0 marks a free place

    private long Deadline(CapturedStream stream) =>
        stream.Place.Nanoseconds > long.MaxValue - _patience ? long.MaxValue : stream.Place.Nanoseconds + _patience;

    private int UnusedLongest()
    {
        int found = 0;
        for (int i = 1; i < _streams.Length; i++)
        {
            found = _streams[i]!.Used < _streams[found]!.Used ? i : found;
        }

        return found;
    }
}
