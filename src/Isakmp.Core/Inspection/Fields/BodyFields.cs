using Isakmp.Messages;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Fields;

/// <summary>The fields of a payload's body; the offset of a fault is from the start of the body.</summary>
internal static class BodyFields
{
    public static WireStatus Read(FieldReader reader, in PayloadView payload, in IkeHeader header)
    {
        ReadOnlySpan<byte> body = payload.Body;
        if (header.MajorVersion != 2)
        {
            return V1.BodyFields.Read(reader, payload);
        }

        return payload.Type.Value switch
        {
            33 => SecurityAssociationFields.Read(reader, body),
            34 => KeyExchange(reader, body),
            35 or 36 => Identification(reader, body),
            37 => Certificate(reader, body),
            38 => CertificateRequest(reader, body),
            39 => Authentication(reader, body),
            40 => Nonce(reader, body),
            41 => NotifyFields.Read(reader, body),
            42 => Delete(reader, body),
            43 => VendorId(reader, body),
            44 or 45 => SelectorFields.Read(reader, body),
            46 => Encrypted(reader, payload),
            47 => ConfigurationFields.Read(reader, body),
            48 => Eap(reader, body),
            53 => Fragment(reader, payload),
            _ => Unknown(reader, body),
        };
    }

    private static WireStatus KeyExchange(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = KeyExchangePayloadView.TryRead(body, out KeyExchangePayloadView view);
        if (status.IsOk)
        {
            reader.Text("Method", view.Method.Name, body[..2]);
            reader.Octets("Data", view.Data);
        }

        return status;
    }

    private static WireStatus Identification(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = IdentificationPayloadView.TryRead(body, out IdentificationPayloadView view);
        if (status.IsOk)
        {
            reader.Text("Type", view.IdType.Name, body[..1]);
            reader.Text("Data", Identity.From(view).ToString(), view.Data);
        }

        return status;
    }

    private static WireStatus Certificate(FieldReader reader, ReadOnlySpan<byte> body)
    {
        const int HashSize = 20;
        WireStatus status = CertificatePayloadView.TryRead(body, out CertificatePayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        reader.Text("Encoding", view.Encoding.Name, body[..1]);
        bool isUrl = view.Encoding == CertificateEncoding.HashAndUrlX509 || view.Encoding == CertificateEncoding.HashAndUrlBundle;
        if (isUrl && view.Data.Length > HashSize)
        {
            // RFC 7296 3.6: the SHA-1 hash of the certificate, then the URL
            reader.Octets("Hash", view.Data[..HashSize]);
            reader.Words("URL", view.Data[HashSize..]);
        }
        else
        {
            reader.Octets("Data", view.Data);
        }

        return status;
    }

    private static WireStatus CertificateRequest(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = CertificateRequestPayloadView.TryRead(body, out CertificateRequestPayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        reader.Text("Encoding", view.Encoding.Name, body[..1]);
        for (int i = 0; i < view.AuthorityCount; i++)
        {
            reader.Octets("Authority", view.Authority(i));
        }

        if (!view.HasAuthorities)
        {
            reader.Octets("Data", view.Data);
        }

        return status;
    }

    private static WireStatus Authentication(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = AuthenticationPayloadView.TryRead(body, out AuthenticationPayloadView view);
        if (status.IsOk)
        {
            reader.Text("Method", view.Method.Name, body[..1]);
            reader.Octets("Data", view.Data);
        }

        return status;
    }

    private static WireStatus Nonce(FieldReader reader, ReadOnlySpan<byte> body)
    {
        WireStatus status = NoncePayloadView.TryRead(body, out _);
        if (status.IsOk)
        {
            reader.Octets("Data", body);
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

        reader.Text("Protocol", view.Protocol.Name, body[..1]);
        reader.Number("SPI Size", view.SpiSize, body[1..2]);
        reader.Number("Count", view.Count, body[2..4]);
        foreach (ReadOnlySpan<byte> spi in view)
        {
            reader.Octets("SPI", spi);
        }

        return status;
    }

    private static WireStatus VendorId(FieldReader reader, ReadOnlySpan<byte> body)
    {
        reader.Octets("Data", body);
        if (body.Length > 4 && !body.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            reader.Words("Text", body);
        }

        return WireStatus.Ok;
    }

    private static WireStatus Encrypted(FieldReader reader, in PayloadView payload)
    {
        reader.Text("First Inside", payload.NextPayload.Notation, payload.Raw[..1]);
        reader.Octets("Encrypted", payload.Body);
        return WireStatus.Ok;
    }

    private static WireStatus Fragment(FieldReader reader, in PayloadView payload)
    {
        WireStatus status = EncryptedFragmentView.TryRead(payload, out EncryptedFragmentView view);
        if (status.IsOk)
        {
            reader.Text("First Inside", payload.NextPayload.Notation, payload.Raw[..1]);
            reader.Number("Fragment Number", view.FragmentNumber, payload.Body[..2]);
            reader.Number("Total Fragments", view.TotalFragments, payload.Body[2..4]);
            reader.Octets("Encrypted", view.Rest);
        }

        return status;
    }

    // RFC 3748 4: type-data may hold a password, so only names are shown.
    private static WireStatus Eap(FieldReader reader, ReadOnlySpan<byte> body)
    {
        const byte IdentityType = 1;
        WireStatus status = EapPayloadView.TryRead(body, out EapPayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        reader.Text("Code", view.Code switch { 1 => "request", 2 => "response", 3 => "success", 4 => "failure", _ => $"unknown ({view.Code})" }, view.Packet[..1]);
        reader.Number("Identifier", view.Identifier, view.Packet[1..2]);
        if (view.Type is { } type)
        {
            reader.Number("Type", type, view.Packet[4..5]);
            if (type == IdentityType)
            {
                reader.Words("Data", view.Data);
            }
            else
            {
                reader.Hidden("Data", view.Data);
            }
        }

        return status;
    }

    private static WireStatus Unknown(FieldReader reader, ReadOnlySpan<byte> body)
    {
        reader.Octets("Data", body);
        return WireStatus.Ok;
    }
}
