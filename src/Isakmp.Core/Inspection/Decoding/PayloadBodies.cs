using Isakmp.Registry;
using Isakmp.Wire;
using V1 = Isakmp.Wire.V1;
using V2 = Isakmp.Wire.V2;

namespace Isakmp.Inspection.Decoding;

/// <summary>Looks whether the bodies of payloads are what their types say.</summary>
internal static class PayloadBodies
{
    /// <summary>Finds the first payload of a chain whose body is malformed.</summary>
    /// <param name="message">The chain, or the message that it stands in.</param>
    /// <param name="start">Where the first payload starts.</param>
    /// <param name="first">Its type.</param>
    /// <param name="majorVersion">1 or 2.</param>
    /// <param name="type">The type of the malformed payload.</param>
    /// <returns>What is wrong, with the offset from the start of <paramref name="message"/>; success if nothing is, whatever ends the chain.</returns>
    public static WireStatus Check(ReadOnlySpan<byte> message, int start, PayloadType first, byte majorVersion, out PayloadType type)
    {
        var walker = new PayloadWalker(message, start, first, majorVersion == 1);
        while (walker.MoveNext())
        {
            PayloadView payload = walker.Current;
            WireStatus status = majorVersion == 1 ? CheckV1(payload.Type, payload.Body) : CheckV2(payload);
            if (!status.IsOk)
            {
                type = payload.Type;
                return status.Shift(payload.Offset + PayloadView.HeaderSize);
            }
        }

        type = PayloadType.None;
        return WireStatus.Ok;
    }

    private static WireStatus CheckV2(scoped in PayloadView payload)
    {
        ReadOnlySpan<byte> body = payload.Body;
        return payload.Type.Value switch
        {
            33 => V2.SecurityAssociationView.TryRead(body, out _),
            34 => V2.KeyExchangePayloadView.TryRead(body, out _),
            35 or 36 => V2.IdentificationPayloadView.TryRead(body, out _),
            37 => V2.CertificatePayloadView.TryRead(body, out _),
            38 => V2.CertificateRequestPayloadView.TryRead(body, out _),
            39 => V2.AuthenticationPayloadView.TryRead(body, out _),
            40 => V2.NoncePayloadView.TryRead(body, out _),
            41 => V2.NotifyPayloadView.TryRead(body, out _),
            42 => V2.DeletePayloadView.TryRead(body, out _),
            44 or 45 => V2.TrafficSelectorPayloadView.TryRead(body, out _),
            47 => V2.ConfigurationPayloadView.TryRead(body, out _),
            48 => V2.EapPayloadView.TryRead(body, out _),
            53 => V2.EncryptedFragmentView.TryRead(payload, out _),
            _ => WireStatus.Ok,
        };
    }

    private static WireStatus CheckV1(PayloadType type, ReadOnlySpan<byte> body) => type.Value switch
    {
        1 => V1.SecurityAssociationView.TryRead(body, out _),
        4 => V1.KeyExchangePayloadView.TryRead(body, out _),
        5 => V1.IdentificationPayloadView.TryRead(body, out _),
        6 => V1.CertificatePayloadView.TryRead(body, out _),
        7 => V1.CertificateRequestPayloadView.TryRead(body, out _),
        8 or 9 => V1.HashPayloadView.TryRead(body, out _),
        10 => Nonce(body),
        11 => V1.NotifyPayloadView.TryRead(body, out _),
        12 => V1.DeletePayloadView.TryRead(body, out _),
        14 => V1.ConfigurationPayloadView.TryRead(body, out _),
        20 or 130 => V1.NatDetectionPayloadView.TryRead(body, out _),
        21 or 131 => V1.NatOriginalAddressPayloadView.TryRead(body, out _),
        132 => V1.FragmentPayloadView.TryRead(body, out _),
        _ => WireStatus.Ok,
    };

    // RFC 2409 5.2: a nonce under a public key is longer than a nonce may be.
    private static WireStatus Nonce(ReadOnlySpan<byte> body)
    {
        WireStatus status = V1.NoncePayloadView.TryRead(body, out _);
        return status.Error == WireError.LengthTooLarge ? WireStatus.Ok : status;
    }
}
