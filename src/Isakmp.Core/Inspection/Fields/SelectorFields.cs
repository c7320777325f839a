using System.Globalization;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Fields;

/// <summary>The selectors of a TSi or TSr payload, up to the first that is malformed (RFC 7296 section 3.13).</summary>
internal static class SelectorFields
{
    private const int FixedSize = 4;

    public static WireStatus Read(FieldReader reader, ReadOnlySpan<byte> body)
    {
        int position = FixedSize;
        int number = 0;
        while (position < body.Length && TrafficSelectorView.TryRead(body[position..], out TrafficSelectorView selector).IsOk)
        {
            Read(reader, selector, ++number);
            position += selector.Raw.Length;
        }

        return TrafficSelectorPayloadView.TryRead(body, out _);
    }

    private static void Read(FieldReader reader, in TrafficSelectorView selector, int number)
    {
        FieldReader fields = reader.Inner();
        fields.Text("Type", selector.Type.Name, selector.Raw[..1]);
        if (selector.IsAddressRange)
        {
            fields.Number("IP Protocol", selector.IpProtocol, selector.Raw[1..2]);
            fields.Number("Start Port", selector.StartPort, selector.Raw[4..6]);
            fields.Number("End Port", selector.EndPort, selector.Raw[6..8]);
            fields.Address("Start Address", selector.StartAddress);
            fields.Address("End Address", selector.EndAddress);
        }
        else
        {
            fields.Octets("Data", selector.Raw);
        }

        reader.Group(string.Create(CultureInfo.InvariantCulture, $"Selector {number}"), null, selector.Raw, fields);
    }
}
