using System.Globalization;
using Isakmp.Registry;
using Isakmp.Wire.Describe.V1;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Fields.V1;

/// <summary>An attribute of a transform (RFC 2409 A, RFC 2407 4.5).</summary>
internal static class AttributeFields
{
    /// <summary>Adds the attribute under its name, with what it holds as a name or a number.</summary>
    public static void Read(FieldReader reader, V1Protocol protocol, in AttributeView attribute) =>
        reader.Text(AttributeDescriber.NameOf(protocol, attribute.Type), Value(protocol, attribute), attribute.Raw);

    private static string Value(V1Protocol protocol, in AttributeView attribute)
    {
        if (!attribute.TryGetNumber(out ulong number))
        {
            return $"0x{FieldReader.Hex(attribute.Body)}";
        }

        return (number <= ushort.MaxValue ? AttributeDescriber.ValueOf(protocol, attribute.Type, (ushort)number) : null)
            ?? number.ToString(CultureInfo.InvariantCulture);
    }
}
