using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Fields.V1;

/// <summary>Who a peer is, or whose traffic an SA is for (RFC 2407 4.6.2).</summary>
internal static class IdentificationFields
{
    public static WireStatus Read(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = IdentificationPayloadView.TryRead(body, out IdentificationPayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        reader.Text("Type", view.IdType.Name, body[..1]);
        reader.Number("IP Protocol", view.IpProtocol, body[1..2]);
        reader.Number("Port", view.Port, body[2..4]);
        reader.Text("Data", Meaning(view.IdType, view.Data), view.Data);
        return status;
    }

    // RFC 2407 4.6.2.2 to 4.6.2.12
    private static string Meaning(V1IdentificationType type, ReadOnlySpan<byte> data)
    {
        int half = data.Length / 2;
        return type.Value switch
        {
            1 or 5 => FieldReader.AddressText(data),
            2 or 3 or 11 => FieldReader.WordsText(data),
            4 when data.Length == 8 => Pair(data, half, "/"),
            6 when data.Length == 32 => Pair(data, half, "/"),
            7 when data.Length == 8 => Pair(data, half, " - "),
            8 when data.Length == 32 => Pair(data, half, " - "),
            _ => FieldReader.Hex(data),
        };
    }

    private static string Pair(ReadOnlySpan<byte> data, int half, string separator) =>
        FieldReader.AddressText(data[..half]) + separator + FieldReader.AddressText(data[half..]);
}
