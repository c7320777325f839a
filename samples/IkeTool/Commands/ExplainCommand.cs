using System.CommandLine;
using IkeTool.Output;
using Isakmp.Policies;
using Isakmp.Registry;

namespace IkeTool.Commands;

/// <summary><c>ike explain</c>: why an offer fits a policy or does not, without any peer.</summary>
internal static class ExplainCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var offer = new Argument<string>("OFFER") { Description = "What the initiator offers: proposals separated by commas, as in swanctl.conf." };
        var policies = new Argument<string[]>("POLICY")
        {
            Description = "What the responder accepts, the first being tried first; each may be a list as well.",
            Arity = ArgumentArity.OneOrMore,
        };
        var version = new Option<int>("--version") { Description = "The version of IKE, 1 or 2.", HelpName = "N", DefaultValueFactory = _ => 2 };
        version.AcceptOnlyFromAmong("1", "2");
        var phase = new Option<string>("--phase")
        {
            Description = "What is negotiated: the IKE SA (ike, or 1), or what it protects (esp, or 2; ah).",
            HelpName = "NAME",
            DefaultValueFactory = _ => "ike",
        };
        phase.AcceptOnlyFromAmong("ike", "esp", "ah", "1", "2");
        var json = new Option<bool>("--json") { Description = "Print the report as one JSON object." };
        var command = new Command("explain", "Holds an offer against policies and prints the report of a responder, in the words of router logs. "
            + "Exit codes: 0 they match; 1 they do not; 2 wrong usage.")
        {
            offer, policies, version, phase, json,
        };
        command.SetAction(result =>
        {
            var output = ToolOutput.ForProcess(result.GetValue(json));
            return Run(output, result.GetRequiredValue(offer), result.GetRequiredValue(policies), result.GetValue(version), Protocol(result.GetRequiredValue(phase)));
        });
        return command;
    }

    private static SecurityProtocol Protocol(string phase) => phase switch
    {
        "esp" or "2" => SecurityProtocol.Esp,
        "ah" => SecurityProtocol.Ah,
        _ => SecurityProtocol.Ike,
    };

    private static int Run(ToolOutput output, string offer, string[] policies, int version, SecurityProtocol protocol)
    {
        var explanation = new Explanation(protocol);
        NegotiationReport? report = version == 1 ? explanation.ForV1(offer, policies) : explanation.ForV2(offer, policies);
        if (report is null)
        {
            foreach (string error in explanation.Errors)
            {
                output.Error(error);
            }

            return ExitCode.Usage;
        }

        output.Text(report.ToText());
        output.Json("report", writer =>
        {
            writer.WritePropertyName("report");
            writer.WriteRawValue(report.ToJson());
        });
        return report.Failure == NegotiationFailure.None ? ExitCode.Success : ExitCode.Failed;
    }
}
