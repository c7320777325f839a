using System.Collections.Immutable;
using System.Text.Json;
using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Primitives;

namespace IkeTool.Output;

/// <summary>Tells each event of a host, as text or as JSON, and disposes of the keys in it.</summary>
/// <param name="output">Where to print.</param>
/// <param name="printsXfrm">Whether to print the commands that install Child SAs, keys included.</param>
/// <param name="tellsFailures">Whether to tell failures as text; false where the command itself tells them.</param>
internal sealed class EventPrinter(ToolOutput output, bool printsXfrm, bool tellsFailures = true)
{
    private readonly Dictionary<ChildId, (ChildSaInfo Info, uint Reqid)> _children = [];

    // Policies must find the states that are theirs; the number only has to differ between Child SAs that do not replace one another.
    private uint _nextReqid = 1;

    /// <summary>Tells an event.</summary>
    /// <param name="happened">The event; its keys are zeroed afterwards.</param>
    public void Print(IkeEvent happened)
    {
        switch (happened)
        {
            case IkeSaEstablishedEvent established:
                Print(established);
                break;
            case ChildSaEstablishedEvent established:
                Print(established);
                established.Keys.Dispose();
                break;
            case ActivateOutboundEvent activate:
                Json(happened, "child-sa-active", writer => SaJson.Write(writer, activate.Info));
                break;
            case ChildSaClosedEvent closed:
                _ = _children.Remove(closed.Info.Id);
                output.Text($"{output.Paint(Tone.Notice, $"Child SA {closed.Info.Name} closed")}  {SaText.Reason(closed.Reason)}; SPIs {SaText.Spis(closed.Info)}");
                Json(happened, "child-sa-closed", writer =>
                {
                    SaJson.Write(writer, closed.Info);
                    writer.WriteString("reason", closed.Reason.ToString());
                });
                break;
            case ChildSaFailedEvent failed:
                PrintFailure(happened, "child-sa-failed", failed.Name is { } name ? $"Child SA {name} failed" : "Child SA failed", failed.Failure, null);
                break;
            default:
                PrintIkeSa(happened);
                break;
        }
    }

    private void PrintIkeSa(IkeEvent happened)
    {
        switch (happened)
        {
            case IkeSaClosedEvent closed:
                if (closed.Failure is null)
                {
                    output.Text($"{output.Paint(Tone.Notice, "IKE SA closed")}  {SaText.Reason(closed.Reason)}");
                }

                PrintFailure(happened, "ike-sa-closed", "IKE SA failed", closed.Failure, closed.Reason);
                break;
            case ConnectionClosedEvent closed:
                Json(happened, "connection-closed", writer => writer.WriteString("reason", closed.Reason.ToString()));
                break;
            case ConnectionRetryingEvent retrying:
                output.Text($"{output.Paint(Tone.Notice, "trying again")}  at {retrying.NextTry.Utc:HH:mm:ss} UTC, after {retrying.FailedTries} failed tries");
                Json(happened, "connection-retrying", writer =>
                {
                    writer.WriteNumber("failed_tries", retrying.FailedTries);
                    writer.WriteString("next_try", retrying.NextTry.Utc);
                    SaJson.Write(writer, retrying.Failure);
                });
                break;
            case NegotiationRefusedEvent refused:
                PrintFailure(happened, "negotiation-refused", $"refused {refused.Path.Remote}", refused.Failure, null);
                break;
            case PathChangedEvent moved:
                output.Text($"{output.Paint(Tone.Notice, "path changed")}  {moved.Previous} is now {moved.Current}");
                Json(happened, "path-changed", writer =>
                {
                    writer.WriteString("local", moved.Current.Local.ToString());
                    writer.WriteString("remote", moved.Current.Remote.ToString());
                });
                break;
            case PeerUnresponsiveEvent silent:
                output.Text($"{output.Paint(Tone.Bad, "no answer")}  to {silent.Exchange}, sent {silent.Transmissions} times");
                Json(happened, "peer-unresponsive", writer => writer.WriteNumber("transmissions", silent.Transmissions));
                break;
            default:
                break;
        }
    }

    private void Print(IkeSaEstablishedEvent established)
    {
        output.Text($"{output.Paint(Tone.Good, "IKE SA established")}  {established.Info.LocalIdentity} === {established.Info.RemoteIdentity}\n"
            + SaText.Describe(established.Info));
        Json(established, "ike-sa-established", writer => SaJson.Write(writer, established.Info));
    }

    private void Print(ChildSaEstablishedEvent established)
    {
        ChildSaInfo child = established.Info;
        bool isRekeyed = _children.TryGetValue(established.Replaces, out (ChildSaInfo Info, uint Reqid) replaced);
        uint reqid = isRekeyed ? replaced.Reqid : _nextReqid++;
        _children[child.Id] = (child, reqid);
        ImmutableArray<string> commands = !printsXfrm ? []
            : isRekeyed ? [.. XfrmCommands.Replace(child, established.Keys, reqid)]
            : [.. XfrmCommands.Install(child, established.Keys, reqid)];
        output.Text($"{output.Paint(Tone.Good, $"Child SA {child.Name} {(isRekeyed ? "rekeyed" : "established")}")}\n{SaText.Describe(child)}"
            + (isRekeyed ? $"\n    replaces    {SaText.Spis(replaced.Info)}" : ""));
        foreach (string command in commands)
        {
            output.Command(command);
        }

        Json(established, "child-sa-established", writer =>
        {
            SaJson.Write(writer, child);
            if (isRekeyed)
            {
                writer.WriteString("replaces", replaced.Info.InboundSpi.ToString());
            }

            if (printsXfrm)
            {
                writer.WriteStartArray("xfrm");
                foreach (string command in commands)
                {
                    writer.WriteStringValue(command);
                }

                writer.WriteEndArray();
            }
        });
    }

    private void PrintFailure(IkeEvent happened, string kind, string title, IkeFailure? failure, CloseReason? reason)
    {
        if (failure is not null && tellsFailures)
        {
            output.Text($"{output.Paint(Tone.Bad, title)}  {FailureText.Line(failure)}");
            if (FailureText.Details(failure) is { } details)
            {
                output.Text(string.Join('\n', details.Split('\n').Select(line => "    " + line)));
            }
        }

        Json(happened, kind, writer =>
        {
            if (reason is { } why)
            {
                writer.WriteString("reason", why.ToString());
            }

            SaJson.Write(writer, failure);
        });
    }

    private void Json(IkeEvent happened, string kind, Action<Utf8JsonWriter> write) => output.Json(kind, writer =>
    {
        writer.WriteString("time", DateTimeOffset.UtcNow);
        if (!happened.Connection.IsNone)
        {
            writer.WriteNumber("connection", happened.Connection.Value);
        }

        write(writer);
    });
}
