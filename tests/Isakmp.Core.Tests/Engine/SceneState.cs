namespace Isakmp.Core.Tests.Engine;

/// <summary>The states in which an endpoint can meet a message.</summary>
public enum SceneState
{
    /// <summary>We wait for the response to IKE_SA_INIT.</summary>
    Initiating,

    /// <summary>We have answered IKE_SA_INIT and wait for IKE_AUTH.</summary>
    HalfOpen,

    /// <summary>We wait for the response to IKE_AUTH.</summary>
    Authenticating,

    EstablishedAsResponder,
    EstablishedAsInitiator,

    /// <summary>Established as responder, and our liveness check is not answered yet.</summary>
    Asking,

    ClosingAsResponder,
    ClosingAsInitiator,
}
