using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>Phase 2 algorithms as transforms of IKEv1, and back.</summary>
internal static class Phase2Transforms
{
    /// <summary>A transform for each combination of a protocol's alternatives, the preferred first, at most 255.</summary>
    public static ImmutableArray<V1Transform> Expand(Phase2Protocol protocol, V1GroupDescription? group, V1EncapsulationMode mode, V1Lifetime lifetime)
    {
        if (protocol.Algorithms is not { } proposal)
        {
            return [new V1IpsecParameters { Mode = mode, Lifetime = lifetime }.ToTransform(1, IpCompTransform.Deflate.Value)];
        }

        ImmutableArray<V1Transform>.Builder transforms = ImmutableArray.CreateBuilder<V1Transform>();
        foreach (Transform? cipher in OrNone(proposal, TransformType.Encryption))
        {
            foreach (Transform? integrity in OrNone(proposal, TransformType.Integrity))
            {
                foreach (Transform? size in OrNone(proposal, TransformType.ExtendedSequenceNumbers))
                {
                    V1AuthenticationAlgorithm? authentication = integrity is null || integrity.IsNone() ? null : AlgorithmMap.Authentication(integrity);
                    byte? id = cipher is not null ? AlgorithmMap.EspCipher(cipher)?.Value : authentication is { } algorithm ? AlgorithmMap.AhTransform(algorithm)?.Value : null;
                    if (id is { } known && transforms.Count < byte.MaxValue)
                    {
                        var parameters = new V1IpsecParameters
                        {
                            Mode = mode,
                            Authentication = authentication,
                            KeyLength = cipher?.KeyLength,
                            Group = group,
                            ExtendedSequenceNumbers = size?.Id == Isakmp.Registry.ExtendedSequenceNumbers.Yes.Value,
                            Lifetime = lifetime,
                        };
                        transforms.Add(parameters.ToTransform((byte)(transforms.Count + 1), known));
                    }
                }
            }
        }

        return transforms.ToImmutable();
    }

    /// <summary>The transforms of IKEv2 for a transform of IKEv1; null if an algorithm is not known.</summary>
    public static ImmutableArray<Transform>? Read(V1Protocol protocol, byte id, V1IpsecParameters parameters)
    {
        ImmutableArray<Transform>.Builder transforms = ImmutableArray.CreateBuilder<Transform>();
        if (protocol == V1Protocol.Esp)
        {
            if (AlgorithmMap.EspCipher(new V1EspTransform(id)) is not { } cipher)
            {
                return null;
            }

            transforms.Add(Transform.Encryption(cipher, parameters.KeyLength));
        }

        if (parameters.Authentication is { } authentication)
        {
            // RFC 2407 4.4.3: in AH the transform names the algorithm once more.
            bool isRight = protocol != V1Protocol.Ah || AlgorithmMap.AhTransform(authentication)?.Value == id;
            if (!isRight || AlgorithmMap.Authentication(authentication) is not { } integrity)
            {
                return null;
            }

            transforms.Add(Transform.Integrity(integrity));
        }

        if (parameters.Group is { } group)
        {
            if (AlgorithmMap.KeyExchange(group) is not { } method)
            {
                return null;
            }

            transforms.Add(Transform.KeyExchange(method));
        }

        transforms.Add(Transform.SequenceNumbers(parameters.ExtendedSequenceNumbers ? ExtendedSequenceNumbers.Yes : ExtendedSequenceNumbers.No));
        return transforms.ToImmutable();
    }

    private static ImmutableArray<Transform?> OrNone(Proposal proposal, TransformType type)
    {
        ImmutableArray<Transform> transforms = proposal.OfType(type);
        return transforms.IsEmpty ? [null] : [.. transforms];
    }
}
