namespace Isakmp.Policies;

/// <summary>Which SA is negotiated, which decides the SPI size and whether key exchanges count.</summary>
public enum NegotiationKind
{
    /// <summary>An IKE SA in IKE_SA_INIT: no SPI in the proposals (RFC 7296 3.3.1).</summary>
    InitialIkeSa,

    /// <summary>An IKE SA in CREATE_CHILD_SA: SPIs of 8 octets.</summary>
    RekeyedIkeSa,

    /// <summary>The Child SA of IKE_AUTH: SPIs of 4 octets; it has no key exchange of its own, so such transforms are passed over (RFC 7296 1.2).</summary>
    FirstChildSa,

    /// <summary>A Child SA in CREATE_CHILD_SA: SPIs of 4 octets.</summary>
    ChildSa,
}
