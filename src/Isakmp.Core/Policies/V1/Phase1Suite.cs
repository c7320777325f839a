using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>Sets of phase 1 algorithms as proposals of IKEv2, and back.</summary>
internal static class Phase1Suite
{
    /// <summary>The suite; null if an algorithm is not known, or a key length is missing or out of place.</summary>
    public static Proposal? For(V1EncryptionAlgorithm encryption, ushort? keyLength, V1HashAlgorithm hash, V1GroupDescription group)
    {
        if (AlgorithmMap.Phase1Cipher(encryption, keyLength) is not { } cipher
            || !AlgorithmMap.TryFindHash(hash, out PseudorandomFunction prf, out IntegrityAlgorithm integrity, out _)
            || AlgorithmMap.KeyExchange(group) is not { } method)
        {
            return null;
        }

        return new(1, SecurityProtocol.Ike, [], [cipher, Transform.Integrity(integrity), Transform.Prf(prf), Transform.KeyExchange(method)]);
    }

    /// <summary>The policies that a proposal of alternatives stands for, one for each combination, the preferred first, all of priority 1.</summary>
    /// <param name="proposal">A proposal for IKE whose algorithms IKEv1 has; see <see cref="V1Words"/>.</param>
    public static IEnumerable<IsakmpPolicy> Expand(Proposal proposal)
    {
        foreach (Transform cipher in proposal.OfType(TransformType.Encryption))
        {
            foreach (Transform prf in proposal.OfType(TransformType.PseudorandomFunction))
            {
                foreach (Transform keyExchange in proposal.OfType(TransformType.KeyExchange))
                {
                    yield return new()
                    {
                        Priority = 1,
                        Encryption = AlgorithmMap.Phase1Cipher(cipher).GetValueOrDefault(),
                        KeyLength = cipher.KeyLength,
                        Hash = AlgorithmMap.Hash(prf).GetValueOrDefault(),
                        AuthenticationMethod = V1AuthenticationMethod.PreSharedKey,
                        Group = AlgorithmMap.Group(keyExchange).GetValueOrDefault(),
                    };
                }
            }
        }
    }
}
