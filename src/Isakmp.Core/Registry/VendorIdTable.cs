namespace Isakmp.Registry;

/// <summary>The known vendor IDs in the order of their octets.</summary>
/// <remarks>
/// A line of the table is "hexadecimal digits, blank, name"; a star behind the digits says that other octets may follow. Two dots stand for any
/// octet; those few marks stand apart, tried one after the other. Of all others the longest that fits is found in one binary search: the last
/// mark that is not behind the searched one either fits, or everything that fits is a beginning of it.
/// </remarks>
internal sealed class VendorIdTable
{
    private const string Resource = "Isakmp.Registry.VendorIds.txt";
    private const int None = -1;

    private readonly Entry[] _entries;
    private readonly Entry[] _patterns;

    private VendorIdTable(List<Entry> entries)
    {
        _patterns = [.. entries.Where(entry => entry.Mask.AsSpan().Contains((byte)0))];
        _entries = [.. entries.Where(entry => !entry.Mask.AsSpan().Contains((byte)0)).OrderBy(entry => entry, Comparer<Entry>.Create(Compare))];
        for (int i = 0; i < _entries.Length; i++)
        {
            int shorter = i - 1;
            while (shorter != None && !_entries[i].Mark.AsSpan().StartsWith(_entries[shorter].Mark))
            {
                shorter = _entries[shorter].Shorter;
            }

            _entries[i].Shorter = shorter;
        }
    }

    /// <summary>The table that comes with the library, read once.</summary>
    public static VendorIdTable Loaded { get; } = Load();

    /// <summary>How many marks there are.</summary>
    public int Count => _entries.Length + _patterns.Length;

    public string? Find(ReadOnlySpan<byte> mark)
    {
        Entry? found = null;
        int at = LastNotBehind(mark);
        while (at != None && found is null)
        {
            found = _entries[at].Fits(mark) ? _entries[at] : null;
            at = _entries[at].Shorter;
        }

        foreach (Entry pattern in _patterns)
        {
            if (pattern.Fits(mark) && pattern.Mark.Length > (found?.Mark.Length ?? 0))
            {
                found = pattern;
            }
        }

        return found?.Name;
    }

    private static int Compare(Entry left, Entry right) => left.Mark.AsSpan().SequenceCompareTo(right.Mark);

    private static VendorIdTable Load()
    {
        using Stream stream = typeof(VendorIdTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}: build it again.");
        using var reader = new StreamReader(stream);
        List<Entry> entries = [];
        while (reader.ReadLine() is { } line)
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            bool isOpen = line[blank - 1] == '*';
            entries.Add(new Entry(line[..(isOpen ? blank - 1 : blank)], isOpen, line[(blank + 1)..]));
        }

        return new VendorIdTable(entries);
    }

    private int LastNotBehind(ReadOnlySpan<byte> mark)
    {
        int low = 0;
        int high = _entries.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_entries[middle].Mark.AsSpan().SequenceCompareTo(mark) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    private sealed class Entry
    {
        public Entry(string digits, bool isOpen, string name)
        {
            Mark = Convert.FromHexString(digits.Replace('.', '0'));
            Mask = [.. digits.Chunk(2).Select(octet => octet[0] == '.' ? (byte)0 : (byte)0xFF)];
            IsOpen = isOpen;
            Name = name;
        }

        public byte[] Mark { get; }

        public byte[] Mask { get; }

        public bool IsOpen { get; }

        public string Name { get; }

        /// <summary>The longest other mark that this one begins with.</summary>
        public int Shorter { get; set; } = None;

        public bool Fits(ReadOnlySpan<byte> mark)
        {
            if (mark.Length < Mark.Length || (mark.Length > Mark.Length && !IsOpen))
            {
                return false;
            }

            for (int i = 0; i < Mark.Length; i++)
            {
                if ((mark[i] & Mask[i]) != Mark[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
