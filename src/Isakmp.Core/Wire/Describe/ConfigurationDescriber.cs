using Isakmp.Registry;
using Isakmp.Wire.V2;

namespace Isakmp.Wire.Describe;

/// <summary>Prints the attributes of a configuration payload, up to the first that is malformed.</summary>
internal static class ConfigurationDescriber
{
    private const int FixedSize = 4;

    public static WireStatus Describe(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        if (body.Length >= FixedSize)
        {
            writer.Begin(new ConfigurationType(body[0]).Name).End();
        }

        int position = FixedSize;
        while (position < body.Length && ConfigurationAttributeView.TryRead(body[position..], out ConfigurationAttributeView attribute).IsOk)
        {
            Attribute(attribute, writer.Inner);
            position += attribute.Raw.Length;
        }

        return ConfigurationPayloadView.TryRead(body, out _);
    }

    private static void Attribute(in ConfigurationAttributeView attribute, DescriptionWriter writer)
    {
        writer.Begin(attribute.Type.Name);
        if (!attribute.Value.IsEmpty)
        {
            writer.Text(" ");
            Value(attribute, writer);
        }

        writer.End();
    }

    private static void Value(in ConfigurationAttributeView attribute, DescriptionWriter writer)
    {
        ReadOnlySpan<byte> value = attribute.Value;
        // RFC 7296 3.15.1, RFC 5739 9, RFC 7651 4, RFC 8598 4: addresses, then prefix lengths or masks, or text.
        _ = attribute.Type.Value switch
        {
            1 or 2 or 3 or 4 or 6 or 10 or 12 or 20 or 21 => writer.Address(value),
            8 or 15 or 18 when value.Length == 17 => writer.Address(value[..16]).Text("/").Number(value[16]),
            13 when value.Length == 8 => writer.Address(value[..4]).Text("/").Address(value[4..]),
            7 or 25 => writer.Quoted(value),
            _ => writer.Length(value), // what is not known may be secret
        };
    }
}
