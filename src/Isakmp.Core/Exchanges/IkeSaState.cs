namespace Isakmp.Exchanges;

/// <summary>How far an IKE SA has come.</summary>
public enum IkeSaState
{
    /// <summary>IKE_SA_INIT is under way.</summary>
    Initiating,

    /// <summary>Keys exist and IKE_AUTH is under way: half-open.</summary>
    Authenticating,

    /// <summary>Both sides are authenticated.</summary>
    Established,

    /// <summary>A delete is under way.</summary>
    Closing,

    /// <summary>Gone; only the last response is kept for a while, in case the peer asks again.</summary>
    Closed,
}
