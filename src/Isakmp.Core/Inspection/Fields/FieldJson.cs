using System.Collections.Immutable;
using System.Text.Json;

namespace Isakmp.Inspection.Fields;

/// <summary>Fields as JSON, without reflection.</summary>
internal static class FieldJson
{
    public static void Write(Utf8JsonWriter json, ImmutableArray<PayloadFields> payloads)
    {
        json.WriteStartArray();
        foreach (PayloadFields payload in payloads)
        {
            json.WriteStartObject();
            json.WriteString("type", payload.Type.Notation);
            json.WriteNumber("number", payload.Type.Value);
            json.WriteNumber("offset", payload.Node.Offset);
            json.WriteNumber("length", payload.Node.Length);
            json.WritePropertyName("fields");
            Write(json, payload.Node.Children.Except(payload.Inner.Select(static inner => inner.Node)));
            if (!payload.Inner.IsEmpty)
            {
                json.WritePropertyName("payloads");
                Write(json, payload.Inner);
            }

            if (payload.Node.Fault is { } fault)
            {
                json.WriteString("error", fault);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, IEnumerable<FieldNode> fields)
    {
        json.WriteStartArray();
        foreach (FieldNode field in fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            if (field.Value is { } value)
            {
                json.WriteString("value", value);
            }

            json.WriteNumber("offset", field.Offset);
            json.WriteNumber("length", field.Length);
            if (!field.Children.IsEmpty)
            {
                json.WritePropertyName("fields");
                Write(json, field.Children);
            }

            if (field.Fault is { } fault)
            {
                json.WriteString("error", fault);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
