using Xunit;

namespace Isakmp.Testing;

/// <summary>Lets Wireshark's <c>tshark</c> read captures, with a folder of key tables as its profile.</summary>
public static class Tshark
{
    private static readonly Lazy<bool> Exists = new(static () =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "tshark"))));

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

    // Wireshark 4.0 does not know the columns for extended sequence numbers yet.
    private static bool IsExpected(string line) =>
        line.StartsWith("Running as user", StringComparison.Ordinal) || line.Contains("More fields than required", StringComparison.Ordinal);
}
