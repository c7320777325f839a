using System.Globalization;
using Xunit;

namespace Isakmp.Testing;

/// <summary>Wireshark's reading of a capture, as an oracle.</summary>
public static class Tshark
{
    /// <summary>What tshark says of one IKE message.</summary>
    /// <param name="Frame">The number of its frame, from 1.</param>
    /// <param name="Exchange">The exchange type.</param>
    /// <param name="Payloads">The types of its payloads, those inside an encrypted one behind it; proposals and transforms are not counted.</param>
    public sealed record Message(int Frame, int Exchange, IReadOnlyList<int> Payloads);

    private static readonly string? s_program = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "tshark"))
        .FirstOrDefault(File.Exists);

    /// <summary>Reads the IKE messages of a capture, or skips the running test where tshark is not installed.</summary>
    /// <param name="path">The capture.</param>
    /// <param name="ikeV1Table">Rows of ikev1_decryption_table.</param>
    /// <param name="ikeV2Table">Rows of ikev2_decryption_table.</param>
    /// <param name="ports">UDP ports that carry IKE, with or without marker, beside 500 and 4500.</param>
    public static IReadOnlyList<Message> ReadIke(string path, string ikeV1Table, string ikeV2Table, params IEnumerable<int> ports)
    {
        if (s_program is null)
        {
            Assert.Skip("tshark is not installed");
        }

        List<string> arguments = ["-n", "-r", path, "-Y", "isakmp", "-T", "fields", "-e", "frame.number", "-e", "isakmp.exchangetype", "-e", "isakmp.typepayload"];
        foreach ((string table, string rows) in new[] { ("ikev1_decryption_table", ikeV1Table), ("ikev2_decryption_table", ikeV2Table) })
        {
            foreach (string row in rows.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                arguments.AddRange(["-o", $"uat:{table}:{row}"]);
            }
        }

        foreach (int port in ports)
        {
            arguments.AddRange(["-d", string.Create(CultureInfo.InvariantCulture, $"udp.port=={port},{(port == 500 ? "isakmp" : "udpencap")}")]);
        }

        Command run = Command.Run(s_program, arguments);
        Assert.True(run.ExitCode == 0, run.Output);
        return [.. run.Output.Split('\n').Select(Parse).OfType<Message>()];
    }

    private static Message? Parse(string line)
    {
        string[] cells = line.TrimEnd('\r').Split('\t');
        return cells.Length == 3 && int.TryParse(cells[0], out int frame) && cells[1].Length > 0
            ? new Message(frame, Number(cells[1].Split(',')[0]), [.. cells[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number).Where(type => type is not (2 or 3))])
            : null;
    }

    private static int Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? int.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : int.Parse(text, CultureInfo.InvariantCulture);
}
