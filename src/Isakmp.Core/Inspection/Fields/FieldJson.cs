using System.Collections.Immutable;
using System.Text.Json;

namespace Isakmp.Inspection.Fields;

/// <summary>Fields as JSON, without reflection.</summary>
internal static class FieldJson
{
    private static readonly JsonEncodedText s_name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText s_value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText s_offset = JsonEncodedText.Encode("offset");
    private static readonly JsonEncodedText s_length = JsonEncodedText.Encode("length");
    private static readonly JsonEncodedText s_fields = JsonEncodedText.Encode("fields");
    private static readonly JsonEncodedText s_error = JsonEncodedText.Encode("error");

    public static void Write(Utf8JsonWriter json, ImmutableArray<PayloadFields> payloads)
    {
        json.WriteStartArray();
        foreach (PayloadFields payload in payloads)
        {
            json.WriteStartObject();
            json.WriteString("type", payload.Type.Notation);
            json.WriteNumber("number", payload.Type.Value);
            json.WriteNumber(s_offset, payload.Node.Offset);
            json.WriteNumber(s_length, payload.Node.Length);
            json.WritePropertyName(s_fields);
            WriteOwn(json, payload);
            if (!payload.Inner.IsEmpty)
            {
                json.WritePropertyName("payloads");
                Write(json, payload.Inner);
            }

            if (payload.Node.Fault is { } fault)
            {
                json.WriteString(s_error, fault);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, ImmutableArray<FieldNode> fields)
    {
        json.WriteStartArray();
        foreach (FieldNode field in fields)
        {
            Write(json, field);
        }

        json.WriteEndArray();
    }

    // The payloads inside are among the children, in their order, and are written apart.
    private static void WriteOwn(Utf8JsonWriter json, PayloadFields payload)
    {
        int inner = 0;
        json.WriteStartArray();
        foreach (FieldNode field in payload.Node.Children)
        {
            if (inner < payload.Inner.Length && ReferenceEquals(field, payload.Inner[inner].Node))
            {
                inner++;
            }
            else
            {
                Write(json, field);
            }
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, FieldNode field)
    {
        json.WriteStartObject();
        json.WriteString(s_name, field.Name);
        if (field.Value is { } value)
        {
            json.WriteString(s_value, value);
        }

        json.WriteNumber(s_offset, field.Offset);
        json.WriteNumber(s_length, field.Length);
        if (!field.Children.IsEmpty)
        {
            json.WritePropertyName(s_fields);
            Write(json, field.Children);
        }

        if (field.Fault is { } fault)
        {
            json.WriteString(s_error, fault);
        }

        json.WriteEndObject();
    }
}
