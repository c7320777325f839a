using System.Buffers.Binary;
using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Wire.Describe.V1;

/// <summary>Prints a notification; data is shown for types whose data is known to be no secret, for all others by length.</summary>
internal static class NotifyDescriber
{
    public static WireStatus Describe(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = NotifyPayloadView.TryRead(body, out NotifyPayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        writer.Begin(view.Type.Name).Text(", ").Text(view.Protocol.Name);
        if (view.Doi != DomainOfInterpretation.Ipsec)
        {
            writer.Text(", DOI ").Text(view.Doi.Name);
        }

        if (!view.Spi.IsEmpty)
        {
            writer.Text(", SPI ").Hex(view.Spi);
        }

        if (!view.Data.IsEmpty)
        {
            writer.Text(", ");
            Data(view, writer);
        }

        writer.End();
        return status;
    }

    private static void Data(in NotifyPayloadView view, DescriptionWriter writer)
    {
        switch (view.Type.Value)
        {
            case 24576: // RESPONDER-LIFETIME, RFC 2407 4.6.3.1
                Attributes(view.Protocol, view.Data, writer);
                break;
            case 24577 when view.Data.Length == 4: // REPLAY-STATUS, RFC 2407 4.6.3.2
                writer.Text(BinaryPrimitives.ReadUInt32BigEndian(view.Data) == 0 ? "replay detection disabled" : "replay detection enabled");
                break;
            case 36136 or 36137 when view.Data.Length == 4: // R-U-THERE, RFC 3706 5.4
                writer.Text("sequence number ").Number(BinaryPrimitives.ReadUInt32BigEndian(view.Data));
                break;
            default:
                writer.Length(view.Data);
                break;
        }
    }

    private static void Attributes(V1Protocol protocol, ReadOnlySpan<byte> data, DescriptionWriter writer)
    {
        string separator = "";
        while (!data.IsEmpty)
        {
            writer.Text(separator);
            if (!AttributeView.TryRead(data, out AttributeView attribute).IsOk)
            {
                writer.Length(data);
                return;
            }

            AttributeDescriber.Describe(protocol, attribute, writer);
            data = data[attribute.Raw.Length..];
            separator = ", ";
        }
    }
}
