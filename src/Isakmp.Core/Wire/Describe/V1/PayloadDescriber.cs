using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Wire.Describe.V1;

/// <summary>Prints the body of one payload of IKEv1; returns what is wrong with it, with the offset from the start of the body.</summary>
/// <remarks>
/// With public key encryption the bodies of ID, KE and NONCE are ciphertext (RFC 2409 5.2, 5.3), and nothing in the message says so: what cannot
/// be told from it is shown by length and first octets, without a fault.
/// </remarks>
internal static class PayloadDescriber
{
    public static WireStatus Describe(in PayloadView payload, DescriptionWriter writer)
    {
        ReadOnlySpan<byte> body = payload.Body;
        return payload.Type.Value switch
        {
            1 => SecurityAssociationDescriber.Describe(body, writer),
            4 => KeyExchange(body, writer),
            5 => IdentificationDescriber.Describe(body, writer),
            6 => Certificate(body, writer),
            7 => CertificateRequest(body, writer),
            8 or 9 => Length(body, writer), // the length alone: a keyed hash of a weak shared key can be searched for
            10 => Nonce(body, writer),
            11 => NotifyDescriber.Describe(body, writer),
            12 => Delete(body, writer),
            13 => VendorIdDescriber.Describe(body, writer),
            14 => ConfigurationDescriber.Describe(body, writer),
            20 or 130 => NatDetection(body, writer),
            21 or 131 => NatOriginalAddress(body, writer),
            132 => Fragment(body, writer),
            _ => WireStatus.Ok,
        };
    }

    private static WireStatus KeyExchange(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        writer.Begin("").Octets(body).End();
        return KeyExchangePayloadView.TryRead(body, out _);
    }

    private static WireStatus Certificate(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = CertificatePayloadView.TryRead(body, out CertificatePayloadView view);
        if (status.IsOk)
        {
            writer.Begin(view.Encoding.Name).Text(", ").Octets(view.Data).End();
        }

        return status;
    }

    private static WireStatus CertificateRequest(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = CertificateRequestPayloadView.TryRead(body, out CertificateRequestPayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        writer.Begin(view.Encoding.Name).Text(", ");
        _ = view.Authority.IsEmpty ? writer.Text("any authority") : writer.Text("authority ").Octets(view.Authority);
        writer.End();
        return status;
    }

    private static WireStatus Length(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        writer.Begin("").Length(body).End();
        return HashPayloadView.TryRead(body, out _);
    }

    private static WireStatus Nonce(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        writer.Begin("").Octets(body).End();
        WireStatus status = NoncePayloadView.TryRead(body, out _);
        return status.Error == WireError.LengthTooLarge ? WireStatus.Ok : status;
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

    private static WireStatus NatDetection(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        writer.Begin("").Octets(body).End();
        return NatDetectionPayloadView.TryRead(body, out _);
    }

    private static WireStatus NatOriginalAddress(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = NatOriginalAddressPayloadView.TryRead(body, out NatOriginalAddressPayloadView view);
        if (status.IsOk)
        {
            writer.Begin(view.IdType.Name).Text(" ").Address(view.Address).End();
        }

        return status;
    }

    private static WireStatus Fragment(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = FragmentPayloadView.TryRead(body, out FragmentPayloadView view);
        if (status.IsOk)
        {
            writer.Begin("fragment ").Number(view.FragmentNumber).Text(view.IsLast ? ", the last," : "").Text(" of message ")
                .Number(view.FragmentId).Text(", ").Length(view.Data).End();
        }

        return status;
    }
}
