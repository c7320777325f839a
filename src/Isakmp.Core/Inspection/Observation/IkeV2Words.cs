using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Inspection.Observation;

/// <summary>Proposals and extensions of IKEv2 in short words.</summary>
internal static class IkeV2Words
{
    /// <summary>Each proposal in swanctl's notation.</summary>
    public static IReadOnlyList<string> Of(ImmutableArray<Proposal> proposals) => [.. proposals.Select(ProposalNotation.Format)];

    /// <summary>The word for a key exchange method.</summary>
    public static string Of(KeyExchangeMethod method) => AlgorithmWords.WordFor(Transform.KeyExchange(method));

    /// <summary>What a notification says its sender can do; null if it says something else.</summary>
    public static string? ExtensionOf(NotifyType type) => type.Value switch
    {
        16392 => "HTTP certificate lookup",
        16395 => "non-first fragments",
        16396 => "MOBIKE",
        16404 => "multiple authentication",
        16406 => "redirect",
        16415 => "WESP",
        16416 => "ROHC",
        16417 => "EAP-only",
        16418 => "childless",
        16419 => "quick crash detection",
        16420 => "message ID sync",
        16421 => "replay counter sync",
        16427 => "ERP",
        16430 => "fragmentation",
        16431 => "signature hashes",
        16432 => "clone IKE SA",
        16435 => "PPK",
        16438 => "IKE_INTERMEDIATE",
        16445 => "PPK in IKE_INTERMEDIATE",
        _ => null,
    };

    /// <summary>
    /// At most how many octets of payloads are in an encrypted payload: its body less vector, checksum and Pad Length (RFC 7296 3.14), by the algorithms
    /// that were chosen, or the shortest of all if they are not known.
    /// </summary>
    public static int RoomIn(int body, Proposal? chosen)
    {
        (int iv, int icv) = (0, 8);
        if (chosen?.Encryption is { } cipher && AlgorithmFacts.TryGetEncryption(cipher, chosen.EncryptionKeyLength, out EncryptionFacts facts))
        {
            int separate = chosen.Integrity is { } integrity && AlgorithmFacts.TryGetIntegrity(integrity, out IntegrityFacts mac) ? mac.IcvSize : 0;
            (iv, icv) = (facts.IvSize, facts.IcvSize + separate);
        }

        return Math.Max(0, body - iv - icv - 1);
    }
}
