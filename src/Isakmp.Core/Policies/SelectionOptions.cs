using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>The circumstances of a selection.</summary>
/// <param name="Kind">Which SA is negotiated.</param>
/// <param name="PreferredKeyExchange">A method to take before others wherever policy and offer both have it, such as the one of the peer's KE payload, which saves the INVALID_KE_PAYLOAD round trip; null for the policy's own order.</param>
public readonly record struct SelectionOptions(NegotiationKind Kind, KeyExchangeMethod? PreferredKeyExchange = null)
{
    /// <summary>The size of the SPI in every proposal, in octets (RFC 7296 3.3.1).</summary>
    public int SpiSize => Kind switch
    {
        NegotiationKind.InitialIkeSa => 0,
        NegotiationKind.RekeyedIkeSa => 8,
        _ => 4,
    };

    /// <summary>Whether key exchange transforms are passed over.</summary>
    public bool IgnoresKeyExchange => Kind == NegotiationKind.FirstChildSa;
}
