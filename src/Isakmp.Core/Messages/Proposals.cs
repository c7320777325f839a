using System.Collections.Immutable;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Messages;

/// <summary>Copies proposals out of a security association payload and writes them back, byte for byte where the reserved octets are zero (RFC 7296 3.3).</summary>
public static class Proposals
{
    /// <summary>Copies all proposals; unknown transforms and attributes are kept.</summary>
    /// <param name="view">The payload.</param>
    /// <returns>The proposals in the order of the payload.</returns>
    public static ImmutableArray<Proposal> Read(in SecurityAssociationView view)
    {
        ImmutableArray<Proposal>.Builder proposals = ImmutableArray.CreateBuilder<Proposal>();
        foreach (ProposalView proposal in view)
        {
            ImmutableArray<Transform>.Builder transforms = ImmutableArray.CreateBuilder<Transform>(proposal.TransformCount);
            foreach (TransformView transform in proposal)
            {
                transforms.Add(Read(transform));
            }

            proposals.Add(new(proposal.Number, proposal.Protocol, [.. proposal.Spi], transforms.ToImmutable()));
        }

        return proposals.ToImmutable();
    }

    /// <summary>Writes proposals as a security association payload.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="proposals">At least one.</param>
    /// <exception cref="InvalidOperationException">There is no proposal, or one has more than 255 transforms.</exception>
    public static void Write(ref MessageWriter writer, ImmutableArray<Proposal> proposals)
    {
        SecurityAssociationWriter payload = SecurityAssociationWriter.Begin(ref writer);
        foreach (Proposal proposal in proposals)
        {
            payload.BeginProposal(ref writer, proposal.Number, proposal.Protocol, proposal.Spi.AsSpan());
            foreach (Transform transform in proposal.Transforms)
            {
                Write(ref payload, ref writer, transform);
            }

            payload.EndProposal(ref writer);
        }

        payload.End(ref writer);
    }

    /// <summary>Writes the answer to an offer: a security association payload of one proposal.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="chosen">The proposal.</param>
    public static void Write(ref MessageWriter writer, Proposal chosen) => Write(ref writer, [chosen]);

    private static Transform Read(in TransformView view)
    {
        if (view.Attributes.IsEmpty)
        {
            return new(view.Type, view.Id);
        }

        ImmutableArray<TransformAttribute>.Builder attributes = ImmutableArray.CreateBuilder<TransformAttribute>();
        foreach (TransformAttributeView attribute in view)
        {
            attributes.Add(attribute.IsShort
                ? TransformAttribute.Short(attribute.Type, attribute.Value)
                : TransformAttribute.Long(attribute.Type, [.. attribute.Body]));
        }

        return new(view.Type, view.Id, attributes.ToImmutable());
    }

    private static void Write(ref SecurityAssociationWriter payload, ref MessageWriter writer, Transform transform)
    {
        payload.BeginTransform(ref writer, transform.Type, transform.Id);
        foreach (TransformAttribute attribute in transform.Attributes)
        {
            if (attribute.ShortValue is { } value)
            {
                payload.AddAttribute(ref writer, attribute.Type, value);
            }
            else
            {
                payload.AddLongAttribute(ref writer, attribute.Type, attribute.Data.AsSpan());
            }
        }

        payload.EndTransform(ref writer);
    }
}
