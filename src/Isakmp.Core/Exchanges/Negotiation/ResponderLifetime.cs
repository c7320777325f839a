using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>RESPONDER-LIFETIME: the responder keeps an SA for a shorter time than was offered, and says so in its answer (RFC 2407 sections 4.5.4 and 4.6.3.1).</summary>
internal static class ResponderLifetime
{
    // Two units, each with a life type of 4 octets and a duration of at most 12.
    private const int MaximumSize = 32;

    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="protocol">The protocol of the SA.</param>
    /// <param name="spi">Our SPI of it.</param>
    /// <param name="lifetime">How long we keep it.</param>
    public static void Write(ref MessageWriter writer, V1Protocol protocol, ReadOnlySpan<byte> spi, V1Lifetime lifetime)
    {
        ImmutableArray<V1Attribute>.Builder attributes = ImmutableArray.CreateBuilder<V1Attribute>();
        if (protocol == V1Protocol.Isakmp)
        {
            // RFC 2407 4.6.3.1 does not say which classes; as Cisco does: those of the SA that it is about
            V1LifetimeAttributes.Add(attributes, V1IkeAttributeType.LifeType.Value, V1IkeAttributeType.LifeDuration.Value, lifetime);
        }
        else
        {
            V1LifetimeAttributes.Add(attributes, V1IpsecAttributeType.SaLifeType.Value, V1IpsecAttributeType.SaLifeDuration.Value, lifetime);
        }

        MessageWriter data = MessageWriter.ForChain(stackalloc byte[MaximumSize]);
        foreach (V1Attribute attribute in attributes)
        {
            V1Proposals.Write(ref data, attribute);
        }

        NotifyPayload.Write(ref writer, protocol, spi, V1NotifyType.ResponderLifetime, data.Written);
    }

    /// <summary>The shortest of those that a message has; no limit where there is none that can be read.</summary>
    /// <param name="payloads">The message.</param>
    /// <param name="isPhase1">Whether those about the ISAKMP SA are meant, or those about Child SAs.</param>
    public static V1Lifetime Read(in PayloadList payloads, bool isPhase1)
    {
        V1Lifetime shortest = default;
        for (int i = payloads.IndexOf(PayloadType.V1Notification); i >= 0; i = payloads.IndexOf(PayloadType.V1Notification, i + 1))
        {
            if (NotifyPayloadView.TryRead(payloads[i].Body, out NotifyPayloadView notify).IsOk
                && notify.Type == V1NotifyType.ResponderLifetime && notify.Doi == DomainOfInterpretation.Ipsec
                && (notify.Protocol == V1Protocol.Isakmp) == isPhase1)
            {
                shortest = shortest.Shorter(Read(notify.Data, isPhase1));
            }
        }

        return shortest;
    }

    private static V1Lifetime Read(ReadOnlySpan<byte> data, bool isPhase1)
    {
        ImmutableArray<V1Attribute>.Builder attributes = ImmutableArray.CreateBuilder<V1Attribute>();
        while (!data.IsEmpty)
        {
            if (!AttributeView.TryRead(data, out AttributeView view).IsOk)
            {
                return default;
            }

            attributes.Add(V1Proposals.Read(view));
            data = data[view.Raw.Length..];
        }

        var transform = new V1Transform(0, 0, attributes.ToImmutable());
        V1Lifetime ofPhase1 = isPhase1 ? V1IkeParameters.Read(transform).Lifetime : default;
        return ofPhase1.IsUnlimited ? V1IpsecParameters.Read(transform).Lifetime : ofPhase1; // for phase 1 either classes, because the RFC does not say
    }
}
