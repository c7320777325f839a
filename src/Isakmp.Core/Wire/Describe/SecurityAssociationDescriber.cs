using Isakmp.Registry;
using Isakmp.Wire.V2;

namespace Isakmp.Wire.Describe;

/// <summary>Prints the proposals of an SA payload, up to the first that is malformed.</summary>
internal static class SecurityAssociationDescriber
{
    public static WireStatus Describe(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        int position = 0;
        while (position < body.Length && ProposalView.TryRead(body[position..], out ProposalView proposal).IsOk)
        {
            Proposal(proposal, writer);
            position += proposal.Raw.Length;
        }

        return SecurityAssociationView.TryRead(body, out _);
    }

    private static void Proposal(in ProposalView proposal, DescriptionWriter writer)
    {
        writer.Begin("proposal ").Number(proposal.Number).Text(": ").Text(proposal.Protocol.Name);
        if (!proposal.Spi.IsEmpty)
        {
            writer.Text(", SPI ").Hex(proposal.Spi);
        }

        writer.End();
        foreach (TransformView transform in proposal)
        {
            Transform(transform, writer.Inner);
        }
    }

    private static void Transform(in TransformView transform, DescriptionWriter writer)
    {
        writer.Begin(transform.Type.Name).Text(": ").Text(transform.Type.NameOf(transform.Id));
        foreach (TransformAttributeView attribute in transform)
        {
            writer.Text(", ").Text(attribute.Type.Name).Text(" ");
            _ = attribute.IsShort ? writer.Number(attribute.Value) : writer.Octets(attribute.Body);
        }

        writer.End();
    }
}
