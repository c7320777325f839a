using System.Buffers.Binary;
using System.Globalization;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Fields.V1;

/// <summary>The attributes of an attribute payload, up to the first that is malformed; never what a user proves himself with (mode-config, XAUTH).</summary>
internal static class ConfigurationFields
{
    private const int FixedSize = 4;
    private const int SplitEntrySize = 14;

    public static WireStatus Read(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = ConfigurationPayloadView.TryRead(body, out ConfigurationPayloadView view);
        if (body.Length < FixedSize)
        {
            return status;
        }

        reader.Text("Type", new ConfigurationType(body[0]).Name, body[..1]);
        reader.Number("Identifier", BinaryPrimitives.ReadUInt16BigEndian(body[2..]), body[2..4]);
        ReadOnlySpan<byte> rest = status.IsOk ? view.Attributes : body[FixedSize..];
        while (!rest.IsEmpty && AttributeView.TryRead(rest, out AttributeView attribute).IsOk)
        {
            Read(reader, attribute);
            rest = rest[attribute.Raw.Length..];
        }

        if (!view.Padding.IsEmpty)
        {
            reader.Octets("Padding", view.Padding);
        }

        return status;
    }

    private static void Read(FieldReader reader, in AttributeView attribute)
    {
        var type = new V1ConfigurationAttributeType(attribute.Type);
        // draft-beaulieu-ike-xauth-02 6.2: password, passcode, answer, next PIN
        string value = type.Value is 16522 or 16523 or 16525 or 16528 or 16529 && !attribute.Body.IsEmpty
            ? string.Create(CultureInfo.InvariantCulture, $"({attribute.Body.Length} octets, not shown)")
            : Meaning(type, attribute);
        reader.Text(type.Name, value, attribute.Raw);
    }

    private static string Meaning(V1ConfigurationAttributeType type, in AttributeView attribute)
    {
        ReadOnlySpan<byte> value = attribute.Body;
        return type.Value switch
        {
            // draft-dukes-ike-mode-cfg-02 3.4
            1 or 2 or 3 or 4 or 6 or 8 or 9 or 10 or 11 or 12 => FieldReader.AddressText(value),
            7 => FieldReader.WordsText(value),
            13 when value.Length == 8 => Subnet(value),
            15 when value.Length == 17 => string.Create(CultureInfo.InvariantCulture, $"{FieldReader.AddressText(value[..16])}/{value[16]}"),
            // draft-beaulieu-ike-xauth-02 6.2
            16520 when value.Length == 2 => new XauthType(BinaryPrimitives.ReadUInt16BigEndian(value)).Name,
            16521 or 16524 or 16526 => FieldReader.WordsText(value),
            16527 when value.Length == 2 => new XauthStatus(BinaryPrimitives.ReadUInt16BigEndian(value)).Name,
            // the Unity protocol
            28672 or 28674 or 28675 or 28681 or 28682 => FieldReader.WordsText(value),
            28676 or 28678 when value.Length % SplitEntrySize == 0 => Networks(value),
            5 or 28673 or 28677 or 28679 when attribute.TryGetNumber(out ulong number) => number.ToString(CultureInfo.InvariantCulture),
            _ => FieldReader.Hex(value),
        };
    }

    private static string Subnet(ReadOnlySpan<byte> value) => FieldReader.AddressText(value[..4]) + "/" + FieldReader.AddressText(value[4..8]);

    // Address, mask, and six octets that peers leave zero: protocol and ports.
    private static string Networks(ReadOnlySpan<byte> value)
    {
        var networks = new string[value.Length / SplitEntrySize];
        for (int i = 0; i < networks.Length; i++)
        {
            networks[i] = Subnet(value.Slice(i * SplitEntrySize, SplitEntrySize));
        }

        return string.Join(", ", networks);
    }
}
