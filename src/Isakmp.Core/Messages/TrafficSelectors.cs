using System.Collections.Immutable;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Messages;

/// <summary>Copies traffic selectors out of a TSi or TSr payload and writes them back (RFC 7296 3.13).</summary>
public static class TrafficSelectors
{
    /// <summary>Copies the selectors for IPv4 and IPv6; those of other types are passed over, as RFC 7296 2.9 demands of a responder.</summary>
    /// <param name="view">The payload.</param>
    /// <returns>The selectors in the order of the payload, those that match no packet included.</returns>
    public static ImmutableArray<TrafficSelector> Read(in TrafficSelectorPayloadView view)
    {
        ImmutableArray<TrafficSelector>.Builder selectors = ImmutableArray.CreateBuilder<TrafficSelector>(view.Count);
        foreach (TrafficSelectorView selector in view)
        {
            if (selector.IsAddressRange)
            {
                selectors.Add(new(
                    selector.IpProtocol,
                    selector.StartPort,
                    selector.EndPort,
                    NetAddress.FromBytes(selector.StartAddress),
                    NetAddress.FromBytes(selector.EndAddress)));
            }
        }

        return selectors.ToImmutable();
    }

    /// <summary>Writes selectors as a payload.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="payload">TSi or TSr.</param>
    /// <param name="selectors">At least one; none of them dynamic.</param>
    /// <exception cref="ArgumentException">A selector is dynamic: call <see cref="TrafficSelector.Resolve"/> first.</exception>
    public static void Write(ref MessageWriter writer, PayloadType payload, ImmutableArray<TrafficSelector> selectors)
    {
        TrafficSelectorWriter list = TrafficSelectorWriter.Begin(ref writer, payload);
        Span<byte> addresses = stackalloc byte[32];
        foreach (TrafficSelector selector in selectors)
        {
            if (selector.IsDynamic)
            {
                throw new ArgumentException($"The selector '{selector}' has no address yet: call Resolve with the endpoint's address first.", nameof(selectors));
            }

            int length = selector.StartAddress.Write(addresses);
            selector.EndAddress.Write(addresses[length..]);
            list.Add(ref writer, selector.IpProtocol, selector.StartPort, selector.EndPort, addresses[..length], addresses.Slice(length, length));
        }

        list.End(ref writer);
    }
}
