namespace Isakmp.Inspection.Captures;

/// <summary>The datagrams that wait for fragments: a fixed number of them, for a limited time.</summary>
internal sealed class FragmentTable
{
    private readonly FragmentedDatagram?[] _datagrams;
    private readonly int[] _hashes;
    private readonly long _lifetime;
    private long _serial;
    private long _nextCheck = long.MaxValue;

    public FragmentTable(int capacity, TimeSpan lifetime)
    {
        _datagrams = new FragmentedDatagram?[capacity];
        _hashes = new int[capacity];
        _lifetime = lifetime.Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>Finds the datagram that a fragment belongs to, or begins it.</summary>
    /// <param name="key">What its fragments have in common.</param>
    /// <param name="place">The frame with the fragment.</param>
    /// <param name="lost">A datagram on our ports that gave way for it, to be reported.</param>
    /// <returns>The datagram.</returns>
    public FragmentedDatagram FindOrBegin(in FragmentKey key, FramePlace place, out LostEntry? lost)
    {
        lost = null;
        int hash = key.GetHashCode() | 1; // 0 marks a free place
        int at = 0;
        while (true)
        {
            int next = _hashes.AsSpan(at).IndexOf(hash);
            if (next < 0)
            {
                break;
            }

            at += next;
            FragmentedDatagram known = _datagrams[at]!;
            if (known.Key == key)
            {
                return known;
            }

            at++;
        }

        int free = _hashes.AsSpan().IndexOf(0);
        if (free < 0)
        {
            free = OldestOfLeastUse();
            lost = _datagrams[free]!.ToLost();
        }

        FragmentedDatagram datagram = _datagrams[free] ??= new FragmentedDatagram();
        datagram.Begin(key, place, ++_serial);
        _hashes[free] = hash;
        _nextCheck = Math.Min(_nextCheck, Deadline(datagram));
        return datagram;
    }

    /// <summary>Gives the place of a datagram to others; what it holds stays until one takes it.</summary>
    public void Release(FragmentedDatagram datagram)
    {
        datagram.State = FragmentState.Free;
        _hashes[Array.IndexOf(_datagrams, datagram)] = 0;
    }

    /// <summary>Takes out a datagram on our ports whose time is over; call it until there is none.</summary>
    /// <param name="now">The time of the current frame, or <see cref="long.MaxValue"/> at the end of the capture.</param>
    /// <param name="lost">The datagram.</param>
    public bool TryTakeExpired(long now, out LostEntry lost)
    {
        lost = default;
        if (now < _nextCheck)
        {
            return false;
        }

        _nextCheck = long.MaxValue;
        FragmentedDatagram? oldest = null;
        for (int i = 0; i < _datagrams.Length; i++)
        {
            if (_hashes[i] == 0)
            {
                continue;
            }

            FragmentedDatagram datagram = _datagrams[i]!;
            if (now < Deadline(datagram))
            {
                _nextCheck = Math.Min(_nextCheck, Deadline(datagram));
            }
            else if (datagram.State != FragmentState.Ours)
            {
                Release(datagram);
            }
            else if (oldest is null || datagram.Serial < oldest.Serial)
            {
                oldest = datagram;
            }
        }

        if (oldest?.ToLost() is not { } found)
        {
            return false;
        }

        // Others may wait: the next call looks through all again.
        _nextCheck = long.MinValue;
        Release(oldest);
        lost = found;
        return true;
    }

    private long Deadline(FragmentedDatagram datagram) =>
        datagram.Place.Nanoseconds > long.MaxValue - _lifetime ? long.MaxValue : datagram.Place.Nanoseconds + _lifetime;

    private int OldestOfLeastUse()
    {
        int found = 0;
        for (int i = 1; i < _datagrams.Length; i++)
        {
            FragmentedDatagram best = _datagrams[found]!;
            FragmentedDatagram candidate = _datagrams[i]!;
            if (candidate.State < best.State || (candidate.State == best.State && candidate.Serial < best.Serial))
            {
                found = i;
            }
        }

        return found;
    }
}
