using Isakmp.Wire.V2;

namespace Isakmp.Wire.Describe;

/// <summary>Prints the selectors of a TSi or TSr payload, up to the first that is malformed.</summary>
internal static class TrafficSelectorDescriber
{
    private const int FixedSize = 4;

    public static WireStatus Describe(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        int position = FixedSize;
        while (position < body.Length && TrafficSelectorView.TryRead(body[position..], out TrafficSelectorView selector).IsOk)
        {
            Selector(selector, writer);
            position += selector.Raw.Length;
        }

        return TrafficSelectorPayloadView.TryRead(body, out _);
    }

    private static void Selector(in TrafficSelectorView selector, DescriptionWriter writer)
    {
        writer.Begin(selector.Type.Name).Text(" ");
        if (selector.IsAddressRange)
        {
            writer.Address(selector.StartAddress).Text(" - ").Address(selector.EndAddress)
                .Text(", protocol ").Number(selector.IpProtocol)
                .Text(", ports ").Number(selector.StartPort).Text(" - ").Number(selector.EndPort);
        }
        else
        {
            writer.Octets(selector.Raw);
        }

        writer.End();
    }
}
