using System.Globalization;
using System.Text.Json;
using Isakmp.Exchanges;
using Isakmp.Inspection.Observation;
using Isakmp.Primitives;

namespace IkeTool.Watch;

/// <summary>Says what a negotiation was, as members of a JSON object.</summary>
internal static class NegotiationJson
{
    /// <summary>Writes a negotiation.</summary>
    /// <param name="writer">Takes the members.</param>
    /// <param name="negotiation">The negotiation.</param>
    public static void Write(Utf8JsonWriter writer, ObservedNegotiation negotiation)
    {
        writer.WriteNumber("number", negotiation.Number);
        writer.WriteNumber("version", negotiation.MajorVersion);
        writer.WriteString("initiatorSpi", negotiation.InitiatorSpi.ToString());
        writer.WriteString("responderSpi", negotiation.ResponderSpi.ToString());
        writer.WriteString("outcome", OutcomeText.Word(negotiation.Outcome, isCertain: true));
        writer.WriteBoolean("certain", negotiation.IsOutcomeCertain);
        writer.WriteString("reason", negotiation.OutcomeReason);
        writer.WriteString("start", Time(negotiation.Start));
        writer.WriteString("end", Time(negotiation.End));
        writer.WriteNumber("frame", negotiation.FirstFrame);
        writer.WriteBoolean("fromStart", negotiation.IsSeenFromStart);
        WriteList(writer, "offered", negotiation.OfferedProposals);
        writer.WriteString("chosen", negotiation.ChosenProposal);
        Write(writer, "initiator", negotiation.Initiator);
        Write(writer, "responder", negotiation.Responder);
        writer.WriteString("natTraversal", negotiation.NatTraversal);
        writer.WriteString("eapMethod", negotiation.EapMethod);
        writer.WriteString("user", negotiation.UserName);
        Write(writer, "xauthSucceeded", negotiation.XauthResult);
        writer.WriteBoolean("configuration", negotiation.HasConfiguration);
        WriteList(writer, "assigned", negotiation.AssignedAddresses);
        Write(writer, "replaces", negotiation.Replaces?.Number);
        Write(writer, "replacedBy", negotiation.ReplacedBy?.Number);
        writer.WriteBoolean("replacementCertain", negotiation.Replaces is not null ? negotiation.IsReplacementCertain : negotiation.ReplacedBy?.IsReplacementCertain == true);
        writer.WriteString("deletedBy", Word(negotiation.DeletedBy));
        writer.WriteString("deletedAt", Time(negotiation.DeletedAt));
        writer.WriteNumber("messages", negotiation.Messages);
        writer.WriteNumber("encrypted", negotiation.EncryptedMessages);
        writer.WriteNumber("unread", negotiation.UnreadMessages);
        writer.WriteNumber("malformed", negotiation.MalformedMessages);
        writer.WriteNumber("retransmissions", negotiation.Retransmissions);
        writer.WriteNumber("fragmented", negotiation.FragmentedMessages);
        writer.WriteNumber("livenessChecks", negotiation.LivenessChecks);
        writer.WriteNumber("livenessAnswers", negotiation.LivenessAnswers);
        writer.WriteNumber("keepAlives", negotiation.KeepAlives);
        writer.WriteNumber("espPackets", negotiation.EspPackets);
        writer.WriteStartArray("errors");
        foreach (ObservedError error in negotiation.Errors)
        {
            writer.WriteStartObject();
            writer.WriteString("time", Time(error.Time));
            writer.WriteString("sender", Word(error.Sender));
            writer.WriteString("name", error.Name);
            writer.WriteString("exchange", error.Exchange);
            writer.WriteBoolean("protected", error.IsProtected);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("childSas");
        foreach (ObservedChildSa child in negotiation.ChildSas)
        {
            Write(writer, child);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("exchanges");
        foreach (ObservedExchange exchange in negotiation.Exchanges)
        {
            Write(writer, exchange);
        }

        writer.WriteEndArray();
        writer.WriteNumber("forgottenExchanges", negotiation.ForgottenExchanges);
        writer.WriteNumber("forgottenChildSas", negotiation.ForgottenChildSas);
    }

    /// <summary>Writes the ESP packets of an SPI.</summary>
    /// <param name="writer">Takes the members.</param>
    /// <param name="flow">The packets.</param>
    public static void Write(Utf8JsonWriter writer, ObservedEspFlow flow)
    {
        writer.WriteString("spi", flow.Spi.ToString());
        writer.WriteString("source", flow.Source.ToString());
        writer.WriteString("destination", flow.Destination.ToString());
        writer.WriteNumber("packets", flow.Packets);
        writer.WriteNumber("octets", flow.Octets);
        writer.WriteString("first", Time(flow.First));
        writer.WriteString("last", Time(flow.Last));
        Write(writer, "negotiation", flow.Negotiation?.Number);
        writer.WriteBoolean("childSaKnown", flow.ChildSa is not null);
    }

    private static void Write(Utf8JsonWriter writer, string name, ObservedSide side)
    {
        writer.WriteStartObject(name);
        writer.WriteString("address", side.First.ToString());
        writer.WriteString("identity", side.Identity);
        writer.WriteString("authentication", side.Authentication);
        Write(writer, "behindNat", side.IsBehindNat);
        WriteList(writer, "vendorIds", side.VendorIds);
        WriteList(writer, "extensions", side.Extensions);
        writer.WriteNumber("messages", side.Messages);
        writer.WriteNumber("octets", side.Octets);
        writer.WriteStartArray("moves");
        foreach (ObservedMove move in side.Moves)
        {
            writer.WriteStartObject();
            writer.WriteString("time", Time(move.Time));
            writer.WriteString("from", move.From.ToString());
            writer.WriteString("to", move.To.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ObservedChildSa child)
    {
        writer.WriteStartObject();
        writer.WriteString("outcome", child.Outcome.ToString().ToLowerInvariant());
        writer.WriteString("refusal", child.Refusal);
        writer.WriteString("time", Time(child.Time));
        writer.WriteString("begunBy", Word(child.BegunBy));
        writer.WriteString("protocol", child.Protocol);
        writer.WriteString("mode", child.IsTransport ? "transport" : "tunnel");
        writer.WriteString("initiatorSpi", Spi(child.InitiatorSpi));
        writer.WriteString("responderSpi", Spi(child.ResponderSpi));
        WriteList(writer, "offered", child.Offered);
        writer.WriteString("chosen", child.Chosen);
        WriteList(writer, "initiatorTs", child.InitiatorSelectors);
        WriteList(writer, "responderTs", child.ResponderSelectors);
        writer.WriteString("replacesInitiatorSpi", child.Replaces?.InitiatorSpi.ToString());
        writer.WriteString("replacesResponderSpi", child.Replaces?.ResponderSpi.ToString());
        writer.WriteBoolean("replaced", child.ReplacedBy is not null);
        writer.WriteString("deletedBy", Word(child.DeletedBy));
        writer.WriteString("deletedAt", Time(child.DeletedAt));
        writer.WriteNumber("packetsToInitiator", child.PacketsToInitiator);
        writer.WriteNumber("packetsToResponder", child.PacketsToResponder);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ObservedExchange exchange)
    {
        writer.WriteStartObject();
        writer.WriteString("exchange", exchange.Type.Name);
        writer.WriteNumber("messageId", exchange.MessageId.Value);
        writer.WriteString("begunBy", Word(exchange.BegunBy));
        writer.WriteString("time", Time(exchange.Time));
        writer.WriteBoolean("answered", exchange.Response is not null);
        Write(writer, "latency", exchange.Latency?.TotalSeconds);
        WriteList(writer, "facts", exchange.Facts);
        writer.WriteStartArray("messages");
        foreach (ObservedMessage message in exchange.Messages)
        {
            writer.WriteStartObject();
            writer.WriteString("time", Time(message.Time));
            writer.WriteNumber("frame", message.Frame);
            writer.WriteString("sender", Word(message.Sender));
            writer.WriteNumber("size", message.Size);
            writer.WriteNumber("transmissions", message.Transmissions);
            writer.WriteNumber("fragments", message.Fragments);
            writer.WriteBoolean("encrypted", message.IsEncrypted);
            writer.WriteBoolean("read", message.IsRead);
            WriteList(writer, "payloads", message.Payloads);
            writer.WriteString("problem", message.Problem);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } known)
        {
            writer.WriteBoolean(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string? Word(IkeRole? role) => role switch
    {
        IkeRole.Initiator => "initiator",
        IkeRole.Responder => "responder",
        _ => null,
    };

    private static string? Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    // Zero is no SPI: it was not seen.
    private static string? Spi(ChildSpi spi) => spi.IsZero ? null : spi.ToString();
}
