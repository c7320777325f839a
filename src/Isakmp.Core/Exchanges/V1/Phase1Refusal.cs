using Isakmp.Exchanges.V1.MainMode;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Exchanges.V1;

/// <summary>What an initiator can conclude from an error notification in phase 1.</summary>
internal static class Phase1Refusal
{
    public static IkeFailure Explain(IsakmpSession session, Phase1State? state, V1NotifyType error)
    {
        Identity? local = session.LocalIdentity;
        string text = state is null ? $"The peer answered with {error}." : $"The peer answered with {error} instead of {state.Awaited}.";
        NegotiationReport report = state is AwaitChoice offered ? NegotiationReport.ForRefusedPhase1(offered.Offer, error)
            : local is not null && error == V1NotifyType.AuthenticationFailed ? NegotiationReport.ForRefusedAuthentication(local, PreSharedKey.RemoteOf(session.Profile!, session.Path))
            : NegotiationReport.ForPeerError(error);
        return new IkeFailure(FailureKind.PeerIncompatible, text, SentByPeer: true, Report: report) { V1Notify = error };
    }
}
