using System.CommandLine;
using IkeTool.Decode;
using IkeTool.Output;
using IkeTool.Watch;
using Isakmp.Crypto;
using Isakmp.Inspection.Keys;

namespace IkeTool.Commands;

/// <summary><c>ike watch FILE</c>: what was negotiated in a capture.</summary>
internal static class WatchCommand
{
    private const string Help =
        "Exit codes: 0 the capture was read to its end, whatever is in it; 1 reading ended early; 2 wrong usage, a file that cannot be opened, or a wrong key table.";

    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var capture = new CaptureOptions();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var command = new Command(
            "watch",
            $"Tells the story of each negotiation in a capture of IKEv1 or IKEv2: who began, what was offered and chosen, who is who, which Child SAs came of it, and how it ended. {Help}");
        capture.AddTo(command);
        command.Options.Add(json);
        command.SetAction(result => Run(capture, result, ToolOutput.ForProcess(result.GetValue(json))));
        return command;
    }

    private static int Run(CaptureOptions capture, ParseResult result, ToolOutput output)
    {
        using DecryptionKeys? keys = capture.ReadKeys(result, output);
        using Stream? file = keys is null ? null : capture.Open(result, output);
        if (keys is null || file is null)
        {
            return ExitCode.Usage;
        }

        using var run = new WatchRun(file, capture.Name(result), keys, capture.ReaderOptions(result), CryptoProvider.Default);
        run.Read();
        try
        {
            new WatchReport(output, run).Print();
        }
        catch (IOException exception) when (StandardOutput.IsClosed(exception))
        {
            return ExitCode.Success; // whoever read it has seen enough
        }

        long encrypted = run.Observer.Negotiations.Sum(static negotiation => (long)negotiation.EncryptedMessages);
        if (keys.IkeV1Count + keys.IkeV2Count > 0 && encrypted > 0 && run.Observer.Negotiations.All(static negotiation => negotiation.UnreadMessages == negotiation.EncryptedMessages))
        {
            output.Warning($"{capture.Name(result)}: the key tables decrypt none of the {encrypted} encrypted messages");
        }

        if (run.EndedBy is null && run.Observer is { Messages: 0, EspPackets: 0 })
        {
            output.Warning($"{capture.Name(result)}: {DecodeRun.NothingFound}");
        }

        if (run.EndedBy is { } end)
        {
            output.FileError($"{capture.Name(result)}: {end}");
        }

        return run.EndedBy is null ? ExitCode.Success : ExitCode.Failed;
    }
}
