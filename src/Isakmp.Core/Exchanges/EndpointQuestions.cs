namespace Isakmp.Exchanges;

/// <summary>Which decisions the caller wants to take by answering an operation, beyond those that the configuration cannot take.</summary>
[Flags]
public enum EndpointQuestions
{
    /// <summary>None: the endpoint answers all by its configuration.</summary>
    None = 0,

    /// <summary>Which profile is for a peer; otherwise the first of the endpoint's profiles that fits its addresses, then its identity.</summary>
    SelectProfile = 1,

    /// <summary>The pre-shared key where the credentials hold none; otherwise authentication fails.</summary>
    SharedKey = 2,

    /// <summary>Whether a peer that has proved its identity may come in; otherwise it may.</summary>
    Authorize = 4,

    /// <summary>The SPI of each Child SA; otherwise it is drawn from the random source.</summary>
    AllocateSpi = 8,

    /// <summary>The gate that holds back the message that makes the peer send until the inbound SA is installed; otherwise nothing waits.</summary>
    InstallInbound = 16,

    /// <summary>The shared secret of each key exchange; otherwise it is computed at once, on the thread of the call.</summary>
    KeyAgreement = 32,
}
