using Isakmp.Exchanges.Negotiation;
using Isakmp.Registry;

namespace Isakmp.Exchanges.V1;

/// <summary>Which payloads a message must carry, and which at most once; checked before its state or task sees it.</summary>
/// <param name="Required">Exactly one of each.</param>
/// <param name="Optional">At most one of each; whatever is not named here may stand any number of times, and what is not known is skipped.</param>
/// <param name="Clause">Where the RFC says so.</param>
internal sealed record MessageShape(PayloadType[] Required, PayloadType[] Optional, string Clause)
{
    /// <summary>Messages 1 and 2 of main mode: the offer and the choice.</summary>
    public static MessageShape MainModeOffer { get; } = new([PayloadType.V1SecurityAssociation], [], "RFC 2409 section 5");

    /// <summary>Messages 3 and 4 of main mode, unless nonces are encrypted with RSA: the key exchange.</summary>
    public static MessageShape MainModeKeyExchange { get; } = new([PayloadType.V1KeyExchange, PayloadType.V1Nonce], [], "RFC 2409 section 5");

    /// <summary>Messages 5 and 6 of main mode with pre-shared keys: the proof.</summary>
    public static MessageShape MainModeSharedKeyProof { get; } = new([PayloadType.V1Identification, PayloadType.V1Hash], [], "RFC 2409 section 5.4");

    /// <summary>Messages 1 and 2 of Quick Mode.</summary>
    public static MessageShape QuickMode { get; } = new(
        [PayloadType.V1Hash, PayloadType.V1SecurityAssociation, PayloadType.V1Nonce], [PayloadType.V1KeyExchange], "RFC 2409 section 5.5");

    /// <summary>Message 3 of Quick Mode, and whatever else carries nothing but its hash and notifications.</summary>
    public static MessageShape Protected { get; } = new([PayloadType.V1Hash], [], "RFC 2409 sections 5.5 and 5.7");

    /// <summary>Checks a message's payloads.</summary>
    /// <param name="payloads">The payloads.</param>
    /// <param name="offending">The one that is missing or repeated.</param>
    /// <returns>Whether it is as it should be.</returns>
    public bool Fits(in PayloadList payloads, out PayloadType offending)
    {
        foreach (PayloadType type in Required)
        {
            int first = payloads.IndexOf(type);
            if (first < 0 || payloads.IndexOf(type, first + 1) >= 0)
            {
                offending = type;
                return false;
            }
        }

        foreach (PayloadType type in Optional)
        {
            int first = payloads.IndexOf(type);
            if (first >= 0 && payloads.IndexOf(type, first + 1) >= 0)
            {
                offending = type;
                return false;
            }
        }

        offending = default;
        return true;
    }
}
