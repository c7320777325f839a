using System.Buffers.Binary;
using System.Globalization;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Fields;

/// <summary>A notification: its data in the meaning of its type where that is known (RFC 7296 section 3.10).</summary>
internal static class NotifyFields
{
    public static WireStatus Read(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = NotifyPayloadView.TryRead(body, out NotifyPayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        reader.Text("Protocol", view.Protocol.Name, body[..1]);
        reader.Text("Type", view.Type.Name, body[2..4]);
        if (!view.Spi.IsEmpty)
        {
            reader.Octets("SPI", view.Spi);
        }

        if (!view.Data.IsEmpty)
        {
            reader.Text("Data", Meaning(view.Type, view.Data), view.Data);
        }

        return status;
    }

    private static string Meaning(NotifyType type, ReadOnlySpan<byte> data) => type.Value switch
    {
        1 when data.Length == 1 => new PayloadType(data[0]).Notation, // UNSUPPORTED_CRITICAL_PAYLOAD, RFC 7296 2.5
        5 when data.Length == 1 => data[0].ToString(CultureInfo.InvariantCulture), // INVALID_MAJOR_VERSION, RFC 7296 2.5
        17 when data.Length == 2 => new KeyExchangeMethod(BinaryPrimitives.ReadUInt16BigEndian(data)).Name, // INVALID_KE_PAYLOAD, RFC 7296 1.2
        16385 or 16403 when data.Length == 4 => BinaryPrimitives.ReadUInt32BigEndian(data).ToString(CultureInfo.InvariantCulture), // window size, lifetime
        16397 or 16398 => FieldReader.AddressText(data), // ADDITIONAL_IP4_ADDRESS, ADDITIONAL_IP6_ADDRESS, RFC 4555 3.6
        16431 when data.Length % 2 == 0 => Hashes(data), // SIGNATURE_HASH_ALGORITHMS, RFC 7427 4
        _ => FieldReader.Hex(data),
    };

    private static string Hashes(ReadOnlySpan<byte> data)
    {
        var names = new string[data.Length / 2];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = new HashAlgorithmIdentifier(BinaryPrimitives.ReadUInt16BigEndian(data[(2 * i)..])).Name;
        }

        return string.Join(", ", names);
    }
}
