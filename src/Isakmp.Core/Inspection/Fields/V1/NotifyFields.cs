using System.Buffers.Binary;
using System.Globalization;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Fields.V1;

/// <summary>A notification: its data in the meaning of its type where that is known (RFC 2408 3.14, RFC 2407 4.6.3).</summary>
internal static class NotifyFields
{
    public static WireStatus Read(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = NotifyPayloadView.TryRead(body, out NotifyPayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        reader.Text("DOI", view.Doi.Name, body[..4]);
        reader.Text("Protocol", view.Protocol.Name, body[4..5]);
        reader.Text("Type", view.Type.Name, body[6..8]);
        if (!view.Spi.IsEmpty)
        {
            reader.Octets("SPI", view.Spi);
        }

        if (!view.Data.IsEmpty)
        {
            Data(reader, view);
        }

        return status;
    }

    private static void Data(FieldReader reader, in NotifyPayloadView view)
    {
        const ushort ResponderLifetime = 24576;
        if (view.Type.Value != ResponderLifetime)
        {
            reader.Text("Data", Meaning(view.Type, view.Data), view.Data);
            return;
        }

        // RFC 2407 4.6.3.1
        ReadOnlySpan<byte> rest = view.Data;
        while (!rest.IsEmpty && AttributeView.TryRead(rest, out AttributeView attribute).IsOk)
        {
            AttributeFields.Read(reader, view.Protocol, attribute);
            rest = rest[attribute.Raw.Length..];
        }

        if (!rest.IsEmpty)
        {
            reader.Octets("Data", rest);
        }
    }

    private static string Meaning(V1NotifyType type, ReadOnlySpan<byte> data) => type.Value switch
    {
        24577 or 36136 or 36137 when data.Length == 4 => BinaryPrimitives.ReadUInt32BigEndian(data).ToString(CultureInfo.InvariantCulture), // RFC 2407 4.6.3.2, RFC 3706 5.4
        _ => FieldReader.Hex(data),
    };
}
