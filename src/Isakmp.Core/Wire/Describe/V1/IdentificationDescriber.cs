using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Wire.Describe.V1;

/// <summary>Prints an identification payload: who a peer is, or whose traffic an SA is for (RFC 2407 4.6.2).</summary>
internal static class IdentificationDescriber
{
    public static WireStatus Describe(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = IdentificationPayloadView.TryRead(body, out IdentificationPayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        writer.Begin(view.IdType.Name);
        if (!view.IdType.IsKnown)
        {
            // Ciphertext has no fields (RFC 2409 5.2).
            writer.Text(", or encrypted, ").Octets(body).End();
            return status;
        }

        writer.Text(" ");
        Data(view.IdType, view.Data, writer);
        if (view.IpProtocol != 0 || view.Port != 0)
        {
            writer.Text(", protocol ").Number(view.IpProtocol).Text(", port ").Number(view.Port);
        }

        writer.End();
        return status;
    }

    // RFC 2407 4.6.2.2 to 4.6.2.12
    private static void Data(V1IdentificationType type, ReadOnlySpan<byte> data, DescriptionWriter writer)
    {
        int half = data.Length / 2;
        _ = type.Value switch
        {
            1 or 5 => writer.Address(data),
            2 or 3 => writer.Quoted(data),
            4 when data.Length == 8 => writer.Address(data[..half]).Text("/").Address(data[half..]),
            6 when data.Length == 32 => writer.Address(data[..half]).Text("/").Address(data[half..]),
            7 when data.Length == 8 => writer.Address(data[..half]).Text(" - ").Address(data[half..]),
            8 when data.Length == 32 => writer.Address(data[..half]).Text(" - ").Address(data[half..]),
            11 when !data.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) => writer.Quoted(data), // the name of a group, mostly
            _ => writer.Octets(data),
        };
    }
}
