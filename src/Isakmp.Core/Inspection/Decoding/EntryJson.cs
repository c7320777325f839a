using System.Globalization;
using System.Text.Json;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Fields;
using Isakmp.Wire;

namespace Isakmp.Inspection.Decoding;

/// <summary>Entries for programs.</summary>
internal static class EntryJson
{
    public static void Write(scoped in CaptureEntry entry, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WritePlace(entry.Datagram, json);
        if (entry.HasMessage && entry.Message.Problem != DecodeProblem.NoHeader)
        {
            WriteHeader(entry.Message.Header, json);
        }
        else
        {
            WriteNoHeader(json);
        }

        WriteMessage(entry.Message, json);
        json.WriteString("error", entry.Error);
        json.WriteEndObject();
    }

    private static void WritePlace(scoped in CapturedDatagram datagram, Utf8JsonWriter json)
    {
        if (datagram.Frame > 0)
        {
            json.WriteNumber("frame", datagram.Frame);
        }
        else
        {
            json.WriteNull("frame");
        }

        if (datagram.Nanoseconds > 0)
        {
            Span<char> time = stackalloc char[EntryTime.LongestText];
            json.WriteString("time", time[..EntryTime.Write(datagram.Nanoseconds, 'T', time)]);
        }
        else
        {
            json.WriteNull("time");
        }

        bool isKnown = !datagram.Path.Local.Address.IsUnspecified;
        json.WriteString("source", isKnown ? datagram.Path.Local.ToString() : null);
        json.WriteString("destination", isKnown ? datagram.Path.Remote.ToString() : null);
        json.WriteString("transport", isKnown ? datagram.Transport == CaptureTransport.Tcp ? "tcp" : "udp" : null);
        json.WriteNumber("position", datagram.Offset);
    }

    private static void WriteHeader(scoped in IkeHeader header, Utf8JsonWriter json)
    {
        json.WriteString("version", string.Create(CultureInfo.InvariantCulture, $"{header.MajorVersion}.{header.MinorVersion}"));
        json.WriteString("exchange", header.ExchangeType.Name);
        json.WriteNumber("exchangeType", header.ExchangeType.Value);
        json.WriteString("initiatorSpi", header.InitiatorSpi.ToString());
        json.WriteString("responderSpi", header.ResponderSpi.ToString());
        json.WriteNumber("messageId", header.MessageId.Value);
        json.WriteNumber("flags", (byte)header.Flags);
        EntryFlags.Write(header, json);
        json.WriteNumber("length", header.Length);
    }

    private static void WriteNoHeader(Utf8JsonWriter json)
    {
        foreach (string name in (ReadOnlySpan<string>)["version", "exchange", "exchangeType", "initiatorSpi", "responderSpi", "messageId", "flags", "flagNames", "length"])
        {
            json.WriteNull(name);
        }
    }

    private static void WriteMessage(scoped in DecodedMessage message, Utf8JsonWriter json)
    {
        json.WritePropertyName("payloads");
        if (message.Problem is DecodeProblem.NoHeader or DecodeProblem.UnknownVersion || message.Message.IsEmpty)
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }
        else
        {
            Fields(message).WritePayloads(json);
        }

        json.WriteBoolean("encrypted", message.IsEncrypted);
        json.WriteBoolean("decrypted", message.IsDecrypted);
        json.WriteBoolean("verified", message.IsVerified);
        if (message.FragmentNumber > 0)
        {
            json.WriteStartObject("fragment");
            json.WriteNumber("number", message.FragmentNumber);
            json.WriteNumber("total", message.TotalFragments);
            json.WriteBoolean("complete", message.IsReassembled);
            json.WriteEndObject();
        }
    }

    private static MessageFields Fields(scoped in DecodedMessage message) =>
        !message.IsDecrypted ? MessageFields.Read(message.Message)
        : message.Header.MajorVersion == 2 ? MessageFields.Read(message.Message, message.FirstPayload, message.Chain)
        : MessageFields.ReadChain(message.Header, message.FirstPayload, message.Chain);
}
