using System.Buffers.Binary;
using Isakmp.Registry;
using Isakmp.Wire.V2;

namespace Isakmp.Wire.Describe;

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

        writer.Begin(view.Type.Name);
        if (!view.Spi.IsEmpty)
        {
            writer.Text(", ").Text(view.Protocol.Name).Text(" SPI ").Hex(view.Spi);
        }

        if (!view.Data.IsEmpty)
        {
            writer.Text(", ");
            Data(view.Type, view.Data, writer);
        }

        writer.End();
        return status;
    }

    private static void Data(NotifyType type, ReadOnlySpan<byte> data, DescriptionWriter writer)
    {
        _ = type.Value switch
        {
            1 when data.Length == 1 => writer.Text(new PayloadType(data[0]).Notation), // UNSUPPORTED_CRITICAL_PAYLOAD, RFC 7296 2.5
            5 when data.Length == 1 => writer.Text("highest version ").Number(data[0]), // INVALID_MAJOR_VERSION, RFC 7296 2.5
            17 when data.Length == 2 => writer.Text(new KeyExchangeMethod(Number16(data)).Name), // INVALID_KE_PAYLOAD, RFC 7296 1.2
            11 => writer.Octets(data), // INVALID_SPI, RFC 7296 1.5
            16385 or 16403 when data.Length == 4 => writer.Number(BinaryPrimitives.ReadUInt32BigEndian(data)), // window size, lifetime
            16387 when data.Length == 3 => writer.Text("CPI ").Hex(data[..2]).Text(" ").Text(new IpCompTransform(data[2]).Name), // RFC 7296 2.22
            16388 or 16389 or 16390 or 16401 => writer.Octets(data), // NAT detection hashes, cookies
            16397 or 16398 => writer.Address(data), // ADDITIONAL_IP4_ADDRESS, ADDITIONAL_IP6_ADDRESS, RFC 4555 3.6
            16431 => Hashes(data, writer), // SIGNATURE_HASH_ALGORITHMS, RFC 7427 4
            _ => writer.Length(data),
        };
    }

    private static DescriptionWriter Hashes(ReadOnlySpan<byte> data, DescriptionWriter writer)
    {
        for (int i = 0; i + 1 < data.Length; i += 2)
        {
            writer.Text(i == 0 ? "" : " ").Text(new HashAlgorithmIdentifier(Number16(data[i..])).Name);
        }

        return writer;
    }

    private static ushort Number16(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt16BigEndian(data);
}
