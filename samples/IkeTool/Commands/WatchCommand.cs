using System.CommandLine;
using System.Globalization;
using System.Collections.Immutable;
using IkeTool.Output;
using IkeTool.Watch;
using Isakmp.Crypto;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Keys;

namespace IkeTool.Commands;

/// <summary><c>ike watch</c>: what was negotiated in a capture.</summary>
internal static class WatchCommand
{
    private const string StandardInput = "-";

    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A capture, pcap or pcapng; - for standard input." };
        var keys = new Option<string[]>("--keys") { Description = "Wireshark's ikev1_decryption_table or ikev2_decryption_table; may be given several times.", HelpName = "TABLE" };
        var ports = new Option<int[]>("--port") { Description = "A port that carries IKE besides 500 and 4500; may be given several times.", HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var command = new Command(
            "watch",
            "Tells the story of each negotiation in a capture: who began, what was offered and chosen, who is who, what came of it. "
                + "Exit codes: 0 done; 1 done, and something in the capture is broken; 2 wrong usage, or a file cannot be read.")
        {
            file, keys, ports, json,
        };
        command.SetAction(result => Run(
            ToolOutput.ForProcess(result.GetValue(json)), result.GetRequiredValue(file), result.GetValue(keys) ?? [], result.GetValue(ports) ?? []));
        return command;
    }

    private static int Run(ToolOutput output, string file, string[] tables, int[] ports)
    {
        if (Array.Find(ports, port => port is < 1 or > ushort.MaxValue) is var wrong and not 0)
        {
            output.Error($"--port: a port is a number from 1 to 65535, not {wrong}");
            return ExitCode.Usage;
        }

        using var keys = new DecryptionKeys();
        bool areTablesRead = true;
        foreach (string table in tables)
        {
            areTablesRead &= TryRead(output, keys, table);
        }

        if (!areTablesRead)
        {
            return ExitCode.Usage;
        }

        try
        {
            using Stream stream = file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
            using var run = new WatchRun(stream, file == StandardInput ? "standard input" : Path.GetFileName(file), keys, new CaptureReaderOptions { Ports = ports }, CryptoProvider.Default);
            run.Read();
            new WatchReport(output, run).Print();
            return run.Faults.Count > 0 ? ExitCode.Failed : ExitCode.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            output.Error($"{file}: {exception.Message}");
            return ExitCode.Usage;
        }
    }

    private static bool TryRead(ToolOutput output, DecryptionKeys keys, string table)
    {
        try
        {
            using StreamReader reader = File.OpenText(table);
            if (keys.TryAdd(reader, out ImmutableArray<KeyTableFault> faults))
            {
                return true;
            }

            foreach (KeyTableFault fault in faults)
            {
                output.FileError(string.Create(CultureInfo.InvariantCulture, $"{table}:{fault.Line}:{fault.Column}: {fault.Message}"));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            output.Error($"--keys: {table}: {exception.Message}");
        }

        return false;
    }
}
