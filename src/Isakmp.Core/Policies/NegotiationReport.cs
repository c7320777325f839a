using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>Why a negotiation failed: what was offered, what would have been accepted, what is nearest, and what to change. It holds no secret.</summary>
/// <remarks>A report is cheap until it is read: the comparisons are made by the first property or text that needs them.</remarks>
public sealed partial class NegotiationReport
{
    private readonly Lazy<ReportContent> _content;

    private NegotiationReport(ReportContent content) => _content = new Lazy<ReportContent>(content);

    private NegotiationReport(Func<ReportContent> content) => _content = new Lazy<ReportContent>(content, isThreadSafe: true);

    /// <summary>What the negotiation failed on.</summary>
    public NegotiationFailure Failure => _content.Value.Failure;

    /// <summary>What happened, in one sentence.</summary>
    public string Summary => _content.Value.Summary;

    /// <summary>What to change on either side, in one sentence with the words of swanctl.conf; null where nothing sensible can be said.</summary>
    public string? Hint => _content.Value.Hint;

    /// <summary>What was offered, expected or claimed.</summary>
    public ImmutableArray<ReportFact> Facts => _content.Value.Facts;

    /// <summary>Every offered proposal against every policy of ours; empty where the failure is not about proposals. At most 16 by 16 are compared.</summary>
    public ImmutableArray<ProposalComparison> Comparisons => _content.Value.Comparisons;

    /// <summary>The comparison with the fewest differences, or null.</summary>
    public ProposalComparison? Nearest => _content.Value.Nearest;

    /// <summary>Reports on a selection by the responder.</summary>
    /// <param name="offered">What the peer offers.</param>
    /// <param name="accepted">What we accept, the preferred first.</param>
    /// <param name="options">Which SA is negotiated.</param>
    /// <returns>The report; <see cref="Failure"/> is <see cref="NegotiationFailure.None"/> if a proposal fits.</returns>
    public static NegotiationReport ForProposals(ImmutableArray<Proposal> offered, ImmutableArray<Proposal> accepted, SelectionOptions options) =>
        new(() => ProposalReports.Compare(offered.OrEmpty(), accepted.OrEmpty(), options));

    /// <summary>Reports, on the initiator's side, what can be concluded from an error notification.</summary>
    /// <param name="offer">The proposals that we sent.</param>
    /// <param name="error">The peer's error, for example NO_PROPOSAL_CHOSEN.</param>
    /// <param name="requested">The method that INVALID_KE_PAYLOAD asks for.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForRefusedOffer(ImmutableArray<Proposal> offer, NotifyType error, KeyExchangeMethod? requested = null) =>
        new(() => ProposalReports.Refused(offer.OrEmpty(), error, requested));

    /// <summary>Reports an answer that is not one of our offers.</summary>
    /// <param name="offer">The proposals that we sent.</param>
    /// <param name="answer">The proposals that came back.</param>
    /// <param name="reason">What <see cref="ProposalVerification"/> found.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForInvalidAnswer(ImmutableArray<Proposal> offer, ImmutableArray<Proposal> answer, string reason) =>
        new(() => ProposalReports.InvalidAnswer(offer.OrEmpty(), answer.OrEmpty(), reason));

