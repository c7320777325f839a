using Isakmp.Registry;
using Isakmp.Wire.V2;

namespace Isakmp.Wire.Describe;

/// <summary>Prints the body of one payload; returns what is wrong with it, with the offset from the start of the body.</summary>
internal static class PayloadDescriber
{
    public static WireStatus Describe(in PayloadView payload, DescriptionWriter writer)
    {
        ReadOnlySpan<byte> body = payload.Body;
        return payload.Type.Value switch
        {
            33 => SecurityAssociationDescriber.Describe(body, writer),
            34 => KeyExchange(body, writer),
            35 or 36 => Identification(body, writer),
            37 => Certificate(body, writer),
            38 => CertificateRequest(body, writer),
            39 => Authentication(body, writer),
            40 => Nonce(body, writer),
            41 => NotifyDescriber.Describe(body, writer),
            42 => Delete(body, writer),
            43 => VendorIdDescriber.Describe(body, writer),
            44 or 45 => TrafficSelectorDescriber.Describe(body, writer),
            46 => Encrypted(payload, writer),
            47 => ConfigurationDescriber.Describe(body, writer),
            48 => EapDescriber.Describe(body, writer),
            53 => Fragment(payload, writer),
            _ => WireStatus.Ok,
        };
    }

    private static WireStatus KeyExchange(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = KeyExchangePayloadView.TryRead(body, out KeyExchangePayloadView view);
        if (status.IsOk)
        {
            writer.Begin(view.Method.Name).Text(", ").Octets(view.Data).End();
        }

        return status;
    }

    private static WireStatus Identification(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = IdentificationPayloadView.TryRead(body, out IdentificationPayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        writer.Begin(view.IdType.Name).Text(" ");
        // RFC 7296 3.5
        _ = view.IdType.Value switch
        {
            1 or 5 => writer.Address(view.Data),
            2 or 3 => writer.Quoted(view.Data),
            _ => writer.Octets(view.Data),
        };
        writer.End();
        return status;
    }

    private static WireStatus Certificate(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = CertificatePayloadView.TryRead(body, out CertificatePayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        const int HashSize = 20;
        writer.Begin(view.Encoding.Name).Text(", ");
        bool isUrl = view.Encoding == CertificateEncoding.HashAndUrlX509 || view.Encoding == CertificateEncoding.HashAndUrlBundle;
        // RFC 7296 3.6: the SHA-1 hash of the certificate, then the URL.
        _ = isUrl && view.Data.Length > HashSize
            ? writer.Hex(view.Data[..HashSize]).Text(" ").Quoted(view.Data[HashSize..])
            : writer.Octets(view.Data);
        writer.End();
        return status;
    }

    private static WireStatus CertificateRequest(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = CertificateRequestPayloadView.TryRead(body, out CertificateRequestPayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        if (!view.HasAuthorities)
        {
            writer.Begin(view.Encoding.Name).Text(", ").Octets(view.Data).End();
            return status;
        }

        writer.Begin(view.Encoding.Name).Text(", authorities: ").Number(view.AuthorityCount).End();
        for (int i = 0; i < view.AuthorityCount; i++)
        {
            writer.Inner.Begin("").Hex(view.Authority(i)).End();
        }

        return status;
    }

    private static WireStatus Authentication(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = AuthenticationPayloadView.TryRead(body, out AuthenticationPayloadView view);
        if (status.IsOk)
        {
            // The length alone: a MAC of a weak shared key can be searched for.
            writer.Begin(view.Method.Name).Text(", ").Length(view.Data).End();
        }

        return status;
    }

    private static WireStatus Nonce(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        writer.Begin("").Octets(body).End();
        return NoncePayloadView.TryRead(body, out _);
    }

    private static WireStatus Delete(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = DeletePayloadView.TryRead(body, out DeletePayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        writer.Begin(view.Protocol.Name).Text(", SPIs: ").Number(view.Count).End();
        foreach (ReadOnlySpan<byte> spi in view)
        {
            writer.Inner.Begin("").Hex(spi).End();
        }

        return status;
    }

    private static WireStatus Encrypted(in PayloadView payload, DescriptionWriter writer)
    {
        writer.Begin("encrypted, ").Length(payload.Body).Text(", first inside: ").Text(payload.NextPayload.Notation).End();
        return WireStatus.Ok;
    }

    private static WireStatus Fragment(in PayloadView payload, DescriptionWriter writer)
    {
        WireStatus status = EncryptedFragmentView.TryRead(payload, out EncryptedFragmentView view);
        if (status.IsOk)
        {
            writer.Begin("fragment ").Number(view.FragmentNumber).Text(" of ").Number(view.TotalFragments)
                .Text(", encrypted, ").Length(view.Rest).End();
        }

        return status;
    }
}
