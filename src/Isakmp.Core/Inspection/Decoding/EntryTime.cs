using System.Text;

namespace Isakmp.Inspection.Decoding;

/// <summary>Times of a capture as text: to the microsecond, or to the nanosecond where there is one.</summary>
internal static class EntryTime
{
    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 30;

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMicrosecond = 1000;

    /// <summary>Writes a time as RFC 3339 has it, in UTC.</summary>
    /// <param name="nanoseconds">Since 1970.</param>
    /// <param name="separator">Between date and time: T or a space.</param>
    /// <param name="text">At least <see cref="LongestText"/> characters.</param>
    /// <returns>How many there are.</returns>
    public static int Write(long nanoseconds, char separator, Span<char> text)
    {
        (long seconds, long rest) = Math.DivRem(nanoseconds, NanosecondsPerSecond);
        DateTime time = DateTime.UnixEpoch.AddSeconds(seconds);
        Digits(text[..4], time.Year);
        text[4] = '-';
        Digits(text[5..7], time.Month);
        text[7] = '-';
        Digits(text[8..10], time.Day);
        text[10] = separator;
        Digits(text[11..13], time.Hour);
        text[13] = ':';
        Digits(text[14..16], time.Minute);
        text[16] = ':';
        Digits(text[17..19], time.Second);
        text[19] = '.';
        bool isExact = rest % NanosecondsPerMicrosecond == 0;
        int end = isExact ? 26 : 29;
        Digits(text[20..end], isExact ? rest / NanosecondsPerMicrosecond : rest);
        text[end] = 'Z';
        return end + 1;
    }

    /// <summary>Appends a time.</summary>
    public static void Append(long nanoseconds, char separator, StringBuilder output)
    {
        Span<char> text = stackalloc char[LongestText];
        output.Append(text[..Write(nanoseconds, separator, text)]);
    }

    private static void Digits(Span<char> text, long value)
    {
        for (int i = text.Length - 1; i >= 0; i--)
        {
            (value, long digit) = Math.DivRem(value, 10);
            text[i] = (char)('0' + digit);
        }
    }
}
