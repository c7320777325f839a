using System.Globalization;
using Isakmp.Exchanges;
using Isakmp.Registry;

namespace Isakmp.Inspection.Observation;

/// <summary>What came of a negotiation, how sure that is, and why.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="IsCertain">It was read, not concluded.</param>
/// <param name="Reason">Why, in words.</param>
internal sealed record Verdict(NegotiationOutcome Outcome, bool IsCertain, string Reason)
{
    private const int MainModeMessages = 6;
    private const int AggressiveModeMessages = 3;

    // IDr with an address, and an AUTH of 16 octets: nothing less authenticates a responder (RFC 7296 3.5, 3.8).
    private const int LeastAuthenticResponse = 8 + 4 + 8 + 16;

    public static Verdict On(ObservedNegotiation negotiation)
    {
        Verdict verdict = OnWhatWasSeen(negotiation);
        return negotiation.Evidence.EndsEarly && verdict.Outcome is (NegotiationOutcome.Open or NegotiationOutcome.Unanswered)
            ? verdict with { IsCertain = false, Reason = $"{verdict.Reason}; what followed was not captured" }
            : verdict;
    }

    private static Verdict OnWhatWasSeen(ObservedNegotiation negotiation)
    {
        Evidence evidence = negotiation.Evidence;
        if (evidence.Refusal is { } refusal)
        {
            string how = refusal.IsProtected ? "" : ", in the clear";
            return new Verdict(NegotiationOutcome.Refused, refusal.IsProtected, $"the {refusal.Sender.Word()} answered {refusal.Name} in {refusal.Exchange}{how}");
        }

        if (evidence.IsRekeyed)
        {
            return new Verdict(NegotiationOutcome.Established, true, negotiation.Replaces is { } old
                ? string.Create(CultureInfo.InvariantCulture, $"it was made by rekeying #{old.Number}")
                : "it was made by rekeying one that was forgotten");
        }

        return negotiation.MajorVersion == 1 ? OnVersion1(negotiation, evidence) : OnVersion2(negotiation, evidence);
    }

    private static Verdict OnVersion2(ObservedNegotiation negotiation, Evidence evidence)
    {
        if (evidence.IsResponderProven)
        {
            return new Verdict(NegotiationOutcome.Established, true, "the responder sent its AUTH payload");
        }

        if (evidence.LaterExchange is { } later)
        {
            string since = negotiation.IsSeenFromStart ? "followed" : "was seen, which only an established IKE SA has";
            return new Verdict(NegotiationOutcome.Established, true, $"{later} {since}");
        }

        if (evidence.Informationals > 0 && !negotiation.IsSeenFromStart && !evidence.HasAuthRequest)
        {
            return new Verdict(NegotiationOutcome.Established, false, "an INFORMATIONAL exchange was seen, which seldom belongs to an unfinished IKE SA");
        }

        if (evidence.AuthResponses > 0)
        {
            return OnEncryptedAuth(negotiation, evidence);
        }

        if (evidence.HasAuthRequest)
        {
            return OnSilence(negotiation, ExchangeType.IkeAuth, evidence);
        }

        if (evidence.IsChosen)
        {
            return new Verdict(NegotiationOutcome.Open, true, "IKE_SA_INIT was answered, and the initiator did not go on");
        }

        return evidence.RetryAsked is { } asked && negotiation.FindLast(exchange => exchange.Type == ExchangeType.IkeSaInit) is { IsUnanswered: false }
            ? new Verdict(NegotiationOutcome.Open, true, $"the responder answered {asked}, and the initiator did not try again")
            : OnSilence(negotiation, ExchangeType.IkeSaInit, evidence);
    }

