using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2;

/// <summary>Which payloads a message must and may carry; checked before any task runs.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="IsResponse">Whether this is the row of the response.</param>
/// <param name="Required">Exactly one of each; waived where <paramref name="MayBeError"/> holds and the message has an error notify instead.</param>
/// <param name="Optional">At most one of each.</param>
/// <param name="Many">Any number of each.</param>
/// <param name="MayBeError">Whether a notify may stand in for all that is required.</param>
/// <param name="Clause">Where the RFC says so.</param>
internal sealed record MessageShape(
    ExchangeType Exchange, bool IsResponse, PayloadType[] Required, PayloadType[] Optional, PayloadType[] Many, bool MayBeError, string Clause)
{
    /// <summary>The rows for what is spoken here.</summary>
    public static MessageShape[] All { get; } =
    [
        new(ExchangeType.IkeSaInit, false,
            [PayloadType.SecurityAssociation, PayloadType.KeyExchange, PayloadType.Nonce],
            [],
            [PayloadType.Notify, PayloadType.VendorId],
            false, "RFC 7296 appendix C.1"),
        new(ExchangeType.IkeSaInit, true,
            [PayloadType.SecurityAssociation, PayloadType.KeyExchange, PayloadType.Nonce],
            [],
            [PayloadType.Notify, PayloadType.VendorId, PayloadType.CertificateRequest],
            true, "RFC 7296 appendix C.1"),
        new(ExchangeType.IkeAuth, false,
            [PayloadType.IdentificationInitiator],
            [PayloadType.IdentificationResponder, PayloadType.Authentication, PayloadType.Configuration, PayloadType.SecurityAssociation,
                PayloadType.TrafficSelectorInitiator, PayloadType.TrafficSelectorResponder],
            [PayloadType.Certificate, PayloadType.CertificateRequest, PayloadType.Notify, PayloadType.VendorId],
            false, "RFC 7296 appendix C.2"),
        new(ExchangeType.IkeAuth, true,
            [PayloadType.IdentificationResponder, PayloadType.Authentication],
            [PayloadType.Configuration, PayloadType.SecurityAssociation, PayloadType.TrafficSelectorInitiator, PayloadType.TrafficSelectorResponder],
            [PayloadType.Certificate, PayloadType.Notify, PayloadType.VendorId],
            true, "RFC 7296 appendix C.2"),
        new(ExchangeType.CreateChildSa, false,
            [PayloadType.SecurityAssociation, PayloadType.Nonce],
            [PayloadType.KeyExchange, PayloadType.Configuration, PayloadType.TrafficSelectorInitiator, PayloadType.TrafficSelectorResponder],
            [PayloadType.Notify, PayloadType.VendorId],
            false, "RFC 7296 appendices C.4 and C.5"),
        new(ExchangeType.Informational, false,
            [],
            [],
            [PayloadType.Notify, PayloadType.Delete, PayloadType.Configuration, PayloadType.VendorId],
            false, "RFC 7296 appendix C.6"),
        new(ExchangeType.Informational, true,
            [],
            [],
            [PayloadType.Notify, PayloadType.Delete, PayloadType.Configuration, PayloadType.VendorId],
            false, "RFC 7296 appendix C.6"),
    ];

    public static MessageShape? Find(ExchangeType exchange, bool isResponse)
    {
        foreach (MessageShape shape in All)
        {
            if (shape.Exchange == exchange && shape.IsResponse == isResponse)
            {
                return shape;
            }
        }

        return null;
    }

    /// <summary>Checks a message's payloads.</summary>
    /// <param name="message">The message.</param>
    /// <param name="offending">The payload that is unknown and critical, or that is missing, repeated or malformed.</param>
    /// <returns>The verdict.</returns>
    public ShapeVerdict Check(in InboundMessage message, out PayloadType offending)
    {
        offending = default;
        for (int i = 0; i < message.Count; i++)
        {
            PayloadView payload = message[i];
            if (payload.Critical && !IsUnderstood(payload.Type))
            {
                offending = payload.Type;
                return ShapeVerdict.UnsupportedCritical; // RFC 7296 2.5: for a payload that we know the bit means nothing
            }

            if (payload.Type == PayloadType.Notify && !NotifyPayloadView.TryRead(payload.Body, out _).IsOk)
            {
                offending = payload.Type;
                return ShapeVerdict.Malformed;
            }

            if (Optional.AsSpan().Contains(payload.Type) && message.IndexOf(payload.Type) != i)
            {
                offending = payload.Type;
                return ShapeVerdict.Malformed;
            }
        }

        return CheckRequired(message, ref offending);
    }

    /// <summary>Payload types of RFC 7296: unknown ones without the critical bit are skipped (section 2.5).</summary>
    private static bool IsUnderstood(PayloadType type) =>
        type.Value is >= 33 and <= 48;

    private ShapeVerdict CheckRequired(in InboundMessage message, ref PayloadType offending)
    {
        if (MayBeError && message.Has(PayloadType.Notify) && !message.Has(Required[0]))
        {
            return ShapeVerdict.Ok;
        }

        foreach (PayloadType type in Required)
        {
            int first = message.IndexOf(type);
            if (first < 0 || message.IndexOf(type, first + 1) >= 0)
            {
                offending = type;
                return ShapeVerdict.Malformed;
            }
        }

        return ShapeVerdict.Ok;
    }
}
