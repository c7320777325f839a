using System.Text.Json;
using IkeTool.Output;
using Isakmp.Exchanges;
using Isakmp.Policies;

namespace IkeTool.Demo;

/// <summary>Tells what happened in a demonstration.</summary>
/// <param name="output">Where to print.</param>
/// <param name="run">The demonstration, done.</param>
/// <param name="details">Whether messages are described in full.</param>
internal sealed class DemoReport(ToolOutput output, DemoRun run, bool details)
{
    /// <summary>Prints messages, SAs and keys.</summary>
    /// <param name="isUp">Whether the Child SA came up on both sides.</param>
    /// <returns>Whether both sides agree on all of it.</returns>
    public bool Print(bool isUp)
    {
        output.Text(output.Paint(Tone.Strong, run.Suite.Title));
        PrintMessages();
        if (!isUp || run.Left is not { IkeSa: { } ikeSa, Child: { } child })
        {
            PrintFailure(run.Left);
            PrintFailure(run.Right);
            return false;
        }

        PrintSas(ikeSa, child);
        IReadOnlyList<KeyComparison> keys = KeyComparison.Compare(run.Left, run.Right);
        PrintKeys(keys);
        bool agree = keys.Count > 0 && keys.All(key => key.Agrees) && Mirrors(child, run.Right.Child!);
        output.Text(agree
            ? output.Paint(Tone.Good, $"{run.Left.Name} and {run.Right.Name} agree: the same SPIs, selectors and keys in both directions.")
            : output.Paint(Tone.Bad, $"{run.Left.Name} and {run.Right.Name} DISAGREE."));
        Json("result", writer => writer.WriteBoolean("agree", agree));
        return agree;
    }

    private static bool Mirrors(ChildSaInfo left, ChildSaInfo right) =>
        left.Mode == right.Mode && left.Protocol == right.Protocol
        && ProposalNotation.Format(left.Proposal) == ProposalNotation.Format(right.Proposal)
        && left.LocalSelectors.SequenceEqual(right.RemoteSelectors) && left.RemoteSelectors.SequenceEqual(right.LocalSelectors);

    private void PrintMessages()
    {
        var ladder = new Ladder(output, run.Left.Name, details);
        ladder.Head((run.Left.Name, run.Right.Name), (DemoRun.Path.Local.ToString(), DemoRun.Path.Remote.ToString()));
        foreach (DemoMessage message in run.Messages)
        {
            ladder.Draw(message);
            Json("message", writer =>
            {
                writer.WriteNumber("time", message.Time.TotalSeconds);
                writer.WriteString("from", message.From);
                writer.WriteString("to", message.To);
                writer.WriteString("name", message.Name);
                writer.WriteStartArray("payloads");
                foreach (string payload in message.Payloads)
                {
                    writer.WriteStringValue(payload);
                }

                writer.WriteEndArray();
                writer.WriteNumber("octets", message.Octets);
                writer.WriteBoolean("protected", message.IsProtected);
            });
        }

        output.Text("");
    }

    private void PrintSas(IkeSaInfo ikeSa, ChildSaInfo child)
    {
        output.Text($"{output.Paint(Tone.Strong, "IKE SA")}  {ikeSa.LocalIdentity} === {ikeSa.RemoteIdentity}\n{SaText.Describe(ikeSa, run.Left.Name)}");
        output.Text($"{output.Paint(Tone.Strong, $"Child SA {child.Name}")}\n{SaText.Describe(child)}\n");
        output.Json("ike-sa", writer => SaJson.Write(writer, ikeSa));
        Json("child-sa", writer => SaJson.Write(writer, child));
    }

    private void PrintKeys(IReadOnlyList<KeyComparison> keys)
    {
        output.Text(output.Paint(Tone.Quiet, $"    {"direction",-24} {"SPI",-9} {"key",-21} {"sender",-9} {"receiver",-9}"));
        foreach (KeyComparison key in keys)
        {
            string verdict = key.Agrees ? output.Paint(Tone.Good, "agree") : output.Paint(Tone.Bad, "DIFFER");
            output.Text($"    {key.From + " > " + key.To,-24} {key.SenderSpi,-9} {key.Use + " " + key.Bits + " bits",-21} {key.Sender,-9} {key.Receiver,-9} {verdict}");
            Json("key", writer =>
            {
                writer.WriteString("from", key.From);
                writer.WriteString("to", key.To);
                writer.WriteString("use", key.Use);
                writer.WriteNumber("bits", key.Bits);
                writer.WriteString("sender_spi", key.SenderSpi.ToString());
                writer.WriteString("receiver_spi", key.ReceiverSpi.ToString());
                writer.WriteString("sender_fingerprint", key.Sender);
                writer.WriteString("receiver_fingerprint", key.Receiver);
                writer.WriteBoolean("agree", key.Agrees);
            });
        }

        output.Text(output.Paint(Tone.Quiet, "    (of each key the first 8 hexadecimal digits of its SHA-256)") + "\n");
    }

    private void Json(string kind, Action<Utf8JsonWriter> write) => output.Json(kind, writer =>
    {
        writer.WriteNumber("version", (int)run.Suite.Version);
        write(writer);
    });

    private void PrintFailure(DemoSide side)
    {
        if (side.Failure is not { } failure)
        {
            return;
        }

        output.Error($"{side.Name}: {FailureText.Line(failure)}", FailureText.Details(failure));
        Json("failed", writer =>
        {
            writer.WriteString("side", side.Name);
            SaJson.Write(writer, failure);
        });
    }
}
