using System.Collections.Immutable;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Messages;

/// <summary>Copies the proposals of an IKEv1 SA payload and writes them back, byte for byte where the reserved octets are zero (RFC 2408 3.4).</summary>
public static class V1Proposals
{
    /// <summary>Copies all proposals; unknown identifiers and attributes are kept in their form and order.</summary>
    /// <param name="view">The payload.</param>
    /// <returns>The proposals in the order of the payload; none if its DOI is not IPSEC.</returns>
    public static ImmutableArray<V1Proposal> Read(in SecurityAssociationView view)
    {
        ImmutableArray<V1Proposal>.Builder proposals = ImmutableArray.CreateBuilder<V1Proposal>();
        foreach (ProposalView proposal in view)
        {
            ImmutableArray<V1Transform>.Builder transforms = ImmutableArray.CreateBuilder<V1Transform>(proposal.TransformCount);
            foreach (TransformView transform in proposal)
            {
                transforms.Add(Read(transform));
            }

            proposals.Add(new(proposal.Number, proposal.Protocol, [.. proposal.Spi], transforms.ToImmutable()));
        }

        return proposals.ToImmutable();
    }

    /// <summary>Writes proposals as an SA payload with the IPSEC DOI and the situation SIT_IDENTITY_ONLY (RFC 2407 4.2.1).</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="proposals">At least one.</param>
    /// <exception cref="InvalidOperationException">There is no proposal, or one has more than 255 transforms.</exception>
    public static void Write(ref MessageWriter writer, ImmutableArray<V1Proposal> proposals)
    {
        SecurityAssociationWriter payload = SecurityAssociationWriter.Begin(ref writer);
        foreach (V1Proposal proposal in proposals)
        {
            payload.BeginProposal(ref writer, proposal.Number, proposal.Protocol, proposal.Spi.AsSpan());
            foreach (V1Transform transform in proposal.Transforms)
            {
                payload.BeginTransform(ref writer, transform.Number, transform.Id);
                foreach (V1Attribute attribute in transform.Attributes)
                {
                    Write(ref payload, ref writer, attribute);
                }

                payload.EndTransform(ref writer);
            }

            payload.EndProposal(ref writer);
        }

        payload.End(ref writer);
    }

    /// <summary>Copies an attribute.</summary>
    internal static V1Attribute Read(in AttributeView view)
    {
        ImmutableArray<byte> body = [.. view.Body];
        return view.IsShort ? V1Attribute.Short(view.Type, (ushort)((body[0] << 8) | body[1])) : V1Attribute.Long(view.Type, body);
    }

    /// <summary>Writes an attribute that stands in no transform.</summary>
    internal static void Write(ref MessageWriter writer, V1Attribute attribute)
    {
        if (attribute.IsShort)
        {
            AttributeWriter.Write(ref writer, attribute.Type, (ushort)attribute.Number.GetValueOrDefault());
        }
        else
        {
            AttributeWriter.WriteLong(ref writer, attribute.Type, attribute.Data.AsSpan());
        }
    }

    private static V1Transform Read(in TransformView view)
    {
        ImmutableArray<V1Attribute>.Builder attributes = ImmutableArray.CreateBuilder<V1Attribute>();
        foreach (AttributeView attribute in view)
        {
            attributes.Add(Read(attribute));
        }

        return new(view.Number, view.Id, attributes.ToImmutable());
    }

    private static void Write(ref SecurityAssociationWriter payload, ref MessageWriter writer, V1Attribute attribute)
    {
        if (attribute.IsShort)
        {
            payload.AddAttribute(ref writer, attribute.Type, (ushort)attribute.Number.GetValueOrDefault());
        }
        else
        {
            payload.AddLongAttribute(ref writer, attribute.Type, attribute.Data.AsSpan());
        }
    }
}
