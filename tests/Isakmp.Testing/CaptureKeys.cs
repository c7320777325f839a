using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Isakmp.Testing;

/// <summary>What it takes to read a capture in full: the key tables that belong to it, and ports beside 500 and 4500.</summary>
/// <param name="IkeV1Table">Rows of ikev1_decryption_table.</param>
/// <param name="IkeV2Table">Rows of ikev2_decryption_table.</param>
/// <param name="Ports">The ports.</param>
public sealed partial record CaptureKeys(string IkeV1Table, string IkeV2Table, IReadOnlyList<int> Ports)
{
    // The recordings on loopback, whose names say so.
    private static readonly int[] s_customPorts = [14500, 15500, 25500];

    /// <summary>Nothing.</summary>
    public static CaptureKeys None { get; } = new("", "", []);

    /// <summary>Finds what lies beside a capture: a text with tables as the recordings have it, or keys in the notation of tcpdump.</summary>
    /// <param name="capture">The capture.</param>
    /// <returns>The keys.</returns>
    public static CaptureKeys Beside(string capture)
    {
        string name = Path.GetFileNameWithoutExtension(capture);
        string secrets = Path.Combine(Path.GetDirectoryName(capture)!, name + "-secrets.txt");
        if (File.Exists(secrets))
        {
            return None with { IkeV2Table = RowOf(File.ReadAllText(secrets)) };
        }

        if (!File.Exists(Path.ChangeExtension(capture, ".txt")))
        {
            return None;
        }

        var recording = DaemonRecording.Read(capture);
        return new CaptureKeys(
            recording.IkeV1Table + JsonTable(recording.Text, "ikev1_decryption_table"),
            recording.IkeV2Table + JsonTable(recording.Text, "ikev2_decryption_table"),
            name.Contains("custom", StringComparison.Ordinal) ? s_customPorts : []);
    }

    /// <summary>Writes the tables into a folder, under the names that Wireshark gives them.</summary>
    /// <param name="folder">The folder.</param>
    public void WriteTo(string folder)
    {
        // Wireshark does not read a last line without an end.
        File.WriteAllText(Path.Combine(folder, "ikev1_decryption_table"), IkeV1Table + "\n");
        File.WriteAllText(Path.Combine(folder, "ikev2_decryption_table"), IkeV2Table + "\n");
    }

    // Some of the texts hold the tables as values of JSON.
    private static string JsonTable(string text, string name) => string.Concat(
        Regex.Matches(text, $"\"{name}\": (?<json>\"(?:[^\"\\\\]|\\\\.)*\")").Select(table => JsonSerializer.Deserialize<string>(table.Groups["json"].Value)));

    private static string RowOf(string secrets)
    {
        Match[] sides = [.. SecretsPattern().Matches(secrets).Cast<Match>()];
        return sides is [Match initiator, Match responder]
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{initiator.Groups["i"]},{initiator.Groups["r"]},{initiator.Groups["e"]},{responder.Groups["e"]},\"AES-CBC-128 [RFC3602]\",{initiator.Groups["a"]},{responder.Groups["a"]},\"HMAC_SHA1_96 [RFC2404]\"\n")
            : "";
    }

    [GeneratedRegex("^ikev2 [IR] 0x(?<i>[0-9a-f]{16}) 0x(?<r>[0-9a-f]{16}) sha1:0x(?<a>[0-9a-f]{40}) aes128:0x(?<e>[0-9a-f]{32})", RegexOptions.Multiline)]
    private static partial Regex SecretsPattern();
}
