using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Policies;

public sealed partial class NegotiationReport
{
    /// <summary>IKEv1: offered transforms against our policies by priority, as far as the first match; empty for IKEv2. At most 512 are kept.</summary>
    public ImmutableArray<TransformComparison> TransformComparisons => _content.Value.TransformComparisons;

    /// <summary>IKEv1: the comparison with the fewest differences, or null.</summary>
    public TransformComparison? NearestTransform => _content.Value.NearestTransform;

    /// <summary>Reports on a selection by the responder in phase 1 of IKEv1.</summary>
    /// <param name="offered">What the peer offers.</param>
    /// <param name="policies">What we accept.</param>
    /// <returns>The report; <see cref="Failure"/> is <see cref="NegotiationFailure.None"/> if a transform fits.</returns>
    public static NegotiationReport ForPhase1(ImmutableArray<V1Proposal> offered, ImmutableArray<IsakmpPolicy> policies) =>
        new(() => Phase1Reports.Compare(offered.OrEmpty(), policies.OrEmpty()));

    /// <summary>Reports on a selection by the responder in Quick Mode.</summary>
    /// <param name="offered">What the peer offers.</param>
    /// <param name="child">What we accept.</param>
    /// <param name="mode">The encapsulation mode that must be offered.</param>
    /// <returns>The report; <see cref="Failure"/> is <see cref="NegotiationFailure.None"/> if a proposal fits.</returns>
    public static NegotiationReport ForPhase2(ImmutableArray<V1Proposal> offered, ChildProfile child, V1EncapsulationMode mode)
    {
        ArgumentNullException.ThrowIfNull(child);
        return new(() => Phase2Reports.Compare(offered.OrEmpty(), child, mode));
    }

    /// <summary>Reports, on the initiator's side, what can be concluded from an error notification in phase 1 of IKEv1.</summary>
    /// <param name="offer">What we offered.</param>
    /// <param name="error">The peer's error, for example NO-PROPOSAL-CHOSEN.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForRefusedPhase1(Phase1Offer offer, V1NotifyType error)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return new(() => Phase1Reports.Refused(offer, error));
    }

    /// <summary>Reports, on the initiator's side, what can be concluded from an error notification in Quick Mode.</summary>
    /// <param name="offer">What we offered.</param>
    /// <param name="error">The peer's error, for example NO-PROPOSAL-CHOSEN.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForRefusedPhase2(Phase2Offer offer, V1NotifyType error)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return new(() => Phase2Reports.Refused(offer, error));
    }

    /// <summary>Reports an answer that is not one of our offers in phase 1 of IKEv1.</summary>
    /// <param name="offer">What we offered.</param>
    /// <param name="answer">The proposals that came back.</param>
    /// <param name="reason">What <see cref="Phase1Offer.TryAccept"/> found.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForInvalidPhase1Answer(Phase1Offer offer, ImmutableArray<V1Proposal> answer, string reason)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return new(() => Phase1Reports.InvalidAnswer(offer, answer.OrEmpty(), reason));
    }

    /// <summary>Reports an answer that is not one of our offers in Quick Mode.</summary>
    /// <param name="offer">What we offered.</param>
    /// <param name="answer">The proposals that came back.</param>
    /// <param name="reason">What <see cref="Phase2Offer.TryAccept"/> found.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForInvalidPhase2Answer(Phase2Offer offer, ImmutableArray<V1Proposal> answer, string reason)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return new(() => Phase2Reports.InvalidAnswer(offer, answer.OrEmpty(), reason));
    }

    /// <summary>Reports an error notification of IKEv1 that is not about an offer.</summary>
    /// <param name="error">The peer's error.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForPeerError(V1NotifyType error) => new(RefusalReports.PeerError(error, []));
}
