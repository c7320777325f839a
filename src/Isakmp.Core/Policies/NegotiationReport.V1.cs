using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
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

    /// <summary>Reports client identities of Quick Mode that lie within the traffic of no child, on the responder's side.</summary>
    /// <param name="offeredRemote">The peer's identity for its own side (IDci).</param>
    /// <param name="configuredRemote">Our selectors for the peer's side (<c>remote_ts</c>).</param>
    /// <param name="offeredLocal">The peer's identity for our side (IDcr).</param>
    /// <param name="configuredLocal">Our selectors for our side (<c>local_ts</c>).</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForClientIdentities(
        TrafficSelector offeredRemote,
        ImmutableArray<TrafficSelector> configuredRemote,
        TrafficSelector offeredLocal,
        ImmutableArray<TrafficSelector> configuredLocal)
    {
        ArgumentNullException.ThrowIfNull(offeredRemote);
        ArgumentNullException.ThrowIfNull(offeredLocal);
        return new(() => ClientIdentityReports.Outside(offeredRemote, configuredRemote.OrEmpty(), offeredLocal, configuredLocal.OrEmpty()));
    }

    /// <summary>Reports INVALID-ID-INFORMATION from the peer in Quick Mode, on the initiator's side.</summary>
    /// <param name="local">The identity that we sent for our side (IDci).</param>
    /// <param name="remote">The identity that we sent for the peer's side (IDcr).</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForRefusedClientIdentities(TrafficSelector local, TrafficSelector remote)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(remote);
        return new(() => ClientIdentityReports.Refused(local, remote));
    }

    /// <summary>Reports an answer of Quick Mode whose client identities go beyond ours, on the initiator's side.</summary>
    /// <param name="local">The identity that we sent for our side (IDci).</param>
    /// <param name="remote">The identity that we sent for the peer's side (IDcr).</param>
    /// <param name="answeredLocal">The identity that came back for our side.</param>
    /// <param name="answeredRemote">The identity that came back for the peer's side.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForWidenedClientIdentities(
        TrafficSelector local, TrafficSelector remote, TrafficSelector answeredLocal, TrafficSelector answeredRemote)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(answeredLocal);
        ArgumentNullException.ThrowIfNull(answeredRemote);
        return new(() => ClientIdentityReports.Widened(local, remote, answeredLocal, answeredRemote));
    }

    /// <summary>Reports an error notification of IKEv1 that is not about an offer.</summary>
    /// <param name="error">The peer's error.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForPeerError(V1NotifyType error) => new(RefusalReports.PeerError(error, []));

    /// <summary>Reports a message of phase 1 that decrypts to nonsense, as it does with another pre-shared key.</summary>
    internal static NegotiationReport ForDifferentKeys(Identity local, Identity remote) => new(Phase1AuthenticationReports.DifferentKeys(local, remote));

    /// <summary>Reports that there is no key for main mode.</summary>
    internal static NegotiationReport ForMissingPhase1Key(Identity local, Identity remote) => new(Phase1AuthenticationReports.NoSharedKey(local, remote));

    /// <summary>Reports an error of the peer's instead of message 4 of main mode.</summary>
    internal static NegotiationReport ForRefusedKeyExchange(NetEndPoint address, V1NotifyType error) => new(Phase1AuthenticationReports.NoSharedKeyThere(address, error));

    /// <summary>Reports an error of the peer's about our identity or our proof in phase 1.</summary>
    internal static NegotiationReport ForRefusedAuthentication(Identity local, Identity remote, V1NotifyType error) =>
        new(Phase1AuthenticationReports.Refused(local, remote, error));

    /// <summary>Reports that our proof, message 5 of main mode, was never answered.</summary>
    internal static NegotiationReport ForNoProof(NetEndPoint address, Identity local, Identity remote, int transmissions) =>
        new(Phase1AuthenticationReports.NoProof(address, local, remote, transmissions));

    /// <summary>Reports that the key exchange, message 3 of main mode, was never answered.</summary>
    internal static NegotiationReport ForNoKeyExchange(NetEndPoint address, int transmissions) => new(Phase1AuthenticationReports.NoKeyExchange(address, transmissions));

    /// <summary>The one of several reports on the same offer whose nearest transform differs least, found when it is read.</summary>
    /// <param name="reports">At least one.</param>
    internal static NegotiationReport NearestOf(ImmutableArray<NegotiationReport> reports) => reports.Length == 1
        ? reports[0]
        : new(() => reports.MinBy(report => report.NearestTransform is { } nearest ? TransformHints.Distance(nearest) : int.MaxValue)!._content.Value);
}
