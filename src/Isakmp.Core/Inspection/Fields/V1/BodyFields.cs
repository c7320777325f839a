using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Fields.V1;

/// <summary>The fields of a payload's body in IKEv1; the offset of a fault is from the start of the body.</summary>
/// <remarks>With public key encryption the bodies of ID, KE and NONCE are ciphertext (RFC 2409 5.2, 5.3), and nothing in the message says so.</remarks>
internal static class BodyFields
{
    public static WireStatus Read(FieldReader reader, in PayloadView payload)
    {
        ReadOnlySpan<byte> body = payload.Body;
        return payload.Type.Value switch
        {
            1 => SecurityAssociationFields.Read(reader, body),
            4 => Data(reader, body, KeyExchangePayloadView.TryRead(body, out _)),
            5 => IdentificationFields.Read(reader, body),
            6 => Certificate(reader, body),
            7 => CertificateRequest(reader, body),
            8 => Data(reader, body, HashPayloadView.TryRead(body, out _)),
            9 => Data(reader, body, SignaturePayloadView.TryRead(body, out _)),
            10 => Nonce(reader, body),
            11 => NotifyFields.Read(reader, body),
            12 => Delete(reader, body),
            13 => VendorIdentification(reader, body),
            14 => ConfigurationFields.Read(reader, body),
            20 or 130 => Data(reader, body, NatDetectionPayloadView.TryRead(body, out _)),
            21 or 131 => NatOriginalAddress(reader, body),
            132 => Fragment(reader, body),
            _ => Data(reader, body, WireStatus.Ok),
        };
    }

    private static WireStatus Data(FieldReader reader, ReadOnlySpan<byte> body, WireStatus status)
    {
        if (status.IsOk)
        {
            reader.Octets("Data", body);
        }

        return status;
    }

    // RFC 2409 5.2: a nonce under a public key is longer than a nonce may be.
    private static WireStatus Nonce(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = NoncePayloadView.TryRead(body, out _);
        return Data(reader, body, status.Error == WireError.LengthTooLarge ? WireStatus.Ok : status);
    }

    private static WireStatus Certificate(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = CertificatePayloadView.TryRead(body, out CertificatePayloadView view);
        if (status.IsOk)
        {
            reader.Text("Encoding", view.Encoding.Name, body[..1]);
            reader.Octets("Data", view.Data);
        }

        return status;
    }

    private static WireStatus CertificateRequest(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = CertificateRequestPayloadView.TryRead(body, out CertificateRequestPayloadView view);
        if (status.IsOk)
        {
            reader.Text("Encoding", view.Encoding.Name, body[..1]);
            reader.Octets("Authority", view.Authority);
        }

        return status;
    }

    private static WireStatus Delete(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = DeletePayloadView.TryRead(body, out DeletePayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        reader.Text("DOI", view.Doi.Name, body[..4]);
        reader.Text("Protocol", view.Protocol.Name, body[4..5]);
        reader.Number("SPI Size", view.SpiSize, body[5..6]);
        reader.Number("Count", view.Count, body[6..8]);
        foreach (ReadOnlySpan<byte> spi in view)
        {
            reader.Octets("SPI", spi);
        }

        return status;
    }

    private static WireStatus VendorIdentification(FieldReader reader, ReadOnlySpan<byte> body)
    {
        reader.Octets("Data", body);
        if (VendorId.TryGetName(body, out string? name))
        {
            reader.Text("Name", name, body);
        }

        return WireStatus.Ok;
    }

    private static WireStatus NatOriginalAddress(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = NatOriginalAddressPayloadView.TryRead(body, out NatOriginalAddressPayloadView view);
        if (status.IsOk)
        {
            reader.Text("Type", view.IdType.Name, body[..1]);
            reader.Address("Address", view.Address);
        }

        return status;
    }

    private static WireStatus Fragment(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = FragmentPayloadView.TryRead(body, out FragmentPayloadView view);
        if (status.IsOk)
        {
            reader.Number("Fragment ID", view.FragmentId, body[..2]);
            reader.Number("Fragment Number", view.FragmentNumber, body[2..3]);
            reader.Text("Last", view.IsLast ? "yes" : "no", body[3..4]);
            reader.Octets("Data", view.Data);
        }

        return status;
    }
}
