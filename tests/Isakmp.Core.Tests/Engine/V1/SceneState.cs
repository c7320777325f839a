namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>The states in which an endpoint can meet a message of IKEv1.</summary>
public enum SceneState
{
    /// <summary>Our message 1 is out.</summary>
    Initiating,

    /// <summary>Our message 3 is out.</summary>
    ExchangingKeys,

    /// <summary>Our message 5 is out: keys exist.</summary>
    Proving,

    /// <summary>We have answered message 1.</summary>
    Chosen,

    /// <summary>We have answered message 3: keys exist.</summary>
    Keyed,

    /// <summary>Main mode is done, and the peer has begun no Quick Mode yet.</summary>
    Childless,

    EstablishedAsResponder,
    EstablishedAsInitiator,

    /// <summary>Our first Quick Mode is out.</summary>
    QuickOffered,

    /// <summary>We have answered the peer's Quick Mode and wait for its last message.</summary>
    QuickAnswered,

    /// <summary>Established as responder, and our R-U-THERE is not answered yet.</summary>
    Asking,
}
