using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Fields;
using Isakmp.Primitives;
using Isakmp.Wire;

namespace Isakmp.Inspection.Decoding;

/// <summary>Entries for programs.</summary>
internal static class EntryJson
{
    private const int SpiDigits = 16;

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

        if (datagram.HasTime)
        {
            Span<char> time = stackalloc char[EntryTime.LongestText];
            json.WriteString("time", time[..EntryTime.Write(datagram.Nanoseconds, 'T', time)]);
        }
        else
        {
            json.WriteNull("time");
        }

        bool isKnown = !datagram.Path.Local.Address.IsUnspecified;
        WriteEnd("source", isKnown, datagram.Path.Local, json);
        WriteEnd("destination", isKnown, datagram.Path.Remote, json);
        json.WriteString("transport", isKnown ? datagram.Transport == CaptureTransport.Tcp ? "tcp" : "udp" : null);
        json.WriteNumber("position", datagram.Offset);
    }

    private static void WriteEnd(string name, bool isKnown, NetEndPoint end, Utf8JsonWriter json)
    {
        if (!isKnown)
        {
            json.WriteNull(name);
            return;
        }

        Span<char> text = stackalloc char[EntryEnds.LongestText];
        json.WriteString(name, text[..EntryEnds.Write(end, text)]);
    }

    private static string Version(scoped in IkeHeader header) => (header.MajorVersion, header.MinorVersion) switch
    {
        (1, 0) => "1.0",
        (2, 0) => "2.0",
        _ => string.Create(CultureInfo.InvariantCulture, $"{header.MajorVersion}.{header.MinorVersion}"),
    };

    private static void WriteHeader(scoped in IkeHeader header, Utf8JsonWriter json)
    {
        json.WriteString("version", Version(header));
        json.WriteString("exchange", header.ExchangeType.Name);
        json.WriteNumber("exchangeType", header.ExchangeType.Value);
        Span<char> spi = stackalloc char[SpiDigits];
        json.WriteString("initiatorSpi", EntryEnds.Write(header.InitiatorSpi, spi));
        json.WriteString("responderSpi", EntryEnds.Write(header.ResponderSpi, spi));
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
        FieldJson.Write(json, Payloads(message));
        json.WriteBoolean("encrypted", message.IsEncrypted);
        json.WriteBoolean("decrypted", message.IsDecrypted || IsOpenPiece(message));
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

    /// <summary>Whether it is a fragment of IKEv2 that was decrypted, and waits for the others.</summary>
    internal static bool IsOpenPiece(scoped in DecodedMessage message) => message.Status == DecodeStatus.Fragment && message.IsEncrypted;

    private static ImmutableArray<PayloadFields> Payloads(scoped in DecodedMessage message)
    {
        IkeHeader header = message.Header;
        if (message.Problem is DecodeProblem.NoHeader or DecodeProblem.UnknownVersion || message.Message.IsEmpty)
        {
            return [];
        }

        if (message.IsDecrypted && header.MajorVersion == 1)
        {
            return MessageFields.ReadChain(header, message.FirstPayload, message.Chain).Payloads;
        }

        var inside = new ChainReader.Inside(message.FirstPayload, message.Chain, message.IsDecrypted, 0);
        // The body of an encrypted message of IKEv1 has no chain that could be read.
        return MessageFields.ReadPayloads(header, message.Message, message.IsDecrypted ? header.NextPayload : message.FirstPayload, inside);
    }
}
