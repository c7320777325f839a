using System.Buffers.Binary;
using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Wire.Describe.V1;

/// <summary>Prints the attributes of an attribute payload, up to the first that is malformed; never what a user proves himself with.</summary>
internal static class ConfigurationDescriber
{
    private const int FixedSize = 4;
    private const int SplitEntrySize = 14;

    public static WireStatus Describe(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = ConfigurationPayloadView.TryRead(body, out ConfigurationPayloadView view);
        if (body.Length < FixedSize)
        {
            return status;
        }

        writer.Begin(new ConfigurationType(body[0]).Name).Text(", identifier ").Number(BinaryPrimitives.ReadUInt16BigEndian(body[2..])).End();
        ReadOnlySpan<byte> rest = status.IsOk ? view.Attributes : body[FixedSize..];
        while (!rest.IsEmpty && AttributeView.TryRead(rest, out AttributeView attribute).IsOk)
        {
            Attribute(attribute, writer.Inner);
            rest = rest[attribute.Raw.Length..];
        }

        if (!view.Padding.IsEmpty)
        {
            writer.Inner.Begin("padding, ").Length(view.Padding).End();
        }

        return status;
    }

    private static void Attribute(in AttributeView attribute, DescriptionWriter writer)
    {
        var type = new V1ConfigurationAttributeType(attribute.Type);
        writer.Begin(type.Name);
        if (!attribute.Body.IsEmpty)
        {
            writer.Text(" ");
            Value(type, attribute, writer);
        }

        writer.End();
    }

    private static void Value(V1ConfigurationAttributeType type, in AttributeView attribute, DescriptionWriter writer)
    {
        ReadOnlySpan<byte> value = attribute.Body;
        _ = type.Value switch
        {
            // draft-dukes-ike-mode-cfg-02 3.4
            1 or 2 or 3 or 4 or 6 or 8 or 9 or 10 or 11 or 12 => writer.Address(value),
            5 => Number(attribute, writer).Text(" seconds"),
            7 => writer.Quoted(value),
            13 when value.Length == 8 => writer.Address(value[..4]).Text("/").Address(value[4..]),
            15 when value.Length == 17 => writer.Address(value[..16]).Text("/").Number(value[16]),
            // draft-beaulieu-ike-xauth-02 6.2
            16520 when value.Length == 2 => writer.Text(new XauthType(BinaryPrimitives.ReadUInt16BigEndian(value)).Name),
            16521 or 16524 or 16526 => writer.Quoted(value),
            16522 or 16523 or 16525 or 16528 or 16529 => writer.Text("(not shown)"),
            16527 when value.Length == 2 => writer.Text(new XauthStatus(BinaryPrimitives.ReadUInt16BigEndian(value)).Name),
            // the Unity protocol
            28672 or 28674 or 28675 or 28681 or 28682 => writer.Quoted(value),
            28673 or 28677 or 28679 => Number(attribute, writer),
            28676 or 28678 when value.Length % SplitEntrySize == 0 => Networks(value, writer),
            _ => writer.Length(value), // what is not known may be secret
        };
    }

    private static DescriptionWriter Number(in AttributeView attribute, DescriptionWriter writer) =>
        attribute.TryGetNumber(out ulong number) && number <= long.MaxValue ? writer.Number((long)number) : writer.Length(attribute.Body);

    // Address, mask, and six octets that peers leave zero: protocol and ports.
    private static DescriptionWriter Networks(ReadOnlySpan<byte> value, DescriptionWriter writer)
    {
        for (int at = 0; at < value.Length; at += SplitEntrySize)
        {
            writer.Text(at == 0 ? "" : " ").Address(value.Slice(at, 4)).Text("/").Address(value.Slice(at + 4, 4));
        }

        return writer;
    }
}
