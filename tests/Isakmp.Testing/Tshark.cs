using System.Globalization;
using Xunit;

namespace Isakmp.Testing;

/// <summary>Wireshark's <c>tshark</c> reads captures, as an oracle; with a folder of key tables as its profile, or with rows of them.</summary>
public static class Tshark
{
    private static readonly Lazy<bool> Exists = new(static () =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "tshark"))));

    /// <summary>What it says of one IKE message.</summary>
    /// <param name="Frame">The number of its frame, from 1.</param>
    /// <param name="Exchange">The exchange type.</param>
    /// <param name="Payloads">The types of its payloads, those inside an encrypted one behind it; proposals and transforms are not counted.</param>
    public sealed record Message(int Frame, int Exchange, IReadOnlyList<int> Payloads);

    /// <summary>Skips the running test where the program is missing.</summary>
    public static void Require()
    {
        if (!Exists.Value)
        {
            Assert.Skip("needs tshark");
        }
    }

    /// <summary>Reads fields of the packets that a display filter lets through; several values of one field stand with commas between them.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="profile">A folder with <c>ikev2_decryption_table</c>, <c>esp_sa</c>; null for none.</param>
    /// <param name="filter">The display filter.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="options">More arguments, such as preferences.</param>
    /// <returns>One row for each packet.</returns>
    /// <exception cref="Xunit.Sdk.XunitException">The program complained of anything but the user that it runs as.</exception>
    public static IReadOnlyList<string[]> Read(string capture, string? profile, string filter, IEnumerable<string> fields, params IEnumerable<string> options)
    {
        string empty = Directory.CreateTempSubdirectory("tshark-").FullName;
        try
        {
            Command run = Command.Run(
                "tshark",
                [
                    "-n", "-r", capture, "-Y", filter, "-T", "fields", "-E", "separator=;",
                    "-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE",
                    .. options,
                    .. fields.SelectMany(static field => (string[])["-e", field]),
                ],
                environment: new Dictionary<string, string?> { ["WIRESHARK_CONFIG_DIR"] = profile ?? empty, ["HOME"] = empty });
            string[] lines = [.. run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Where(static line => !IsExpected(line))];
            Assert.True(run.ExitCode == 0 && !lines.Any(static line => line.Contains("tshark:", StringComparison.Ordinal)), run.Output);
            return [.. lines.Select(static line => line.Split(';'))];
        }
        finally
        {
            Directory.Delete(empty, recursive: true);
        }
    }

    /// <summary>Reads the IKE messages of a capture, or skips the running test where the program is missing.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="ikeV1Table">Rows of ikev1_decryption_table.</param>
    /// <param name="ikeV2Table">Rows of ikev2_decryption_table.</param>
    /// <param name="ports">UDP ports that carry IKE, with or without marker, beside 500 and 4500.</param>
    public static IReadOnlyList<Message> ReadIke(string capture, string ikeV1Table, string ikeV2Table, params IEnumerable<int> ports)
    {
        Require();
        IEnumerable<string> options =
        [
            // machines leave checksums to the network card, so those in a capture are often wrong
            "-o", "udp.check_checksum:FALSE", "-o", "ip.check_checksum:FALSE",
            .. Rows("ikev1_decryption_table", ikeV1Table),
            .. Rows("ikev2_decryption_table", ikeV2Table),
            .. ports.SelectMany(static port => (string[])["-d", string.Create(CultureInfo.InvariantCulture, $"udp.port=={port},{(port == 500 ? "isakmp" : "udpencap")}")]),
        ];
        return [.. Read(capture, null, "isakmp", ["frame.number", "isakmp.exchangetype", "isakmp.typepayload"], options).Select(Parse).OfType<Message>()];
    }

    private static IEnumerable<string> Rows(string table, string rows) =>
        rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(row => (string[])["-o", $"uat:{table}:{row}"]);

    private static Message? Parse(string[] cells) => cells.Length == 3 && int.TryParse(cells[0], out int frame) && cells[1].Length > 0
        ? new Message(frame, Number(cells[1].Split(',')[0]), [.. cells[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number).Where(static type => type is not (2 or 3))])
        : null;

    private static int Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? int.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : int.Parse(text, CultureInfo.InvariantCulture);

    // Wireshark 4.0 does not know the columns for extended sequence numbers yet.
    private static bool IsExpected(string line) =>
        line.StartsWith("Running as user", StringComparison.Ordinal) || line.Contains("More fields than required", StringComparison.Ordinal);
}
