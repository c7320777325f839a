using Isakmp.Exchanges;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Inspection.Observation;

/// <summary>One IKE SA from the first attempt to its end, as somebody sees it who takes no part: IKEv2's by its SPIs, IKEv1's phase 1 by its cookies, with all that it protects.</summary>
/// <remarks>It grows as its observer is told more. What is encrypted and was not decrypted is null or empty here.</remarks>
public sealed partial class ObservedNegotiation
{
    private readonly List<ObservedExchange> _exchanges = [];
    private readonly List<ObservedChildSa> _childSas = [];
    private readonly List<ObservedError> _errors = [];
    private readonly List<string> _assignedAddresses = [];

    /// <summary>Its number in the order in which the observer met them, from 1.</summary>
    public int Number { get; }

    /// <summary>The major version: 1 or 2.</summary>
    public int MajorVersion { get; }

    /// <summary>The initiator's SPI or cookie.</summary>
    public Spi InitiatorSpi { get; }

    /// <summary>The responder's SPI or cookie; zero as long as it has none.</summary>
    public Spi ResponderSpi { get; internal set; }

    /// <summary>Its first message was seen, or the exchange that made it by rekeying; else observation began in the midst.</summary>
    public bool IsSeenFromStart { get; internal set; }

    /// <summary>It is known who of the two is the initiator. Nothing tells that of an IKEv1 SA that is met in the midst: the first to speak is taken for it.</summary>
    public bool IsInitiatorKnown => MajorVersion != 1 || IsSeenFromStart;

    /// <summary>When its first message was seen.</summary>
    public DateTimeOffset Start { get; private set; }

    /// <summary>When its last message was seen.</summary>
    public DateTimeOffset End { get; private set; }

    /// <summary>The frame of the capture with the first message; 0 if unknown.</summary>
    public long FirstFrame { get; }

    /// <summary>Who began.</summary>
    public ObservedSide Initiator { get; }

    /// <summary>Who was asked.</summary>
    public ObservedSide Responder { get; }

    /// <summary>The exchanges in the order in which they were seen first.</summary>
    public IReadOnlyList<ObservedExchange> Exchanges => _exchanges;

    /// <summary>How many exchanges were forgotten to stay within the bounds.</summary>
    public int ForgottenExchanges { get; private set; }

    /// <summary>The proposals of the last offer for the IKE SA, in swanctl's notation; in IKEv1 with authentication method and lifetime.</summary>
    public IReadOnlyList<string> OfferedProposals { get; internal set; } = [];

    /// <summary>The proposal that the responder chose; null if none was seen.</summary>
    public string? ChosenProposal { get; internal set; }

    /// <summary>The Child SAs that could be read, in the order in which they were asked for.</summary>
    public IReadOnlyList<ObservedChildSa> ChildSas => _childSas;

    /// <summary>How many Child SAs were forgotten to stay within the bounds.</summary>
    public int ForgottenChildSas { get; private set; }

    /// <summary>The errors that were notified; the first 32.</summary>
    public IReadOnlyList<ObservedError> Errors => _errors;

    /// <summary>How NAT traversal was agreed upon in IKEv1: <c>RFC 3947</c> or a draft; null if it was not.</summary>
    public string? NatTraversal { get; internal set; }

    /// <summary>The IKE SA that this one replaces; null if none, or if that was not seen.</summary>
    public ObservedNegotiation? Replaces { get; internal set; }

    /// <summary>The IKE SA that replaces this one.</summary>
    public ObservedNegotiation? ReplacedBy { get; internal set; }

    /// <summary>The exchange that made <see cref="Replaces"/> known was read; else it was guessed by time and addresses.</summary>
    public bool IsReplacementCertain { get; internal set; }

    /// <summary>Who deleted the IKE SA; null if nobody did, or if that was encrypted.</summary>
    public IkeRole? DeletedBy { get; internal set; }

    /// <summary>When it was deleted.</summary>
    public DateTimeOffset? DeletedAt { get; internal set; }

    /// <summary>The EAP method, such as <c>EAP-TLS</c>; null if there is none, or if it could not be read.</summary>
    public string? EapMethod { get; internal set; }

    /// <summary>The name that was told to XAUTH or EAP; null if none was seen.</summary>
    public string? UserName { get; internal set; }

    /// <summary>IKEv1: XAUTH was used; true if it succeeded, false if it failed, null if neither was seen.</summary>
    public bool? XauthResult { get; internal set; }

    /// <summary>Configuration was asked for or pushed: CP payloads, mode-config.</summary>
    public bool HasConfiguration { get; internal set; }

    /// <summary>The addresses that one side assigned to the other.</summary>
    public IReadOnlyList<string> AssignedAddresses => _assignedAddresses;

    /// <summary>How many messages were seen, retransmissions and fragments included.</summary>
    public int Messages => Initiator.Messages + Responder.Messages;

    /// <summary>How many messages were sent again.</summary>
    public int Retransmissions { get; internal set; }

    /// <summary>How many of the messages are encrypted.</summary>
    public int EncryptedMessages { get; internal set; }

    /// <summary>How many of these could not be decrypted.</summary>
    public int UnreadMessages { get; internal set; }

    /// <summary>How many messages came in fragments.</summary>
    public int FragmentedMessages { get; internal set; }

    /// <summary>How many messages are malformed.</summary>
    public int MalformedMessages { get; internal set; }

    /// <summary>Checks whether the other side is alive: empty INFORMATIONAL requests, R-U-THERE of IKEv1.</summary>
    public int LivenessChecks { get; internal set; }

    /// <summary>How many of these checks were answered.</summary>
    public int LivenessAnswers { get; internal set; }

    /// <summary>NAT keep-alives between the two addresses.</summary>
    public long KeepAlives { get; internal set; }

    /// <summary>ESP packets in UDP or TCP that belong to it, or to the Child SAs of others between the same addresses while this was the last negotiation there.</summary>
    public long EspPackets { get; internal set; }

    /// <summary>What came of it.</summary>
    public NegotiationOutcome Outcome => Verdict.Outcome;

    /// <summary>Whether <see cref="Outcome"/> was read in the messages; else it was concluded from their sizes and order, as <see cref="OutcomeReason"/> says.</summary>
    public bool IsOutcomeCertain => Verdict.IsCertain;

    /// <summary>Why <see cref="Outcome"/> is what it is, in words.</summary>
    public string OutcomeReason => Verdict.Reason;

    /// <summary>Gives one side.</summary>
    /// <param name="role">Which one.</param>
    /// <returns>The side.</returns>
    public ObservedSide SideOf(IkeRole role) => role == IkeRole.Initiator ? Initiator : Responder;

    /// <summary>Returns number, version, addresses and outcome.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"#{Number} IKEv{MajorVersion} {Initiator.First} - {Responder.First}: {Outcome}";
}