    /// <summary>Reports traffic selectors without common part, on the responder's side.</summary>
    /// <param name="offeredRemote">The peer's selectors for its own side (TSi).</param>
    /// <param name="configuredRemote">Our selectors for the peer's side (<c>remote_ts</c>).</param>
    /// <param name="offeredLocal">The peer's selectors for our side (TSr).</param>
    /// <param name="configuredLocal">Our selectors for our side (<c>local_ts</c>).</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForTrafficSelectors(
        ImmutableArray<TrafficSelector> offeredRemote,
        ImmutableArray<TrafficSelector> configuredRemote,
        ImmutableArray<TrafficSelector> offeredLocal,
        ImmutableArray<TrafficSelector> configuredLocal) =>
        new(() => SelectorReports.Disjoint(offeredRemote.OrEmpty(), configuredRemote.OrEmpty(), offeredLocal.OrEmpty(), configuredLocal.OrEmpty()));

    /// <summary>Reports TS_UNACCEPTABLE from the peer, on the initiator's side.</summary>
    /// <param name="local">The selectors that we sent for our side.</param>
    /// <param name="remote">The selectors that we sent for the peer's side.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForRefusedTrafficSelectors(ImmutableArray<TrafficSelector> local, ImmutableArray<TrafficSelector> remote) =>
        new(SelectorReports.Refused(local.OrEmpty(), remote.OrEmpty()));

    /// <summary>Reports an answer whose selectors go beyond ours, on the initiator's side.</summary>
    /// <param name="offered">The selectors that we sent, of one side.</param>
    /// <param name="answered">The selectors that came back for that side.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForWidenedTrafficSelectors(ImmutableArray<TrafficSelector> offered, ImmutableArray<TrafficSelector> answered) =>
        new(SelectorReports.Widened(offered.OrEmpty(), answered.OrEmpty()));

    /// <summary>Reports that one side wants tunnel mode and the other transport mode.</summary>
    /// <param name="requested">What the peer asked for or chose.</param>
    /// <param name="configured">What the child is configured for.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForMode(ChildMode requested, ChildMode configured) => new(SelectorReports.Mode(requested, configured));

    /// <summary>Reports that no profile fits.</summary>
    /// <param name="local">Our address.</param>
    /// <param name="remote">The peer's address.</param>
    /// <param name="claimed">The peer's identity, where it is known already.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForNoProfile(NetAddress local, NetAddress remote, Identity? claimed = null) =>
        new(AuthenticationReports.NoProfile(local, remote, claimed));

    /// <summary>Reports that the profiles for these addresses speak another version of IKE than the peer.</summary>
    internal static NegotiationReport ForOtherVersion(NetAddress local, NetAddress remote, IkeVersion offered) => new(AuthenticationReports.OtherVersion(local, remote, offered));

    /// <summary>Reports an identity that the profile does not expect.</summary>
    /// <param name="claimed">Who the peer claims to be.</param>
    /// <param name="expected">Whom the profile expects.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForIdentity(Identity claimed, IdentityPattern expected)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(expected);
        return new(AuthenticationReports.Identity(claimed, expected));
    }

    /// <summary>Reports that no shared key is configured for two identities.</summary>
    /// <param name="local">Our identity.</param>
    /// <param name="remote">The peer's identity.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForMissingSharedKey(Identity local, Identity remote) => new(AuthenticationReports.NoSharedKey(local, remote));

    /// <summary>Reports an AUTH payload that does not verify with the shared key.</summary>
    /// <param name="local">Our identity.</param>
    /// <param name="remote">The peer's identity.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForWrongAuthentication(Identity local, Identity remote) => new(AuthenticationReports.Wrong(local, remote));

    /// <summary>Reports an authentication method other than the one that the profile expects.</summary>
    /// <param name="remote">The peer's identity.</param>
    /// <param name="used">The method of the peer's AUTH payload.</param>
    /// <param name="expected">The method that the profile expects.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForAuthenticationMethod(Identity remote, AuthenticationMethod used, AuthenticationKind expected) =>
        new(AuthenticationReports.Method(remote, used, expected));

    /// <summary>Reports AUTHENTICATION_FAILED from the peer.</summary>
    /// <param name="local">The identity that we claimed.</param>
    /// <param name="remote">The peer's identity, as claimed or as expected; null if neither is known.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForRefusedAuthentication(Identity local, Identity? remote) => new(AuthenticationReports.Refused(local, remote));

    /// <summary>Reports an error notification that is about neither proposals nor selectors nor authentication.</summary>
    /// <param name="error">The peer's error.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForPeerError(NotifyType error) => new(AuthenticationReports.PeerError(error));

    /// <summary>Reports that the peer did not answer.</summary>
    /// <param name="remote">Where the request went.</param>
    /// <param name="transmissions">How often it was sent.</param>
    /// <param name="heard">An error that came without protection and was therefore not believed (RFC 7296 2.21.1), or null.</param>
    /// <returns>The report.</returns>
    public static NegotiationReport ForNoAnswer(NetEndPoint remote, int transmissions, NotifyType? heard = null) =>
        new(AuthenticationReports.NoAnswer(remote, transmissions, heard));

    /// <summary>The report in the words of router logs, on several lines without a final line break.</summary>
    /// <returns>The text.</returns>
    public string ToText() => ReportText.Write(_content.Value);

    /// <summary>The report as one JSON object on one line.</summary>
    /// <returns>The JSON text.</returns>
    public string ToJson() => ReportJson.Write(_content.Value);

    /// <summary>The summary and the hint.</summary>
    /// <returns>The text, on one line.</returns>
    public override string ToString() => Hint is null ? Summary : $"{Summary} {Hint}";
}
