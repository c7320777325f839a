using Isakmp.Exchanges.V1.MainMode;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Exchanges.V1;

/// <summary>What can be concluded from an error notification, or from silence, in phase 1.</summary>
internal static class Phase1Refusal
{
    /// <summary>What can be concluded from an error.</summary>
    public static IkeFailure Explain(IsakmpSession session, Phase1State? state, V1NotifyType error)
    {
        Identity? local = session.LocalIdentity;
        string text = state is null ? $"The peer answered with {error}." : $"The peer answered with {error} instead of {state.Awaited}.";
        NegotiationReport report = state is AwaitChoice offered ? NegotiationReport.ForRefusedPhase1(offered.Offer, error)
            : state is AwaitKeyExchange && error == V1NotifyType.AuthenticationFailed ? NegotiationReport.ForRefusedKeyExchange(session.Path.Remote, error)
            : local is not null && (error == V1NotifyType.AuthenticationFailed || error == V1NotifyType.InvalidIdInformation)
                ? NegotiationReport.ForRefusedAuthentication(local, session.RemoteIdentity ?? PreSharedKey.RemoteOf(session.Profile!, session.Path), error)
            : NegotiationReport.ForPeerError(error);
        return new IkeFailure(FailureKind.PeerIncompatible, text, SentByPeer: true, Report: report) { V1Notify = error };
    }

    /// <summary>What an initiator can conclude from silence.</summary>
    public static NegotiationReport ExplainSilence(IsakmpSession session, Phase1State state, int transmissions) => state switch
    {
        AwaitProof => NegotiationReport.ForNoProof(
            session.Path.Remote, session.LocalIdentity!, PreSharedKey.RemoteOf(session.Profile!, session.Path), transmissions),
        AwaitKeyExchange => NegotiationReport.ForNoKeyExchange(session.Path.Remote, transmissions),
        _ => NegotiationReport.ForNoAnswer(session.Path.Remote, transmissions),
    };
}
