using System.Globalization;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Fields;

/// <summary>The proposals of an SA payload with their transforms and attributes, up to the first that is malformed (RFC 7296 section 3.3).</summary>
internal static class SecurityAssociationFields
{
    public static WireStatus Read(FieldReader reader, ReadOnlySpan<byte> body)
    {
        int position = 0;
        while (position < body.Length && ProposalView.TryRead(body[position..], out ProposalView proposal).IsOk)
        {
            Read(reader, proposal);
            position += proposal.Raw.Length;
        }

        return SecurityAssociationView.TryRead(body, out _);
    }

    private static void Read(FieldReader reader, in ProposalView proposal)
    {
        FieldReader fields = reader.Inner();
        fields.Text("Protocol", proposal.Protocol.Name, proposal.Raw[5..6]);
        if (!proposal.Spi.IsEmpty)
        {
            fields.Octets("SPI", proposal.Spi);
        }

        foreach (TransformView transform in proposal)
        {
            FieldReader attributes = fields.Inner();
            foreach (TransformAttributeView attribute in transform)
            {
                if (attribute.IsShort)
                {
                    attributes.Number(attribute.Type.Name, attribute.Value, attribute.Raw);
                }
                else
                {
                    attributes.Text(attribute.Type.Name, $"0x{FieldReader.Hex(attribute.Body)}", attribute.Raw);
                }
            }

            fields.Group($"Transform {Word(transform.Type)}", transform.Type.NameOf(transform.Id), transform.Raw, attributes);
        }

        reader.Group(string.Create(CultureInfo.InvariantCulture, $"Proposal {proposal.Number}"), null, proposal.Raw, fields);
    }

    /// <summary>The RFC's short word for a type (RFC 7296 section 3.3.2, RFC 9370).</summary>
    private static string Word(TransformType type) => type.Value switch
    {
        1 => "ENCR",
        2 => "PRF",
        3 => "INTEG",
        4 => "KE",
        5 => "ESN",
        >= 6 and <= 12 => string.Create(CultureInfo.InvariantCulture, $"ADDKE{type.Value - 5}"),
        _ => type.Name,
    };
}
