using Isakmp.Exchanges;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Observation;

/// <summary>What speaks for one outcome of a negotiation or another; kept apart from the exchanges, of which old ones are forgotten.</summary>
internal sealed class Evidence
{
    /// <summary>The first answer with a proposal was seen.</summary>
    public bool IsChosen { get; set; }

    /// <summary>IKEv2: the responder wants another try; what it said.</summary>
    public string? RetryAsked { get; set; }

    /// <summary>Messages of phase 1 (IKEv1), each once.</summary>
    public int PhaseOneMessages { get; set; }

    /// <summary>Whether the last of them could be read.</summary>
    public bool IsPhaseOneRead { get; set; }

    /// <summary>Who sent the last of them.</summary>
    public IkeRole LastPhaseOneSender { get; set; }

    /// <summary>IKEv2: IKE_AUTH began.</summary>
    public bool HasAuthRequest { get; set; }

    /// <summary>IKEv2: the responses of IKE_AUTH.</summary>
    public int AuthResponses { get; set; }

    /// <summary>IKEv2: at most so many octets of payloads are in the last encrypted response of IKE_AUTH that could not be read.</summary>
    public int? AuthResponseRoom { get; set; }

    /// <summary>The sides whose proof was read.</summary>
    public bool IsInitiatorProven { get; set; }

    /// <summary>The sides whose proof was read.</summary>
    public bool IsResponderProven { get; set; }

    /// <summary>The first exchange that only an established IKE SA has; its name.</summary>
    public string? LaterExchange { get; set; }

    /// <summary>How many exchanges there were after the first ones that need no established SA to begin, such as INFORMATIONAL.</summary>
    public int Informationals { get; set; }

    /// <summary>IKEv1: an encrypted Informational came before phase 1 was complete, and could not be read.</summary>
    public bool HasUnreadInformational { get; set; }

    /// <summary>IKEv1: the cookies of the SA that was heard of last between the same addresses when this one began; by number, so that it may be forgotten.</summary>
    public (Spi Initiator, Spi Responder)? Before { get; set; }

    /// <summary>The error that ended the negotiation; null if none did.</summary>
    public ObservedError? Refusal { get; set; }

    /// <summary>What followed was not seen, though there may have been something.</summary>
    public bool EndsEarly { get; set; }

    /// <summary>It was made by an exchange of another IKE SA that was read.</summary>
    public bool IsRekeyed { get; set; }
}
