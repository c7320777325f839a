using System.CommandLine;
using IkeTool.Demo;
using IkeTool.Output;
using Isakmp.Crypto;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace IkeTool.Commands;

/// <summary><c>ike demo</c>: two endpoints in memory.</summary>
internal static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var details = new Option<bool>("--details") { Description = "Describe each message in full below its arrow." };
        var seed = new Option<long?>("--seed") { Description = "Take all randomness from this number: the same seed gives the same messages.", HelpName = "N" };
        var proposals = new Option<string>("--proposals")
        {
            Description = "Proposals for the IKE SA, as in swanctl.conf.",
            HelpName = "LIST",
            DefaultValueFactory = _ => "aes256gcm16-prfsha256-x25519",
        };
        var espProposals = new Option<string>("--esp-proposals")
        {
            Description = "Proposals for the Child SA, as in swanctl.conf.",
            HelpName = "LIST",
            DefaultValueFactory = _ => "aes256gcm16",
        };
        var traffic = new TrafficOptions();
        var command = new Command(
            "demo", $"Lets two endpoints in memory negotiate on virtual time, shows every message, and compares the keys of both sides. {ExitCode.Help}")
        {
            proposals, espProposals, seed, details, json,
        };
        traffic.AddTo(command);
        command.SetAction(result =>
        {
            var output = ToolOutput.ForProcess(result.GetValue(json));
            using TrafficLog? log = traffic.Open(result, output);
            return log is null
                ? ExitCode.Usage
                : Run(output, log, result.GetValue(seed), result.GetRequiredValue(proposals), result.GetRequiredValue(espProposals), result.GetValue(details));
        });
        return command;
    }

    private static int Run(ToolOutput output, TrafficLog traffic, long? seed, string proposals, string espProposals, bool details)
    {
        IRandomSource RandomOf(string side) => seed is { } number ? new SeededRandomSource(number, side) : SystemRandomSource.Instance;
        try
        {
            using var run = new DemoRun(CryptoProvider.Default, RandomOf, proposals, espProposals, traffic);
            bool isUp = run.Negotiate();
            return new DemoReport(output, run, details).Print(isUp) ? ExitCode.Success : ExitCode.Failed;
        }
        catch (PolicyException exception)
        {
            foreach (PolicyError error in exception.Errors)
            {
                output.Error($"--{(error.Setting.EndsWith("esp_proposals", StringComparison.Ordinal) ? "esp-proposals" : "proposals")}: {error.Message.TrimEnd('.')}");
            }

            return ExitCode.Usage;
        }
    }
}
