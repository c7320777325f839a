using System.Globalization;
using System.Text.RegularExpressions;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>One state of a pluto, which is an IKE SA or a Child SA, in pluto's words ("STATE_MAIN_R3"); the SPIs of a Child SA are 8 hex digits.</summary>
public sealed partial record LibreswanState(int Number, string Connection, string State, int Port, bool IsEstablished, string SpiIn, string SpiOut)
{
    /// <summary>Whether it is a Child SA.</summary>
    public bool IsChild => State.Contains("_QUICK_", StringComparison.Ordinal);

    /// <summary>Reads what <c>whack --showstates</c> prints.</summary>
    public static IReadOnlyList<LibreswanState> ReadAll(string text)
    {
        Dictionary<string, Match> spis = SpiLine().Matches(text).ToDictionary(match => match.Groups["number"].Value);
        return
        [
            .. StateLine().Matches(text).Select(match => new LibreswanState(
                int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture), match.Groups["name"].Value, match.Groups["state"].Value,
                int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture), match.Groups["words"].Value.Contains("established", StringComparison.Ordinal),
                SpiOf(match.Groups["number"].Value, "in"), SpiOf(match.Groups["number"].Value, "out"))),
        ];

        // Without leading zeros there.
        string SpiOf(string number, string way) => spis.TryGetValue(number, out Match? line) ? line.Groups[way].Value.PadLeft(8, '0') : "";
    }

    [GeneratedRegex(@"^000 #(?<number>\d+): ""(?<name>[^""]+)""(?:\[\d+\] [0-9a-f.:]+)?:(?<port>\d+) (?<state>STATE_\w+) \((?<words>[^)]*)\)", RegexOptions.Multiline)]
    private static partial Regex StateLine();

    [GeneratedRegex(@"^000 #(?<number>\d+): ""[^""]+""(?:\[\d+\] [0-9a-f.:]+)? (?:esp|ah)\.(?<out>[0-9a-f]+)@\S+ (?:esp|ah)\.(?<in>[0-9a-f]+)@", RegexOptions.Multiline)]
    private static partial Regex SpiLine();
}