    private static Verdict OnEncryptedAuth(ObservedNegotiation negotiation, Evidence evidence)
    {
        if (negotiation.EspPackets > 0)
        {
            return new Verdict(
                NegotiationOutcome.Established, false, string.Create(CultureInfo.InvariantCulture, $"IKE_AUTH was answered, encrypted; ESP between the same addresses followed"));
        }

        if (evidence.Informationals > 0)
        {
            return new Verdict(NegotiationOutcome.Established, false, "IKE_AUTH was answered, encrypted; INFORMATIONAL exchanges followed");
        }

        if (evidence.AuthResponseRoom is { } room && room < LeastAuthenticResponse)
        {
            return new Verdict(
                NegotiationOutcome.Refused,
                false,
                string.Create(CultureInfo.InvariantCulture, $"the last IKE_AUTH response is encrypted and has room for {room} octets: too little for anything but an error or EAP"));
        }

        if (evidence.AuthResponseRoom is null)
        {
            return new Verdict(NegotiationOutcome.Open, true, negotiation.EapMethod is null ? "IKE_AUTH was not finished" : "EAP was not finished");
        }

        return new Verdict(NegotiationOutcome.Established, false, "IKE_AUTH was answered, encrypted; nothing that was seen afterwards confirms it");
    }

    private static Verdict OnVersion1(ObservedNegotiation negotiation, Evidence evidence)
    {
        if (evidence.LaterExchange is { } later)
        {
            if (negotiation.XauthResult == false)
            {
                return new Verdict(NegotiationOutcome.Refused, true, "XAUTH failed");
            }

            string since = negotiation.IsSeenFromStart ? "followed" : "was seen, which only an established ISAKMP SA has";
            return new Verdict(NegotiationOutcome.Established, true, $"{later} {since}");
        }

        if (!negotiation.IsSeenFromStart && evidence.PhaseOneMessages == 0)
        {
            return new Verdict(NegotiationOutcome.Established, false, "an Informational exchange was seen, which seldom belongs to an unfinished ISAKMP SA");
        }

        bool isAggressive = negotiation.FindLast(exchange => exchange.Type == ExchangeType.Aggressive) is not null;
        (int needed, string mode) = isAggressive ? (AggressiveModeMessages, "Aggressive Mode") : (MainModeMessages, "Main Mode");
        if (evidence.PhaseOneMessages >= needed)
        {
            bool isRead = evidence.IsPhaseOneRead || evidence.Informationals > 0;
            string read = evidence.IsPhaseOneRead ? "" : evidence.Informationals > 0 ? ", encrypted; Informational exchanges followed" : ", the last ones encrypted";
            return new Verdict(NegotiationOutcome.Established, isRead, string.Create(CultureInfo.InvariantCulture, $"all {needed} messages of {mode} were seen{read}"));
        }

        if (evidence.HasUnreadInformational)
        {
            return new Verdict(NegotiationOutcome.Refused, false, $"an encrypted Informational came before {mode} was finished");
        }

        return evidence.LastPhaseOneSender == IkeRole.Responder
            ? new Verdict(
                NegotiationOutcome.Open,
                true,
                string.Create(CultureInfo.InvariantCulture, $"after message {evidence.PhaseOneMessages} of {mode}, which came from the responder, the initiator did not go on"))
            : OnSilence(negotiation, isAggressive ? ExchangeType.Aggressive : ExchangeType.IdentityProtection, evidence);
    }

    // The last message that asks for an answer, and how often it was sent.
    private static Verdict OnSilence(ObservedNegotiation negotiation, ExchangeType type, Evidence evidence)
    {
        ObservedExchange? exchange = negotiation.FindLast(exchange => exchange.Type == type) ?? negotiation.FindLast(_ => true);
        ObservedMessage? last = negotiation.MajorVersion == 1 ? exchange?.Messages[^1] : exchange?.Request;
        if (exchange is null || last is null)
        {
            return new Verdict(NegotiationOutcome.Open, false, "only answers were seen");
        }

        if (negotiation.Responder.Messages == 0 && !negotiation.ResponderSpi.IsZero)
        {
            return new Verdict(NegotiationOutcome.Open, false, "only the initiator's messages were seen");
        }

        string what = negotiation.MajorVersion == 1 ? $"message {evidence.PhaseOneMessages.ToString(CultureInfo.InvariantCulture)}" : type.Name;
        string times = last.Transmissions == 1
            ? "which was sent once"
            : string.Create(CultureInfo.InvariantCulture, $"which was sent {last.Transmissions} times in {(last.LastTime - last.Time).TotalSeconds:0.0} s");
        return new Verdict(NegotiationOutcome.Unanswered, true, $"no answer to {what}, {times}");
    }
}
