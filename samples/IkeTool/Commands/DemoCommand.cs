using System.CommandLine;
using System.Globalization;
using IkeTool.Demo;
using IkeTool.Output;
using Isakmp.Crypto;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace IkeTool.Commands;

/// <summary><c>ike demo</c>: two endpoints in memory.</summary>
internal static class DemoCommand
{
    // Between the end of one version and the start of the next, on virtual time.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var details = new Option<bool>("--details") { Description = "Describe each message in full below its arrow." };
        var seed = new Option<long?>("--seed") { Description = "Take all randomness from this number: the same seed gives the same messages.", HelpName = "N" };
        var version = new Option<int?>("--version") { Description = "Show version 1 or 2 alone.", HelpName = "N" };
        version.AcceptOnlyFromAmong("1", "2");
        var proposals = new Option<string?>("--proposals") { Description = "Proposals for the IKE SA, as in swanctl.conf; of version 2 unless --version is given.", HelpName = "LIST" };
        var espProposals = new Option<string?>("--esp-proposals") { Description = "Proposals for the Child SA, likewise.", HelpName = "LIST" };
        var traffic = new TrafficOptions();
        var command = new Command(
            "demo", $"Lets two endpoints in memory negotiate on virtual time, by IKEv2 and then by IKEv1, shows every message, and compares the keys of both sides. {ExitCode.Help}")
        {
            version, proposals, espProposals, seed, details, json,
        };
        traffic.AddTo(command);
        command.SetAction(result =>
        {
            var output = ToolOutput.ForProcess(result.GetValue(json));
            DemoSuite[] suites = Suites(result.GetValue(version), result.GetValue(proposals), result.GetValue(espProposals));
            using TrafficLog? log = traffic.Open(result, output);
            return log is null ? ExitCode.Usage : Run(output, log, result.GetValue(seed), suites, result.GetValue(details));
        });
        return command;
    }

    // Proposals of one version are rarely ones of the other, so naming some chooses a version.
    private static DemoSuite[] Suites(int? version, string? proposals, string? espProposals)
    {
        DemoSuite[] suites = (version, proposals ?? espProposals) switch
        {
            (1, _) => [DemoSuite.V1],
            (2, _) or (null, not null) => [DemoSuite.V2],
            _ => [DemoSuite.V2, DemoSuite.V1],
        };
        return [.. suites.Select(suite => suite with { Proposals = proposals ?? suite.Proposals, EspProposals = espProposals ?? suite.EspProposals })];
    }

    private static int Run(ToolOutput output, TrafficLog traffic, long? seed, DemoSuite[] suites, bool details)
    {
        bool succeeds = true;
        IkeInstant now = IkeInstant.Start(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        foreach (DemoSuite suite in suites)
        {
            IRandomSource RandomOf(string side) => seed is { } number
                ? new SeededRandomSource(number, string.Create(CultureInfo.InvariantCulture, $"{(int)suite.Version} {side}"))
                : SystemRandomSource.Instance;
            try
            {
                using var run = new DemoRun(CryptoProvider.Default, RandomOf, suite, now, traffic);
                if (suite != suites[0])
                {
                    output.Text("\n");
                }

                succeeds &= new DemoReport(output, run, details).Print(run.Negotiate());
                now = run.Now + Pause;
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

        return succeeds ? ExitCode.Success : ExitCode.Failed;
    }
}
