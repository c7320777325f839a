using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>The payloads of the offer or of the answer of a Quick Mode, well formed each for itself (RFC 2409 section 5.5).</summary>
internal readonly ref struct QuickModeMessage
{
    public required ImmutableArray<V1Proposal> Proposals { get; init; }

    public required ReadOnlySpan<byte> Nonce { get; init; }

    /// <summary>The public value; empty without KE payload.</summary>
    public ReadOnlySpan<byte> KeyExchange { get; init; }

    /// <summary>IDci; null where both identities are left out, which stands for the addresses of phase 1.</summary>
    public TrafficSelector? InitiatorClient { get; init; }

    /// <summary>IDcr; null where both are left out.</summary>
    public TrafficSelector? ResponderClient { get; init; }

    /// <summary>The body of IDci as it came.</summary>
    public ReadOnlySpan<byte> InitiatorIdentity { get; init; }

    /// <summary>The body of IDcr as it came.</summary>
    public ReadOnlySpan<byte> ResponderIdentity { get; init; }

    /// <summary>Reads a message.</summary>
    /// <param name="payloads">The payloads, HASH among them or not.</param>
    /// <param name="message">The message.</param>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    public static IkeFailure? Read(in PayloadList payloads, out QuickModeMessage message)
    {
        message = default;
        if (ReadProposals(payloads, out ImmutableArray<V1Proposal> proposals) is { } failure)
        {
            return failure;
        }

        if (!IsOnly(payloads, PayloadType.V1Nonce) || !NoncePayloadView.TryRead(payloads.Body(PayloadType.V1Nonce), out NoncePayloadView nonce).IsOk)
        {
            return Malformed("Quick Mode has not exactly one nonce of 8 to 256 octets."); // RFC 2409 5
        }

        KeyExchangePayloadView exchange = default;
        if (payloads.Has(PayloadType.V1KeyExchange)
            && (!IsOnly(payloads, PayloadType.V1KeyExchange) || !KeyExchangePayloadView.TryRead(payloads.Body(PayloadType.V1KeyExchange), out exchange).IsOk))
        {
            return Malformed("Quick Mode has more than one key exchange payload, or an empty one.");
        }

        int first = payloads.IndexOf(PayloadType.V1Identification);
        if (first < 0)
        {
            message = new QuickModeMessage { Proposals = proposals, Nonce = nonce.Data, KeyExchange = exchange.Data };
            return null;
        }

        int second = payloads.IndexOf(PayloadType.V1Identification, first + 1);
        if (second < 0 || payloads.IndexOf(PayloadType.V1Identification, second + 1) >= 0)
        {
            return InvalidIdentity("Quick Mode has client identities that are no pair.");
        }

        if (!TryReadClient(payloads[first].Body, out TrafficSelector? initiator) || !TryReadClient(payloads[second].Body, out TrafficSelector? responder))
        {
            return InvalidIdentity("A client identity of Quick Mode is no address, subnet or range.");
        }

        message = new QuickModeMessage
        {
            Proposals = proposals,
            Nonce = nonce.Data,
            KeyExchange = exchange.Data,
            InitiatorClient = initiator,
            ResponderClient = responder,
            InitiatorIdentity = payloads[first].Body,
            ResponderIdentity = payloads[second].Body,
        };
        return null;
    }

    private static IkeFailure? ReadProposals(in PayloadList payloads, out ImmutableArray<V1Proposal> proposals)
    {
        proposals = [];
        if (!SecurityAssociationView.TryRead(payloads.Body(PayloadType.V1SecurityAssociation), out SecurityAssociationView association).IsOk)
        {
            return Malformed("The SA payload of Quick Mode is missing or malformed.");
        }

        if (!IsOnly(payloads, PayloadType.V1SecurityAssociation))
        {
            // RFC 2409 5.5 allows several in one exchange; nobody is known to do that
            return Refuse("The peer negotiates several SAs in one Quick Mode, which is not supported.", V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible);
        }

        if (!association.IsIpsec)
        {
            return Refuse($"The peer's SA payload is of the domain of interpretation {association.Doi}.", V1NotifyType.DoiNotSupported, FailureKind.PeerIncompatible);
        }

        if (association.Situation != SituationFlags.IdentityOnly)
        {
            return Refuse("The peer's SA payload asks for labels of secrecy or integrity.", V1NotifyType.SituationNotSupported, FailureKind.PeerIncompatible); // RFC 2407 4.2
        }

        proposals = V1Proposals.Read(association);
        return null;
    }

    private static bool TryReadClient(ReadOnlySpan<byte> body, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TrafficSelector? selector)
    {
        selector = null;
        return IdentificationPayloadView.TryRead(body, out IdentificationPayloadView view).IsOk && V1ClientIdentities.TryRead(view, out selector);
    }

    private static bool IsOnly(in PayloadList payloads, PayloadType type)
    {
        int first = payloads.IndexOf(type);
        return first >= 0 && payloads.IndexOf(type, first + 1) < 0;
    }

    private static IkeFailure Malformed(string text) => Refuse(text, V1NotifyType.PayloadMalformed, FailureKind.Malformed);

    private static IkeFailure InvalidIdentity(string text) => Refuse(text, V1NotifyType.InvalidIdInformation, FailureKind.PeerIncompatible);

    private static IkeFailure Refuse(string text, V1NotifyType notify, FailureKind kind) => new(kind, text) { V1Notify = notify };
}
