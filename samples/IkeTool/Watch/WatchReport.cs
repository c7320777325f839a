using System.Globalization;
using IkeTool.Output;
using Isakmp.Inspection.Observation;

namespace IkeTool.Watch;

/// <summary>Prints what was seen in a capture: a line that sums up, a story for each negotiation, and what is broken.</summary>
/// <param name="output">Where to print.</param>
/// <param name="run">What was seen.</param>
internal sealed class WatchReport(ToolOutput output, WatchRun run)
{
    private const int ShownFaults = 10;
    private const int ShownFlows = 10;

    /// <summary>Prints everything.</summary>
    public void Print()
    {
        if (output.IsJson)
        {
            PrintJson();
            return;
        }

        IReadOnlyList<ObservedNegotiation> negotiations = run.Observer.Negotiations;
        output.Text(output.Paint(Tone.Strong, $"{run.Name}: {Sum(negotiations)}"));
        foreach (ObservedNegotiation negotiation in negotiations)
        {
            output.Text("");
            new StoryText(output, negotiation, run.Start).Print();
        }

        PrintUntied();
        PrintFaults();
    }

    private string Sum(IReadOnlyList<ObservedNegotiation> negotiations)
    {
        if (negotiations.Count == 0)
        {
            return $"no negotiation in {Count(run.Observer.Messages, "IKE message")}, {Count(run.Observer.EspPackets, "ESP packet")}";
        }

        IEnumerable<string> outcomes = negotiations
            .GroupBy(negotiation => (negotiation.Outcome, negotiation.IsOutcomeCertain))
            .OrderByDescending(group => group.Key.Outcome).ThenByDescending(group => group.Key.IsOutcomeCertain)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {OutcomeText.Word(group.Key.Outcome, group.Key.IsOutcomeCertain)}"));
        string forgotten = run.Observer.ForgottenNegotiations == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({run.Observer.ForgottenNegotiations} more were forgotten)");
        string time = string.Create(CultureInfo.InvariantCulture, $"{(run.End - run.Start).TotalSeconds:0.0} s");
        return $"{Count(negotiations.Count, "negotiation")}{forgotten}: {string.Join(", ", outcomes)}; {Count(run.Observer.Messages, "IKE message")}, {Count(run.Observer.EspPackets, "ESP packet")} in {time}";
    }

    private void PrintUntied()
    {
        ObservedEspFlow[] untied = [.. run.Observer.EspFlows.Where(flow => flow.ChildSa is null)];
        if (untied.Length == 0)
        {
            return;
        }

        output.Text("");
        output.Text(output.Paint(Tone.Strong, "ESP of Child SAs whose negotiation was not seen or could not be read"));
        foreach (ObservedEspFlow flow in untied.Take(ShownFlows))
        {
            string of = flow.Negotiation is { } negotiation ? string.Create(CultureInfo.InvariantCulture, $", between the peers of #{negotiation.Number}") : "";
            output.Text($"    SPI {flow.Spi}  {flow.Source} -> {flow.Destination}  {Count(flow.Packets, "packet")}{of}");
        }

        if (untied.Length > ShownFlows)
        {
            output.Text(string.Create(CultureInfo.InvariantCulture, $"    and {untied.Length - ShownFlows} more SPIs"));
        }
    }

    private void PrintFaults()
    {
        if (run.Observer.UnreadableMessages > 0)
        {
            output.Text("");
            output.Text(output.Paint(Tone.Notice, $"{Count(run.Observer.UnreadableMessages, "message")} of no known version passed over"));
        }

        if (run.FaultCount == 0)
        {
            return;
        }

        output.Text("");
        output.Text(output.Paint(Tone.Bad, $"{Count(run.FaultCount, "fault")} in the capture"));
        foreach (WatchFault fault in run.Faults.Take(ShownFaults))
        {
            string frame = fault.Frame == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"frame {fault.Frame}, ");
            output.Text(string.Create(CultureInfo.InvariantCulture, $"    {frame}offset {fault.Offset}: {fault.Error}"));
        }

        if (run.FaultCount > ShownFaults)
        {
            output.Text(string.Create(CultureInfo.InvariantCulture, $"    and {run.FaultCount - ShownFaults} more"));
        }
    }

    private void PrintJson()
    {
        foreach (ObservedNegotiation negotiation in run.Observer.Negotiations)
        {
            output.Json("negotiation", writer => NegotiationJson.Write(writer, negotiation));
        }

        foreach (ObservedEspFlow flow in run.Observer.EspFlows)
        {
            output.Json("esp", writer => NegotiationJson.Write(writer, flow));
        }

        foreach (WatchFault fault in run.Faults)
        {
            output.Json("fault", writer =>
            {
                writer.WriteNumber("frame", fault.Frame);
                writer.WriteNumber("offset", fault.Offset);
                writer.WriteString("error", fault.Error);
            });
        }

        output.Json("summary", writer =>
        {
            IReadOnlyList<ObservedNegotiation> negotiations = run.Observer.Negotiations;
            writer.WriteString("capture", run.Name);
            writer.WriteNumber("negotiations", negotiations.Count);
            writer.WriteNumber("forgotten", run.Observer.ForgottenNegotiations);
            foreach (NegotiationOutcome outcome in Enum.GetValues<NegotiationOutcome>())
            {
                writer.WriteNumber(OutcomeText.Word(outcome, isCertain: true), negotiations.Count(negotiation => negotiation.Outcome == outcome));
            }

            writer.WriteNumber("messages", run.Observer.Messages);
            writer.WriteNumber("unreadable", run.Observer.UnreadableMessages);
            writer.WriteNumber("espPackets", run.Observer.EspPackets);
            writer.WriteNumber("faults", run.FaultCount);
            writer.WriteString("endedEarly", run.EndedBy);
        });
    }

    private static string Count(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
