using System.Globalization;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Recording;

/// <summary>A JSON value of a recording that knows where it stands, so that whatever is wrong with it can be pointed at.</summary>
internal sealed class RecordedValue(RecordedValueKind kind, string text, int line, int column)
{
    // Times farther away than this are no times of a dialogue, and sums with them could overflow.
    private const decimal LongestSeconds = 100m * 366 * 86_400;

    private static readonly System.Buffers.SearchValues<char> s_hexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly List<(string Name, RecordedValue Value)> s_noMembers = [];

    public RecordedValueKind Kind { get; } = kind;

    /// <summary>The text of a string, number or word; empty for an object or a list.</summary>
    public string Text { get; } = text;

    public int Line { get; } = line;

    public int Column { get; } = column;

    public bool IsNull => Kind == RecordedValueKind.Null;

    public List<(string Name, RecordedValue Value)> Members { get; init; } = s_noMembers;

    /// <summary>The values of a list.</summary>
    public IEnumerable<RecordedValue> Items => Kind == RecordedValueKind.List
        ? Members.Select(static member => member.Value)
        : throw Fault($"Here a list is needed, not {Describe()}.");

    /// <summary>The member of a name.</summary>
    /// <exception cref="RecordingException">There is none.</exception>
    public RecordedValue this[string name] => Find(name) ?? throw Fault($"The member \"{name}\" is missing.");

    public RecordedValue? Find(string name)
    {
        foreach ((string candidate, RecordedValue value) in Members)
        {
            if (Kind == RecordedValueKind.Object && candidate == name)
            {
                return value;
            }
        }

        return null;
    }

    public RecordingException Fault(string fault) => new(Line, Column, fault);

    public string String() => Kind == RecordedValueKind.String ? Text : throw Fault($"Here a text is needed, not {Describe()}.");

    public string[] Strings() => [.. Items.Select(static item => item.String())];

    public bool Boolean() => Kind switch
    {
        RecordedValueKind.True => true,
        RecordedValueKind.False => false,
        _ => throw Fault($"Here true or false is needed, not {Describe()}."),
    };

    public int Int32() => int.TryParse(Number(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
        ? value
        : throw Fault($"{Text} is no whole number of 32 bits.");

    public long Int64() => long.TryParse(Number(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
        ? value
        : throw Fault($"{Text} is no whole number of 64 bits.");

    public ulong UInt64() => ulong.TryParse(Number(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
        ? value
        : throw Fault($"{Text} is no number from 0 to 2^64.");

    public ushort Port() => ushort.TryParse(Number(), NumberStyles.None, CultureInfo.InvariantCulture, out ushort value)
        ? value
        : throw Fault($"{Text} is no port.");

    public double Double() => double.TryParse(Number(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
        ? value
        : throw Fault($"{Text} is no number.");

    /// <summary>Seconds with up to seven decimals.</summary>
    public TimeSpan Duration()
    {
        if (!decimal.TryParse(Number(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal seconds) || Math.Abs(seconds) > LongestSeconds)
        {
            throw Fault($"{Text} is no number of seconds up to 100 years.");
        }

        return new TimeSpan((long)(seconds * TimeSpan.TicksPerSecond));
    }

    public TimeSpan? OptionalDuration() => IsNull ? null : Duration();

    public TEnum Enum<TEnum>()
        where TEnum : struct, Enum =>
        System.Enum.TryParse(String(), ignoreCase: false, out TEnum value) && !char.IsAsciiDigit(Text[0]) && Text[0] != '-'
            ? value
            : throw Fault($"'{Text}' is none of the words that can stand here: {string.Join(", ", System.Enum.GetNames<TEnum>())}.");

    public byte[] Octets()
    {
        string digits = String();
        int bad = digits.AsSpan().IndexOfAnyExcept(s_hexDigits);
        if (bad >= 0)
        {
            // one column for the quote before the digits
            throw new RecordingException(Line, Column + 1 + bad, $"'{digits[bad]}' is no hexadecimal digit.");
        }

        return digits.Length % 2 == 0 ? Convert.FromHexString(digits) : throw Fault($"{digits.Length} hexadecimal digits are no whole number of octets.");
    }

    public NetEndPoint EndPoint() => NetEndPoint.TryParse(String(), out NetEndPoint endPoint) || Text == default(NetEndPoint).ToString()
        ? endPoint
        : throw Fault($"'{Text}' is no address with a port, such as 192.0.2.1:500.");

    /// <summary>The value in a report: shortened, texts in quotes.</summary>
    public string Describe() => Kind switch
    {
        RecordedValueKind.Object => "an object",
        RecordedValueKind.List => $"[{string.Join(", ", Members.Select(static member => member.Value.Describe()))}]",
        RecordedValueKind.String => $"\"{Text}\"",
        _ => Text,
    };

    private string Number() => Kind == RecordedValueKind.Number ? Text : throw Fault($"Here a number is needed, not {Describe()}.");
}
