using System.CommandLine;
using IkeTool.Decode;
using IkeTool.Output;
using Isakmp.Crypto;
using Isakmp.Inspection.Keys;

namespace IkeTool.Commands;

/// <summary><c>ike decode FILE</c>: the IKE messages of a capture.</summary>
internal static class DecodeCommand
{
    private const string Help =
        "Exit codes: 0 the capture was read to its end, whatever is in it; 1 reading ended early; 2 wrong usage, a file that cannot be opened, or a wrong key table.";

    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var capture = new CaptureOptions();
        var brief = new Option<bool>("--brief") { Description = "Print one line a message." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var command = new Command("decode", $"Describes every IKE message of a capture, what is encrypted too where the key tables have its keys. {Help}");
        capture.AddTo(command);
        command.Options.Add(brief);
        command.Options.Add(json);
        command.Validators.Add(result =>
        {
            if (result.GetValue(brief) && result.GetValue(json))
            {
                result.AddError("--brief and --json exclude each other");
            }
        });
        command.SetAction(result =>
        {
            DecodeStyle style = result.GetValue(json) ? DecodeStyle.Json : result.GetValue(brief) ? DecodeStyle.Brief : DecodeStyle.Full;
            return Run(capture, result, style);
        });
        return command;
    }

    private static int Run(CaptureOptions capture, ParseResult result, DecodeStyle style)
    {
        var messages = ToolOutput.ForProcess(style == DecodeStyle.Json);
        using DecryptionKeys? keys = capture.ReadKeys(result, messages);
        using Stream? file = keys is null ? null : capture.Open(result, messages);
        if (keys is null || file is null)
        {
            return ExitCode.Usage;
        }

        using Stream output = StandardOutput.Open();
        bool isColoured = style != DecodeStyle.Json && ToolOutput.ShowsColour(Console.IsOutputRedirected);
        bool isLive = capture.IsStandardInput(result) || !Console.IsOutputRedirected;
        using var printer = new EntryPrinter(output, style, isColoured, isLive);
        var run = new DecodeRun(capture.Name(result), printer, messages);
        return run.Run(file, capture.ReaderOptions(result), keys, CryptoProvider.Default);
    }
}
