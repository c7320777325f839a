using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Isakmp.Policies.V1;

namespace Isakmp.Policies;

/// <summary>Writes reports as JSON, without reflection.</summary>
internal static class ReportJson
{
    // The text is for files and terminals, not for HTML: words such as "peer's" stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ReportContent content)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("failure", content.Failure.ToString());
            json.WriteString("summary", content.Summary);
            WriteIfPresent(json, "hint", content.Hint);
            WriteFacts(json, content.Facts);
            WriteComparisons(json, content);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteFacts(Utf8JsonWriter json, ImmutableArray<ReportFact> facts)
    {
        if (facts.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("facts");
        foreach (ReportFact fact in facts)
        {
            WriteWords(json, fact.Key, fact.Values);
        }

        json.WriteEndObject();
    }

    private static void WriteComparisons(Utf8JsonWriter json, ReportContent content)
    {
        if (content.Comparisons.IsEmpty && content.TransformComparisons.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("comparisons");
        foreach (ProposalComparison comparison in content.Comparisons)
        {
            Write(json, comparison);
        }

        foreach (TransformComparison comparison in content.TransformComparisons)
        {
            Write(json, comparison);
        }

        json.WriteEndArray();
        if (content.OmittedComparisons > 0)
        {
            json.WriteNumber("omittedComparisons", content.OmittedComparisons);
        }

        if (content.Nearest is { } nearest)
        {
            json.WriteStartObject("nearest");
            json.WriteNumber("proposal", nearest.Offered.Number);
            json.WriteNumber("policy", nearest.Priority);
            json.WriteEndObject();
        }

        if (content.NearestTransform is { } transform)
        {
            json.WriteStartObject("nearest");
            json.WriteNumber("proposal", transform.Proposal);
            json.WriteNumber("transform", transform.Transform);
            json.WriteNumber("policy", transform.Priority);
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, TransformComparison comparison)
    {
        json.WriteStartObject();
        json.WriteString("protocol", comparison.Protocol.ToString());
        json.WriteNumber("proposal", comparison.Proposal);
        json.WriteNumber("transform", comparison.Transform);
        WriteRest(json, comparison.Priority, comparison.Offered, comparison.Policy, comparison.Verdicts);
    }

    private static void Write(Utf8JsonWriter json, ProposalComparison comparison)
    {
        json.WriteStartObject();
        json.WriteString("protocol", comparison.Offered.Protocol.ToString());
        json.WriteNumber("proposal", comparison.Offered.Number);
        WriteRest(json, comparison.Priority, comparison.OfferedText, comparison.PolicyText, comparison.Verdicts);
    }

    private static void WriteRest(Utf8JsonWriter json, int priority, string offered, string accepted, ImmutableArray<AttributeVerdict> verdicts)
    {
        json.WriteNumber("policy", priority);
        json.WriteString("offered", offered);
        json.WriteString("accepted", accepted);
        json.WriteBoolean("acceptable", verdicts.All(verdict => verdict.IsMatch));
        json.WriteStartArray("attributes");
        foreach (AttributeVerdict verdict in verdicts)
        {
            json.WriteStartObject();
            json.WriteString("attribute", verdict.Attribute);
            json.WriteString("name", verdict.Name);
            WriteWords(json, "offered", verdict.Offered);
            WriteWords(json, "accepted", verdict.Accepted);
            json.WriteBoolean("matches", verdict.IsMatch);
            WriteIfPresent(json, "reason", verdict.IsMatch ? null : verdict.Explanation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteWords(Utf8JsonWriter json, string name, ImmutableArray<string> words)
    {
        json.WriteStartArray(name);
        foreach (string word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    }

    private static void WriteIfPresent(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
