using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>What both phases say of an error of the peer's, and of an answer that is none of ours.</summary>
internal static class RefusalReports
{
    private const int MaximumShown = 16;

    public static ReportContent PeerError(V1NotifyType error, ImmutableArray<ReportFact> facts) =>
        new(NegotiationFailure.PeerError, $"The peer answered with the error {error}.", HintFor(error), [new("error", "error", [error.ToString()]), .. facts]);

    public static ReportContent InvalidAnswer(string reason, ReportFact offers, IEnumerable<string> answered) => new(
        NegotiationFailure.InvalidAnswer,
        $"The peer's answer is not one of our offers: {reason}",
        "The peer breaks RFC 2409 5, or somebody on the way altered the exchange; nothing in the configuration mends that.",
        [offers, new("answered", "answered by the peer", [.. answered.Take(MaximumShown)])]);

    private static string? HintFor(V1NotifyType error)
    {
        if (error == V1NotifyType.InvalidIdInformation)
        {
            return "In phase 1 check the identities of both sides, in phase 2 the traffic: the peer's local_ts and remote_ts must be our remote_ts and local_ts.";
        }

        if (error == V1NotifyType.AttributesNotSupported || error == V1NotifyType.BadProposalSyntax)
        {
            return "The peer does not know an attribute or algorithm of our offer: offer fewer, older ones.";
        }

        if (error == V1NotifyType.AuthenticationFailed || error == V1NotifyType.InvalidHashInformation || error == V1NotifyType.PayloadMalformed)
        {
            return "With a pre-shared key this mostly means that the keys of both sides differ: give both the same secret, and look for blanks and quotation marks.";
        }

        return error == V1NotifyType.InvalidKeyInformation ? "The peer wants another Diffie-Hellman group: compare the groups of both sides." : null;
    }
}
