using System.Text;
using System.Text.RegularExpressions;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>The log of a pluto, and the keys of Child SAs that it printed (<c>plutodebug=base,crypt,private</c>).</summary>
/// <remarks>
/// A half of a Child SA looks like <c>| ESP enckey:</c> and <c>| ESP authkey:</c>, each followed by octets, and then <c>| kernel: add_sa() level=0 inbound ...[spi]==&gt;</c>.
/// The keys of phase 1 stay inside the crypto library and are in no line. Whoever asks for keys gets them or an exception: an absent line must never pass as agreement.
/// </remarks>
public sealed partial class LibreswanLog
{
    private readonly Dictionary<(bool IsInbound, string Spi), (string Encryption, string Integrity)> _halves = [];

    private LibreswanLog(string text)
    {
        Text = text;
        Parse();
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The lines that are neither for debugging, which are most, nor answers to our own questions, nor about its start: what happened, for a person.</summary>
    public static string StoryOf(string text)
    {
        int start = text.IndexOf("listening for IKE messages", StringComparison.Ordinal);
        return string.Join('\n', text[Math.Max(start, 0)..].Split('\n').Where(line => !DebugLine().IsMatch(line)));
    }

    /// <summary>Reads a log from its text.</summary>
    public static LibreswanLog Read(string text) => new(text);

    /// <summary>The keys of the Child SA with these SPIs (8 hex digits) at pluto.</summary>
    /// <param name="spiIn">The SPI in packets that pluto receives.</param>
    /// <param name="spiOut">The SPI in packets that pluto sends.</param>
    /// <param name="isInitiator">Whether pluto began the exchange that made it.</param>
    /// <exception cref="InvalidDataException">The log has no key lines for it, or they are incomplete.</exception>
    public ChildKeys ChildKeys(string spiIn, string spiOut, bool isInitiator)
    {
        (string encryptionIn, string integrityIn) = HalfOf(true, spiIn);
        (string encryptionOut, string integrityOut) = HalfOf(false, spiOut);
        return isInitiator
            ? new(encryptionOut, encryptionIn, integrityOut, integrityIn, spiIn, spiOut)
            : new(encryptionIn, encryptionOut, integrityIn, integrityOut, spiIn, spiOut);
    }

    private (string Encryption, string Integrity) HalfOf(bool isInbound, string spi) => _halves.TryGetValue((isInbound, spi), out (string, string) half)
        ? half
        : throw new InvalidDataException($"The log has no keys of an {(isInbound ? "inbound" : "outbound")} SA with the SPI {spi}.");

    private void Parse()
    {
        string[] lines = Text.Split('\n');
        Dictionary<string, string> keys = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (KeyLine().Match(lines[i]) is { Success: true } key)
            {
                keys[key.Groups["label"].Value] = TakeOctets(lines, ref i);
            }
            else if (AddLine().Match(lines[i]) is { Success: true } add)
            {
                Add(add, keys);
                keys.Clear();
            }
        }
    }

    // AH has one key line; ESP has two, of which an AEAD leaves the second without octets; compression has none.
    private void Add(Match line, Dictionary<string, string> keys)
    {
        bool isAh = keys.ContainsKey("AH authkey");
        if (isAh || (keys.ContainsKey("ESP enckey") && keys.ContainsKey("ESP authkey")))
        {
            _halves[(line.Groups["way"].Value == "inbound", line.Groups["spi"].Value.PadLeft(8, '0'))] =
                (keys.GetValueOrDefault("ESP enckey", ""), keys[isAh ? "AH authkey" : "ESP authkey"]);
        }
    }

    private static string TakeOctets(string[] lines, ref int at)
    {
        StringBuilder hex = new();
        while (at + 1 < lines.Length && OctetsLine().Match(lines[at + 1]) is { Success: true } octets)
        {
            hex.Append(octets.Groups["hex"].Value.Replace(" ", "", StringComparison.Ordinal));
            at++;
        }

        return hex.ToString();
    }

    [GeneratedRegex(@": \|[ \]]|netlink response for Get SA|: 00[0-9] ")]
    private static partial Regex DebugLine();

    [GeneratedRegex(@": \| (?<label>ESP enckey|ESP authkey|AH authkey):")]
    private static partial Regex KeyLine();

    [GeneratedRegex(@": \|   (?<hex>[0-9a-f]{2}(?: {1,2}[0-9a-f]{2}){0,15})(?:   |$)")]
    private static partial Regex OctetsLine();

    [GeneratedRegex(@": \| kernel: add_sa\(\) level=\d+ (?<way>inbound|outbound) .*\[(?<spi>[0-9a-f]{1,8})\]=[^ >]*=>")]
    private static partial Regex AddLine();
}
