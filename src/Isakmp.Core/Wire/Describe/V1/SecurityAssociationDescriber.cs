using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Wire.Describe.V1;

/// <summary>Prints the proposals of an SA payload, up to the first that is malformed.</summary>
internal static class SecurityAssociationDescriber
{
    public static WireStatus Describe(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = SecurityAssociationView.TryReadSituation(body, out SecurityAssociationView view);
        if (!status.IsOk)
        {
            return status;
        }

        if (!view.IsIpsec)
        {
            writer.Begin("DOI ").Text(view.Doi.Name).Text(", ").Length(view.Rest).End();
            return status;
        }

        if (view.Situation != SituationFlags.IdentityOnly)
        {
            Situation(view, writer);
        }

        ReadOnlySpan<byte> rest = view.Proposals;
        while (!rest.IsEmpty && ProposalView.TryRead(rest, out ProposalView proposal).IsOk)
        {
            Proposal(proposal, writer);
            rest = rest[proposal.Raw.Length..];
        }

        return SecurityAssociationView.TryRead(body, out _);
    }

    private static void Situation(in SecurityAssociationView view, DescriptionWriter writer)
    {
        writer.Begin("situation")
            .Text((view.Situation & SituationFlags.IdentityOnly) != 0 ? " SIT_IDENTITY_ONLY" : "")
            .Text((view.Situation & SituationFlags.Secrecy) != 0 ? " SIT_SECRECY" : "")
            .Text((view.Situation & SituationFlags.Integrity) != 0 ? " SIT_INTEGRITY" : "")
            .Text(" (").Number((uint)view.Situation).Text(")");
        if ((view.Situation & SituationFlags.Labelled) != 0)
        {
            writer.Text(", labels of domain ").Number(view.Labels.Domain);
        }

        writer.End();
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
            writer.Inner.Begin("transform ").Number(transform.Number).Text(": ").Text(NameOf(proposal.Protocol, transform.Id));
            foreach (AttributeView attribute in transform)
            {
                writer.Text(", ");
                AttributeDescriber.Describe(proposal.Protocol, attribute, writer);
            }

            writer.End();
        }
    }

    /// <summary>What a transform of this number is called (RFC 2407 4.4.2 to 4.4.5).</summary>
    public static string NameOf(V1Protocol protocol, byte transform) => protocol.Value switch
    {
        1 => new V1IkeTransform(transform).Name,
        2 => new V1AhTransform(transform).Name,
        3 => new V1EspTransform(transform).Name,
        4 => new IpCompTransform(transform).Name,
        _ => UnknownNumber.Text(transform),
    };
}
