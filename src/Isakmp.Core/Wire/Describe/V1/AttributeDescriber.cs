using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Wire.Describe.V1;

/// <summary>Prints an attribute of a transform: its name, and the name or the number that it holds (RFC 2409 A, RFC 2407 4.5).</summary>
internal static class AttributeDescriber
{
    public static void Describe(V1Protocol protocol, in AttributeView attribute, DescriptionWriter writer)
    {
        writer.Text(NameOf(protocol, attribute.Type)).Text(" ");
        if (!attribute.TryGetNumber(out ulong number) || number > long.MaxValue)
        {
            writer.Octets(attribute.Body);
        }
        else if (number <= ushort.MaxValue && ValueOf(protocol, attribute.Type, (ushort)number) is { } name)
        {
            writer.Text(name);
        }
        else
        {
            writer.Number((long)number);
        }
    }

    /// <summary>What an attribute of this number is called in a transform for a protocol.</summary>
    public static string NameOf(V1Protocol protocol, ushort type) =>
        protocol == V1Protocol.Isakmp ? new V1IkeAttributeType(type).Name : new V1IpsecAttributeType(type).Name;

    /// <summary>What the value of an attribute is called; null if it is a number and nothing else.</summary>
    public static string? ValueOf(V1Protocol protocol, ushort type, ushort value) =>
        protocol == V1Protocol.Isakmp ? IkeValue(type, value) : IpsecValue(type, value);

    // RFC 2409 A
    private static string? IkeValue(ushort type, ushort value) => type switch
    {
        1 => new V1EncryptionAlgorithm(value).Name,
        2 => new V1HashAlgorithm(value).Name,
        3 => new V1AuthenticationMethod(value).Name,
        4 => new V1GroupDescription(value).Name,
        5 => new V1GroupType(value).Name,
        11 => new V1LifeType(value).Name,
        20 => new V1AsymmetricAlgorithm(value).Name,
        _ => null,
    };

    // RFC 2407 4.5
    private static string? IpsecValue(ushort type, ushort value) => type switch
    {
        1 => new V1LifeType(value).Name,
        3 => new V1GroupDescription(value).Name,
        4 => new V1EncapsulationMode(value).Name,
        5 => new V1AuthenticationAlgorithm(value).Name,
        10 => new V1EcnTunnel(value).Name,
        11 => new V1ExtendedSequenceNumber(value).Name,
        13 => new V1SignatureEncoding(value).Name,
        14 => new V1AddressPreservation(value).Name,
        15 => new V1SaDirection(value).Name,
        _ => null,
    };
}
