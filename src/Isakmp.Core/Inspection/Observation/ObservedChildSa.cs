using Isakmp.Exchanges;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Observation;

/// <summary>A Child SA (IKEv2) or what a Quick Mode negotiates (IKEv1), seen where it could be read.</summary>
/// <remarks>Initiator and responder are always those of the IKE SA, also where the responder asked for the Child SA.</remarks>
public sealed class ObservedChildSa
{
    internal ObservedChildSa(ObservedNegotiation negotiation, IkeRole begunBy, DateTimeOffset time)
    {
        Negotiation = negotiation;
        BegunBy = begunBy;
        Time = time;
    }

    /// <summary>The negotiation in which it was made.</summary>
    public ObservedNegotiation Negotiation { get; }

    /// <summary>Who asked for it.</summary>
    public IkeRole BegunBy { get; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>What came of it.</summary>
    public ChildSaOutcome Outcome { get; internal set; }

    /// <summary>The error by which it was refused; null if it was not.</summary>
    public string? Refusal { get; internal set; }

    /// <summary>The protocol, such as <c>ESP</c>, <c>AH</c> or <c>ESP + IPCOMP</c>.</summary>
    public string Protocol { get; internal set; } = "";

    /// <summary>The SPI that the initiator chose: on packets that go to it. Zero if unknown.</summary>
    public ChildSpi InitiatorSpi { get; internal set; }

    /// <summary>The SPI that the responder chose: on packets that go to it. Zero if unknown.</summary>
    public ChildSpi ResponderSpi { get; internal set; }

    /// <summary>The proposals that were offered, in swanctl's notation.</summary>
    public IReadOnlyList<string> Offered { get; internal set; } = [];

    /// <summary>The proposal that was chosen; null if none was.</summary>
    public string? Chosen { get; internal set; }

    /// <summary>Transport rather than tunnel mode.</summary>
    public bool IsTransport { get; internal set; }

    /// <summary>What stands on the initiator's side, in swanctl's notation: narrowed if there was an answer, else as offered.</summary>
    public IReadOnlyList<string> InitiatorSelectors { get; internal set; } = [];

    /// <summary>What stands on the responder's side.</summary>
    public IReadOnlyList<string> ResponderSelectors { get; internal set; } = [];

    /// <summary>The Child SA that it replaces; null if none, or if it was never seen.</summary>
    public ObservedChildSa? Replaces { get; internal set; }

    /// <summary>The Child SA that replaces it.</summary>
    public ObservedChildSa? ReplacedBy { get; internal set; }

    /// <summary>Who deleted it; null if nobody did.</summary>
    public IkeRole? DeletedBy { get; internal set; }

    /// <summary>When it was deleted.</summary>
    public DateTimeOffset? DeletedAt { get; internal set; }

    /// <summary>ESP packets to the initiator that were seen in UDP or TCP.</summary>
    public long PacketsToInitiator { get; internal set; }

    /// <summary>ESP packets to the responder that were seen in UDP or TCP.</summary>
    public long PacketsToResponder { get; internal set; }

    /// <summary>Returns protocol, SPIs and outcome.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Protocol} {InitiatorSpi} - {ResponderSpi}, {Outcome}";

    internal ChildSpi SpiOf(IkeRole role) => role == IkeRole.Initiator ? InitiatorSpi : ResponderSpi;

    internal void SetSpi(IkeRole role, ChildSpi spi)
    {
        if (role == IkeRole.Initiator)
        {
            InitiatorSpi = spi;
        }
        else
        {
            ResponderSpi = spi;
        }
    }

    internal void SetSelectors(IkeRole role, IReadOnlyList<string> selectors)
    {
        if (role == IkeRole.Initiator)
        {
            InitiatorSelectors = selectors;
        }
        else
        {
            ResponderSelectors = selectors;
        }
    }
}
