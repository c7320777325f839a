using System.Globalization;

namespace Isakmp.Inspection.Recording;

/// <summary>The check at the end of each line of a recording: CRC-32, which also tells where a single octet was changed.</summary>
/// <remarks>It finds accidents and edits, and protects against nobody who means harm.</remarks>
internal static class LineCheck
{
    /// <summary>The member that carries the check, up to its value; it is the last of its line.</summary>
    public const string Prefix = ",\"check\":\"";

    /// <summary>The size of the member with its quotes and the closing brace, in characters.</summary>
    public const int Size = 20;

    private const uint Polynomial = 0xEDB88320; // the one of IEEE 802.3, reflected

    private static readonly uint[] s_table = MakeTable();

    /// <summary>Computes the check.</summary>
    public static uint Compute(ReadOnlySpan<byte> octets)
    {
        uint crc = uint.MaxValue;
        foreach (byte octet in octets)
        {
            crc = s_table[(crc ^ octet) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    /// <summary>Writes a check as 8 hexadecimal digits.</summary>
    public static string Format(uint check) => check.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Finds what is wrong with the end of a line that looks like a check and is none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="position">The first character that is wrong.</param>
    /// <returns>False if the line ends in no check, not even nearly.</returns>
    public static bool TryLocateFault(string line, out int position)
    {
        const int MostFaults = 2;
        position = -1;
        int faults = 0;
        int start = line.Length - Size;
        for (int i = 0; i < Size && start > 0; i++)
        {
            char found = line[start + i];
            bool isDigit = i >= Prefix.Length && i < Size - 2;
            bool fits = isDigit ? char.IsAsciiHexDigit(found) : found == (i < Prefix.Length ? Prefix[i] : "\"}"[i - Size + 2]);
            position = fits || position >= 0 ? position : start + i;
            faults += fits ? 0 : 1;
        }

        return faults is > 0 and <= MostFaults;
    }

    /// <summary>Finds the one octet whose change explains a wrong check.</summary>
    /// <param name="octets">What stands there now.</param>
    /// <param name="expected">The check of what stood there.</param>
    /// <param name="position">Where.</param>
    /// <param name="original">What stood there.</param>
    /// <returns>False if no change of one octet, or more than one, does.</returns>
    public static bool TryLocate(ReadOnlySpan<byte> octets, uint expected, out int position, out byte original)
    {
        // The check is linear: a change at one place changes it by what the change alone would give, pushed through the octets that follow.
        uint syndrome = Compute(octets) ^ expected;
        Span<uint> effects = stackalloc uint[256];
        s_table.CopyTo(effects);
        position = -1;
        original = 0;
        for (int at = octets.Length - 1; at >= 0; at--)
        {
            for (int change = 1; change < effects.Length; change++)
            {
                byte before = (byte)(octets[at] ^ change);
                if (effects[change] == syndrome && before is >= 0x20 and < 0x7F)
                {
                    if (position >= 0)
                    {
                        return false;
                    }

                    (position, original) = (at, before);
                }

                effects[change] = s_table[effects[change] & 0xFF] ^ (effects[change] >> 8);
            }
        }

        return position >= 0;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint entry = i;
            for (int bit = 0; bit < 8; bit++)
            {
                entry = (entry & 1) != 0 ? (entry >> 1) ^ Polynomial : entry >> 1;
            }

            table[i] = entry;
        }

        return table;
    }
}
