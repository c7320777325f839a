using System.Globalization;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Fields;

/// <summary>The attributes of a configuration payload, up to the first that is malformed (RFC 7296 section 3.15).</summary>
internal static class ConfigurationFields
{
    private const int FixedSize = 4;

    public static WireStatus Read(FieldReader reader, ReadOnlySpan<byte> body)
    {
        if (body.Length >= FixedSize)
        {
            reader.Text("Type", new ConfigurationType(body[0]).Name, body[..1]);
        }

        int position = FixedSize;
        while (position < body.Length && ConfigurationAttributeView.TryRead(body[position..], out ConfigurationAttributeView attribute).IsOk)
        {
            reader.Text(attribute.Type.Name, Meaning(attribute), attribute.Raw);
            position += attribute.Raw.Length;
        }

        return ConfigurationPayloadView.TryRead(body, out _);
    }

    // RFC 7296 3.15.1, RFC 5739 9, RFC 7651 4, RFC 8598 4: addresses, then prefix lengths or masks, or text.
    private static string Meaning(in ConfigurationAttributeView attribute)
    {
        ReadOnlySpan<byte> value = attribute.Value;
        return attribute.Type.Value switch
        {
            1 or 2 or 3 or 4 or 6 or 10 or 12 or 20 or 21 => FieldReader.AddressText(value),
            8 or 15 or 18 when value.Length == 17 => string.Create(CultureInfo.InvariantCulture, $"{FieldReader.AddressText(value[..16])}/{value[16]}"),
            13 when value.Length == 8 => $"{FieldReader.AddressText(value[..4])}/{FieldReader.AddressText(value[4..])}",
            7 or 25 => FieldReader.WordsText(value),
            _ => FieldReader.Hex(value),
        };
    }
}
