using System.Text.RegularExpressions;

namespace Isakmp.Testing;

/// <summary>A recorded session between real daemons: a capture, and a text with its outcome, configurations, secrets and key tables.</summary>
public sealed partial class DaemonRecording
{
    private readonly List<(string Title, string Body)> _sections;

    private DaemonRecording(string pcapPath, string text)
    {
        PcapPath = pcapPath;
        Name = Path.GetFileNameWithoutExtension(pcapPath);
        Text = text;
        _sections = [.. SectionPattern().Matches(text).Select(match => (match.Groups["title"].Value.Trim(), match.Groups["body"].Value.Trim('\n')))];
    }

    /// <summary>The names of all recordings beside the repository; empty where there are none.</summary>
    public static IReadOnlyList<string> Names { get; } = SharedFolder.TryGetPath("recordings", out string? folder)
        ? [.. Directory.GetFiles(folder, "*.pcap").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The name of the scenario, such as "ikev2-psk".</summary>
    public string Name { get; }

    /// <summary>The capture.</summary>
    public string PcapPath { get; }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The rows of Wireshark's ikev1_decryption_table; empty if there are none.</summary>
    public string IkeV1Table => Table("ikev1_decryption_table");

    /// <summary>The rows of Wireshark's ikev2_decryption_table; empty if there are none.</summary>
    /// <remarks>One row is corrected: save-keys wrote the keys of the SA that replaced the first one in "ikev2-psk-rekey" under the SPIs of the first.</remarks>
    public string IkeV2Table => Table("ikev2_decryption_table").Replace(
        "5afa16257abfd710,00eb6431f3ca1ed2,22570806", "767fd64665675bd8,2dadc7e78960aec8,22570806", StringComparison.Ordinal);

    /// <summary>The rows of Wireshark's esp_sa; empty if there are none.</summary>
    public string EspTable => Table("esp_sa");

    /// <summary>The configuration of the side that initiated.</summary>
    public string InitiatorConfiguration => Section("A swanctl.conf") ?? Section("vpnc.conf") ?? "";

    /// <summary>The configuration of the side that answered.</summary>
    public string ResponderConfiguration => Section("B swanctl.conf") ?? Section("responder swanctl.conf") ?? "";

    /// <summary>What strongSwan's log says of keys, "name = value" a line.</summary>
    public string KeyMaterial => string.Join('\n', _sections.Where(section => IsKeyMaterial(section.Title)).Select(section => section.Body));

    /// <summary>Reads a recording that lies beside the repository, or skips the running test.</summary>
    public static DaemonRecording Require(string name) => Read(SharedFolder.Require($"recordings/{name}.pcap"));

    /// <summary>Reads a recording from its capture and the text beside it.</summary>
    public static DaemonRecording Read(string pcapPath) => new(pcapPath, File.ReadAllText(Path.ChangeExtension(pcapPath, ".txt")));

    /// <summary>The body of a section, by the beginning of its title; null if there is none.</summary>
    public string? Section(string title) =>
        _sections.Where(section => section.Title.StartsWith(title, StringComparison.Ordinal)).Select(section => section.Body).FirstOrDefault();

    /// <summary>Every value that the key material gives to a name, in order.</summary>
    public IReadOnlyList<string> KeyValues(string name) =>
        [.. Regex.Matches(KeyMaterial, $"^{Regex.Escape(name)} = ([0-9a-f]+)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];

    /// <summary>The datagrams of the capture.</summary>
    public IEnumerable<PcapDatagram> ReadDatagrams() => PcapFile.ReadDatagrams(PcapPath);

    /// <summary>A row of a key table from what the log says, for recordings whose SA save-keys could not write; in the log's spelling of algorithms. Null if the log has no keys.</summary>
    public string? LoggedRow()
    {
        Match sa = SaPattern().Match(Text);
        if (!sa.Success)
        {
            return null;
        }

        if (KeyValues("encryption key Ka") is [string key, ..])
        {
            return $"{sa.Groups["i"]},{key}";
        }

        Match suite = SuitePattern().Match(Text);
        if (!suite.Success || KeyValues("Sk_ei secret") is not [string ei, ..])
        {
            return null;
        }

        string[] words = suite.Groups["suite"].Value.Split('/');
        (string ai, string ar) = KeyValues("Sk_ai secret") is [string first, ..] ? (first, KeyValues("Sk_ar secret")[0]) : ("", "");
        string integrity = ai.Length > 0 ? words[1] : "NONE";
        return $"{sa.Groups["i"]},{sa.Groups["r"]},{ei},{KeyValues("Sk_er secret")[0]},\"{words[0]}\",{ai},{ar},\"{integrity}\"";
    }

    public override string ToString() => Name;

    private static bool IsKeyMaterial(string title) =>
        title.StartsWith("key material", StringComparison.Ordinal) || title.StartsWith("responder keys", StringComparison.Ordinal);

    private string Table(string name)
    {
        Match match = Regex.Match(Text, $"^-- {name}\n(?<rows>(?:(?!--|==).+\n)*)", RegexOptions.Multiline);
        return match.Groups["rows"].Value;
    }

    [GeneratedRegex("^== (?<title>.*)\n(?<body>(?:(?!== ).*\n?)*)", RegexOptions.Multiline)]
    private static partial Regex SectionPattern();

    [GeneratedRegex("IKEv[12], (?<i>[0-9a-f]{16})_i\\*? (?<r>[0-9a-f]{16})_r")]
    private static partial Regex SaPattern();

    [GeneratedRegex("selected proposal: IKE:(?<suite>\\S+)")]
    private static partial Regex SuitePattern();
}
