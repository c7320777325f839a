using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>One offered phase 2 transform held against one protocol of a suite; the choice and the report ask the same questions here.</summary>
internal readonly struct Phase2Match(V1Proposal proposal, V1Transform transform, V1IpsecParameters offered, Phase2Protocol policy, Phase2Terms terms)
{
    private const int SpiSize = 4;
    private const int CpiSize = 2;

    public bool IsAcceptable =>
        Frame() == MismatchReason.None && Encryption() == MismatchReason.None && Integrity() == MismatchReason.None && Group() == MismatchReason.None
        && SequenceNumbers() == MismatchReason.None && Mode() == MismatchReason.None && Lifetime() == MismatchReason.None && Rest() == MismatchReason.None;

    /// <summary>The lifetime on offer: without any it is 28,800 s (RFC 2407 4.5).</summary>
    public static V1Lifetime LifetimeOf(V1IpsecParameters offered) => offered.Lifetime.IsUnlimited ? new(28_800, null) : offered.Lifetime;

    public MismatchReason Frame()
    {
        if (proposal.Protocol != policy.Protocol)
        {
            return MismatchReason.Protocol;
        }

        // RFC 3173 4.1: the CPI has two octets, in an SPI of two or of four.
        bool isSizeRight = proposal.Spi.Length == SpiSize || (proposal.Protocol == V1Protocol.IpComp && proposal.Spi.Length == CpiSize);
        return isSizeRight ? MismatchReason.None : MismatchReason.SpiSize;
    }

    public MismatchReason Encryption()
    {
        if (policy.Algorithms is null)
        {
            return transform.Id == IpCompTransform.Deflate.Value ? MismatchReason.None : MismatchReason.NothingInCommon;
        }

        if (policy.Protocol != V1Protocol.Esp)
        {
            return MismatchReason.None;
        }

        MismatchReason reason = MismatchReason.NothingInCommon;
        foreach (Transform accepted in policy.Algorithms.Transforms)
        {
            if (accepted.Type == TransformType.Encryption && AlgorithmMap.EspCipher(accepted)?.Value == transform.Id)
            {
                if (accepted.KeyLength == offered.KeyLength)
                {
                    return MismatchReason.None;
                }

                reason = MismatchReason.KeyLength;
            }
        }

        return reason;
    }

    public MismatchReason Integrity()
    {
        if (policy.Algorithms is null)
        {
            return offered.Authentication is null ? MismatchReason.None : MismatchReason.NotInPolicy;
        }

        bool isCombined = policy.Protocol == V1Protocol.Esp
            && AlgorithmMap.EspCipher(new V1EspTransform(transform.Id)) is { } cipher && Transform.Encryption(cipher).IsCombinedMode();
        if (offered.Authentication is not { } authentication)
        {
            bool isWanted = policy.Algorithms.First(TransformType.Integrity) is { } first && !first.IsNone();
            return isCombined || !isWanted ? MismatchReason.None : MismatchReason.NotOffered;
        }

        if (isCombined)
        {
            return MismatchReason.IntegrityMode;
        }

        if (policy.Algorithms.First(TransformType.Integrity) is null)
        {
            return MismatchReason.NotInPolicy;
        }

        bool isNamedTwice = policy.Protocol != V1Protocol.Ah || AlgorithmMap.AhTransform(authentication)?.Value == transform.Id;
        return isNamedTwice && Accepts(TransformType.Integrity, AlgorithmMap.Authentication(authentication)?.Value) ? MismatchReason.None : MismatchReason.NothingInCommon;
    }

    public MismatchReason Group()
    {
        if (policy.Algorithms is null)
        {
            // RFC 2409 5.5: the group stands in every transform, although compression has no key.
            return MismatchReason.None;
        }

        bool isOptional = policy.Algorithms.First(TransformType.KeyExchange) is null || Accepts(TransformType.KeyExchange, 0);
        if (offered.Group is not { } group)
        {
            return isOptional && terms is not { IsGroupFixed: true, Group: not null } ? MismatchReason.None : MismatchReason.NotOffered;
        }

        // RFC 2409 5.5: one KE payload serves all protocols of the SA.
        if (terms.IsGroupFixed && terms.Group != group)
        {
            return MismatchReason.NothingInCommon;
        }

        return Accepts(TransformType.KeyExchange, group.Value) ? MismatchReason.None
            : policy.Algorithms.Transforms.Any(transform => transform.Type == TransformType.KeyExchange && !transform.IsNone()) ? MismatchReason.NothingInCommon
            : MismatchReason.NotInPolicy;
    }

    public MismatchReason SequenceNumbers()
    {
        ExtendedSequenceNumbers size = offered.ExtendedSequenceNumbers ? ExtendedSequenceNumbers.Yes : ExtendedSequenceNumbers.No;
        return policy.Algorithms is null || Accepts(TransformType.ExtendedSequenceNumbers, size.Value) ? MismatchReason.None : MismatchReason.NothingInCommon;
    }

    public MismatchReason Mode()
    {
        // RFC 2407 4.5: an absent mode is up to the host; RFC 3173 says nothing of the mode that a compression has in an SA of another mode.
        if (offered.Mode is not { } mode)
        {
            return MismatchReason.None;
        }

        bool isRight = policy.Algorithms is null ? EncapsulationModes.ModeOf(mode) is not null : EncapsulationModes.Agree(mode, terms.Mode);
        return isRight ? MismatchReason.None : MismatchReason.NothingInCommon;
    }

    public MismatchReason Lifetime() => LifetimeAgreement.Check(terms.LifetimeRule, LifetimeOf(offered), terms.Lifetime);

    public MismatchReason Rest() => offered.Unresolved.IsEmpty ? MismatchReason.None : MismatchReason.UnknownAttribute;

    private bool Accepts(TransformType type, ushort? id)
    {
        foreach (Transform transform in policy.Algorithms!.Transforms)
        {
            if (transform.Type == type && transform.Id == id)
            {
                return true;
            }
        }

        return false;
    }
}
