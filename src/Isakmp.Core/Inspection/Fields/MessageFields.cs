using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Fields;

/// <summary>A message taken apart into all of its fields, what was encrypted too where it is given; for output as JSON and for comparison with another message.</summary>
/// <remarks>Any octets can be read: what is wrong is told at the payload or field that is at fault, and what can be read around it is there.</remarks>
public sealed class MessageFields
{
    private MessageFields(FieldNode root, FieldNode? header, ImmutableArray<PayloadFields> payloads) =>
        (Root, Header, Payloads) = (root, header, payloads);

    /// <summary>The whole message: the header and the payloads are its children.</summary>
    public FieldNode Root { get; }

    /// <summary>The header of 28 octets; null if there is none.</summary>
    public FieldNode? Header { get; }

    /// <summary>The payloads in their order.</summary>
    public ImmutableArray<PayloadFields> Payloads { get; }

    /// <summary>What is wrong with the chain of payloads as a whole; null if nothing is.</summary>
    public string? Fault => Root.Fault;

    /// <summary>Takes a message apart; what is encrypted stays so.</summary>
    /// <param name="message">The message, without marker; may be anything.</param>
    /// <returns>Its fields.</returns>
    public static MessageFields Read(ReadOnlySpan<byte> message) => Read(message, PayloadType.None, default, isDecrypted: false, 0);

    /// <summary>Takes a message apart together with what was inside its encrypted payload.</summary>
    /// <param name="message">The message as it is on the wire, without marker.</param>
    /// <param name="firstInner">The type of the first payload inside.</param>
    /// <param name="plaintext">The payloads inside, without padding.</param>
    /// <param name="ivSize">How many octets of the encrypted payload are its IV; 0 if that is not known.</param>
    /// <returns>Its fields; those inside have offsets from the start of <paramref name="plaintext"/>.</returns>
    public static MessageFields Read(ReadOnlySpan<byte> message, PayloadType firstInner, ReadOnlySpan<byte> plaintext, int ivSize = 0) =>
        Read(message, firstInner, plaintext, isDecrypted: true, ivSize);

    /// <summary>Takes a decrypted chain of payloads apart.</summary>
    /// <param name="header">The header of its message.</param>
    /// <param name="first">The type of the first payload.</param>
    /// <param name="chain">The payloads, without padding.</param>
    /// <returns>Its fields, with offsets from the start of <paramref name="chain"/>; there is no header among them.</returns>
    public static MessageFields ReadChain(in IkeHeader header, PayloadType first, ReadOnlySpan<byte> chain)
    {
        var reader = new FieldReader(chain);
        ImmutableArray<PayloadFields> payloads = ChainReader.Read(reader, chain, 0, first, header, default, out WireStatus status);
        string? fault = status.IsOk ? null : status.ToString();
        return new MessageFields(new FieldNode(NameOf(header)) { Length = chain.Length, Children = reader.Fields.Nodes, Fault = fault }, null, payloads);
    }

    /// <summary>Takes the payloads of a message apart, without the header, where the whole message is not asked for.</summary>
    /// <param name="header">The header.</param>
    /// <param name="message">The message as it is on the wire; its length may be wrong.</param>
    /// <param name="first">The type of the first payload.</param>
    /// <param name="inside">What is inside its encrypted payload, if that is known.</param>
    /// <returns>The payloads, with offsets from the start of the message; those inside from the start of the chain there.</returns>
    internal static ImmutableArray<PayloadFields> ReadPayloads(in IkeHeader header, ReadOnlySpan<byte> message, PayloadType first, ChainReader.Inside inside) =>
        ChainReader.Read(new FieldReader(message), message, IkeHeader.Size, first, header, inside, out _);

    /// <summary>Writes the payloads as a JSON list: of each the type, its number, the length, and the fields with name, value, offset and length.</summary>
    /// <param name="json">Where the list goes, as a value.</param>
    public void WritePayloads(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        FieldJson.Write(json, Payloads);
    }

    /// <summary>Writes header and payloads as a JSON object.</summary>
    /// <returns>The text.</returns>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("message", Root.Name);
            if (Header is { } header)
            {
                json.WritePropertyName("header");
                FieldJson.Write(json, header.Children);
            }

            json.WritePropertyName("payloads");
            FieldJson.Write(json, Payloads);
            if (Fault is { } fault)
            {
                json.WriteString("error", fault);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Names the message.</summary>
    /// <returns>For example <c>IKE_AUTH request 1</c>.</returns>
    public override string ToString() => Root.Name;

    private static MessageFields Read(ReadOnlySpan<byte> message, PayloadType firstInner, ReadOnlySpan<byte> plaintext, bool isDecrypted, int ivSize)
    {
        var reader = new FieldReader(message);
        WireStatus status = IkeHeader.TryReadFields(message, out IkeHeader header);
        if (!status.IsOk)
        {
            reader.Octets("Data", message);
            return new MessageFields(new FieldNode("no IKE message") { Length = message.Length, Children = reader.Fields.Nodes, Fault = status.ToString() }, null, []);
        }

        FieldReader inner = reader.Inner();
        HeaderFields.Read(inner, message[..IkeHeader.Size], header);
        reader.Group("Header", null, message[..IkeHeader.Size], inner);
        FieldNode node = reader.Fields.Nodes[0];
        status = IkeHeader.TryRead(message, out _);
        ImmutableArray<PayloadFields> payloads = [];
        if (IsReadable(header))
        {
            var inside = new ChainReader.Inside(firstInner, plaintext, isDecrypted, ivSize);
            payloads = ChainReader.Read(reader, message, IkeHeader.Size, header.NextPayload, header, inside, out WireStatus chain);
            status = status.IsOk ? chain : status;
        }
        else
        {
            reader.Octets("Body", message[IkeHeader.Size..]);
        }

        string? fault = status.IsOk ? null : status.ToString();
        return new MessageFields(
            new FieldNode(NameOf(header)) { Length = message.Length, Children = reader.Fields.Nodes, Fault = fault }, node, payloads);
    }

    // Other major versions have this header but not these payloads; an encrypted body of IKEv1 has no readable chain.
    private static bool IsReadable(in IkeHeader header) =>
        header.MajorVersion == 2 || (header.MajorVersion == 1 && (header.Flags & HeaderFlags.Encryption) == 0);

    private static string NameOf(in IkeHeader header) => header.MajorVersion == 2
        ? $"{header.ExchangeType.Name} {(header.IsResponse ? "response" : "request")} {header.MessageId}"
        : $"{header.ExchangeType.Name} {header.MessageId}";
}
