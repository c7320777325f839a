using System.Globalization;
using System.Text.Json;

namespace Isakmp.Testing;

/// <summary>Lays what <c>ike decode --json</c> says of a capture beside what tshark says: of each frame the exchanges, the types of the payloads in their order, and whether it was decrypted.</summary>
public static class TsharkComparison
{
    /// <summary>A frame that the two read differently; a side without text has no IKE message there.</summary>
    /// <param name="Frame">The frame.</param>
    /// <param name="Theirs">What tshark says.</param>
    /// <param name="Ours">What we say.</param>
    public sealed record Difference(int Frame, string? Theirs, string? Ours);

    /// <summary>Runs <c>ike decode --json</c>: a capture, a folder with key tables, further ports; gives the lines.</summary>
    public delegate IEnumerable<string> Decoder(string capture, string keys, IReadOnlyList<int> ports);

    /// <summary>Compares a capture.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="keys">Its keys and ports.</param>
    /// <param name="decode">Our side.</param>
    /// <param name="frames">How many frames with IKE messages there are on either side.</param>
    /// <returns>The differences.</returns>
    public static IReadOnlyList<Difference> Compare(string capture, CaptureKeys keys, Decoder decode, out int frames)
    {
        string folder = Directory.CreateTempSubdirectory("isakmp-compare-").FullName;
        try
        {
            keys.WriteTo(folder);
            Dictionary<int, string> theirs = ReadTheirs(capture, folder, keys.Ports);
            Dictionary<int, string> ours = ReadOurs(decode(capture, folder, keys.Ports));
            int[] all = [.. theirs.Keys.Union(ours.Keys).Order()];
            frames = all.Length;
            return [.. all
                .Select(frame => new Difference(frame, theirs.GetValueOrDefault(frame), ours.GetValueOrDefault(frame)))
                .Where(pair => pair.Theirs != pair.Ours)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<int, string> ReadTheirs(string capture, string profile, IReadOnlyList<int> ports)
    {
        IEnumerable<string> options =
        [
            // machines leave checksums to the network card, so those in a capture are often wrong
            "-o", "udp.check_checksum:FALSE", "-o", "ip.check_checksum:FALSE",
            .. ports.SelectMany(static port => (string[])["-d", string.Create(CultureInfo.InvariantCulture, $"udp.port=={port},udpencap")]),
        ];
        string[] fields = ["frame.number", "isakmp.exchangetype", "isakmp.typepayload", "isakmp.flag_e", "isakmp.enc.decrypted"];
        var read = new Dictionary<int, string>();
        foreach (string[] row in Tshark.Read(capture, profile, "isakmp", fields, options))
        {
            int[] payloads = Numbers(row[2]);
            // Of IKEv1 it says nothing but shows the payloads.
            bool isDecrypted = row[4].Length > 0 || (row[3].Split(',').Any(static flag => flag is "1" or "True") && payloads.Length > 0);
            read[int.Parse(row[0], CultureInfo.InvariantCulture)] = Text(Numbers(row[1]), payloads, isDecrypted);
        }

        return read;
    }

    private static Dictionary<int, string> ReadOurs(IEnumerable<string> lines)
    {
        JsonElement[] messages = [.. lines.Select(static line => JsonDocument.Parse(line).RootElement).Where(static message => message.GetProperty("version").ValueKind != JsonValueKind.Null)];
        return messages.GroupBy(static message => message.GetProperty("frame").GetInt32()).ToDictionary(
            static frame => frame.Key,
            static frame => Text(
                frame.Select(static message => message.GetProperty("exchangeType").GetInt32()),
                frame.SelectMany(static message => Payloads(message.GetProperty("payloads"))),
                frame.Any(static message => message.GetProperty("decrypted").GetBoolean())));
    }

    private static IEnumerable<int> Payloads(JsonElement payloads) => payloads.EnumerateArray().SelectMany(static payload =>
        (IEnumerable<int>)[payload.GetProperty("number").GetInt32(), .. payload.TryGetProperty("payloads", out JsonElement inner) ? Payloads(inner) : []]);

    // tshark counts proposals and transforms among the payloads.
    private static string Text(IEnumerable<int> exchanges, IEnumerable<int> payloads, bool isDecrypted) => string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join(' ', exchanges)} [{string.Join(' ', payloads.Where(static type => type is not (2 or 3)))}]{(isDecrypted ? " decrypted" : "")}");

    private static int[] Numbers(string cell) => [.. cell.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static text =>
        text.StartsWith("0x", StringComparison.Ordinal)
            ? int.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : int.Parse(text, CultureInfo.InvariantCulture))];
}
