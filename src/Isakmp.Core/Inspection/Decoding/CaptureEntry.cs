using System.Globalization;
using System.Text;
using System.Text.Json;
using Isakmp.Inspection.Captures;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Decoding;

/// <summary>An IKE message of a capture, decoded, or what is wrong at its place; valid until the decoder is asked for the next one.</summary>
public readonly ref struct CaptureEntry
{
    /// <summary>Where in the capture it stands, and what is wrong with the capture there.</summary>
    public CapturedDatagram Datagram { get; internal init; }

    /// <summary>What the message is; default if there is none.</summary>
    public DecodedMessage Message { get; internal init; }

    /// <summary>Whether there is a message, or a part of one.</summary>
    public bool HasMessage { get; internal init; }

    /// <summary>Whether something is wrong. A message that the key tables have no keys for is as it should be.</summary>
    public bool HasError => Datagram.Fault != CaptureFault.None || !HasMessage || Message.Problem is not (DecodeProblem.None or DecodeProblem.NoKeys) || !BodyStatus.IsOk;

    /// <summary>What is wrong and where, as a sentence; null if nothing is. Of several faults the first that the way of a packet comes to. Never holds a secret.</summary>
    public string? Error
    {
        get
        {
            if (Datagram.Fault != CaptureFault.None)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{Datagram.Error}, at octet {Datagram.Offset} of the capture");
            }

            if (!HasMessage)
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"a datagram of {Datagram.Message.Length} octets is no IKE message, ESP packet or keep-alive, at octet {Datagram.Offset} of the capture");
            }

            string whole = Message.IsDecrypted ? "decrypted payloads" : "message";
            if (!BodyStatus.IsOk)
            {
                return string.Create(CultureInfo.InvariantCulture, $"malformed {MalformedPayload.Notation} payload: {BodyStatus.Error}, at octet {BodyStatus.Offset} of the {whole}");
            }

            return Message.Problem is DecodeProblem.None or DecodeProblem.NoKeys
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{Message.Error}, at octet {Message.ErrorOffset} of the {whole}");
        }
    }

    /// <summary>The type of the payload that <see cref="BodyStatus"/> speaks of.</summary>
    internal PayloadType MalformedPayload { get; init; }

    /// <summary>What is wrong with the body of a payload, where the chain is sound.</summary>
    internal WireStatus BodyStatus { get; init; }

    /// <summary>Appends one line: frame, time, source and destination, the message with its payloads, and what is wrong.</summary>
    /// <param name="output">Where the line goes; it ends without a line feed.</param>
    public void AppendSummary(StringBuilder output)
    {
        ArgumentNullException.ThrowIfNull(output);
        EntryText.AppendSummary(this, output);
    }

    /// <summary>Appends the description of the message, indented by four: several lines, each with a line feed; nothing if there is no message. Never holds a secret.</summary>
    /// <param name="output">Where the lines go.</param>
    public void AppendDescription(StringBuilder output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (HasMessage)
        {
            EntryText.AppendDescription(this, output);
        }
    }

    /// <summary>Writes the entry as a JSON object. Its fields are those of the message in full, but for passwords: as secret as the message.</summary>
    /// <param name="json">Where the object goes, as a value.</param>
    public void WriteJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        EntryJson.Write(this, json);
    }

    /// <summary>Returns the line of <see cref="AppendSummary"/>.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        var output = new StringBuilder();
        AppendSummary(output);
        return output.ToString();
    }
}
