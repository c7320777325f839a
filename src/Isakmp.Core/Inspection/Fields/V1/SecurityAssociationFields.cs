using System.Globalization;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.Describe.V1;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Fields.V1;

/// <summary>The proposals of an SA payload with their transforms and attributes, up to the first that is malformed (RFC 2408 3.4 to 3.6, RFC 2407 4.6.1).</summary>
internal static class SecurityAssociationFields
{
    public static WireStatus Read(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = SecurityAssociationView.TryReadSituation(body, out SecurityAssociationView view);
        if (!status.IsOk)
        {
            return status;
        }

        reader.Text("DOI", view.Doi.Name, body[..4]);
        if (!view.IsIpsec)
        {
            reader.Octets("Data", view.Rest);
            return status;
        }

        reader.Number("Situation", (uint)view.Situation, body[4..8]);
        if ((view.Situation & SituationFlags.Labelled) != 0)
        {
            reader.Octets("Labels", view.Labels.Raw);
        }

        ReadOnlySpan<byte> rest = view.Proposals;
        while (!rest.IsEmpty && ProposalView.TryRead(rest, out ProposalView proposal).IsOk)
        {
            Read(reader, proposal);
            rest = rest[proposal.Raw.Length..];
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
            foreach (AttributeView attribute in transform)
            {
                AttributeFields.Read(attributes, proposal.Protocol, attribute);
            }

            fields.Group(
                string.Create(CultureInfo.InvariantCulture, $"Transform {transform.Number}"),
                SecurityAssociationDescriber.NameOf(proposal.Protocol, transform.Id),
                transform.Raw,
                attributes);
        }

        reader.Group(string.Create(CultureInfo.InvariantCulture, $"Proposal {proposal.Number}"), null, proposal.Raw, fields);
    }
}
