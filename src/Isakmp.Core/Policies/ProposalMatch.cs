using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>Compares one offered proposal with one of ours, attribute by attribute: the one place that decides, for selection and report alike.</summary>
internal readonly struct ProposalMatch(Proposal offered, int position, Proposal policy, SelectionOptions options)
{
    private const int KnownTypes = 12;

    /// <summary>Tries to find one transform of each type that both have.</summary>
    public bool TryChoose(out ImmutableArray<Transform> chosen)
    {
        chosen = [];
        if (CheckFrame() != MismatchReason.None || FindUnknownType() is not null)
        {
            return false;
        }

        Transform? cipher = ChooseCipher();
        ImmutableArray<Transform>.Builder transforms = ImmutableArray.CreateBuilder<Transform>();
        foreach ((TransformType type, _, _) in AttributeNames.All)
        {
            if (Choose(type, cipher, out Transform? transform) != MismatchReason.None)
            {
                return false;
            }

            if (transform is not null)
            {
                transforms.Add(transform);
            }
        }

        chosen = transforms.ToImmutable();
        return true;
    }

    /// <summary>Checks what stands around the transforms.</summary>
    public MismatchReason CheckFrame()
    {
        if (offered.Protocol != policy.Protocol)
        {
            return MismatchReason.Protocol;
        }

        // RFC 7296 3.3.1
        if (offered.Number != position + 1)
        {
            return MismatchReason.ProposalNumber;
        }

        return offered.Spi.Length != options.SpiSize ? MismatchReason.SpiSize : MismatchReason.None;
    }

    /// <summary>The first transform in the offer of a kind that is not understood; it makes the whole proposal unacceptable (RFC 7296 3.3.6).</summary>
    public TransformType? FindUnknownType()
    {
        foreach (Transform transform in offered.Transforms)
        {
            if (transform.Type.Value is 0 or > KnownTypes)
            {
                return transform.Type;
            }
        }

        return null;
    }

    /// <summary>The cipher that would be chosen: the first of ours for which integrity can be agreed, otherwise the first that both have.</summary>
    public Transform? ChooseCipher()
    {
        Transform? first = null;
        foreach (Transform transform in policy.Transforms)
        {
            if (transform.Type == TransformType.Encryption && IsOffered(transform))
            {
                first ??= transform;
                if (ChooseIntegrity(transform, out _) == MismatchReason.None)
                {
                    return transform;
                }
            }
        }

        return first;
    }

    /// <summary>Chooses the transform of one type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="cipher">The cipher that was chosen, or null.</param>
    /// <param name="chosen">The transform, or null where the type is left out.</param>
    public MismatchReason Choose(TransformType type, Transform? cipher, out Transform? chosen)
    {
        chosen = null;
        if (type.IsAnyKeyExchange() && options.IgnoresKeyExchange)
        {
            return MismatchReason.None;
        }

        if (type == TransformType.Integrity)
        {
            return ChooseIntegrity(cipher, out chosen);
        }

        if (type == TransformType.Encryption && cipher is not null)
        {
            chosen = cipher;
            return MismatchReason.None;
        }

        chosen = FirstInCommon(type);
        if (chosen is not null)
        {
            return MismatchReason.None;
        }

        MismatchReason reason = ExplainMissing(type);
        chosen = reason == MismatchReason.None ? OfferedNone(type) : null;
        return reason;
    }

    // RFC 7296 3.3: with a combined-mode cipher integrity is absent or NONE; with any other cipher it is real.
    private MismatchReason ChooseIntegrity(Transform? cipher, out Transform? chosen)
    {
        TransformType type = TransformType.Integrity;
        chosen = null;
        if (cipher is null || !cipher.IsCombinedMode())
        {
            chosen = FirstInCommon(type);
            if (chosen?.IsNone() == true && cipher is not null)
            {
                chosen = FirstInCommon(type, exceptNone: true);
                return chosen is null ? MismatchReason.IntegrityMode : MismatchReason.None;
            }

            return chosen is not null ? MismatchReason.None : ExplainMissing(type);
        }

        chosen = OfferedNone(type);
        return chosen is not null || offered.First(type) is null ? MismatchReason.None : MismatchReason.IntegrityMode;
    }

    private Transform? OfferedNone(TransformType type)
    {
        foreach (Transform transform in offered.Transforms)
        {
            if (transform.Type == type && transform.IsNone() && transform.HasOnlyKnownAttributes)
            {
                return transform;
            }
        }

        return null;
    }

    private Transform? FirstInCommon(TransformType type, bool exceptNone = false)
    {
        Transform? first = null;
        foreach (Transform transform in policy.Transforms)
        {
            if (transform.Type != type || (exceptNone && transform.IsNone()) || !IsOffered(transform))
            {
                continue;
            }

            first ??= transform;
            if (type == TransformType.KeyExchange && transform.Id == options.PreferredKeyExchange?.Value)
            {
                return transform;
            }
        }

        return first;
    }

    // RFC 7296 3.3.6: a transform with an attribute that is not understood is as if it were not there; it never equals one of ours.
    private bool IsOffered(Transform wanted)
    {
        foreach (Transform transform in offered.Transforms)
        {
            if (transform.Equals(wanted))
            {
                return true;
            }
        }

        return false;
    }

    private MismatchReason ExplainMissing(TransformType type)
    {
        (bool isOffered, bool isNoneOffered, bool isWanted, bool isNoneWanted) = (false, false, false, false);
        MismatchReason reason = MismatchReason.NothingInCommon;
        foreach (Transform transform in offered.Transforms)
        {
            if (transform.Type == type)
            {
                isOffered = true;
                isNoneOffered |= transform.IsNone();
                reason = Closest(reason, transform);
            }
        }

        foreach (Transform transform in policy.Transforms)
        {
            isWanted |= transform.Type == type;
            isNoneWanted |= transform.Type == type && transform.IsNone();
        }

        if (isOffered && isWanted)
        {
            return reason;
        }

        // RFC 7296 3.3.3: what only one side names can be left out if that side also names NONE.
        bool canBeLeftOut = isOffered ? isNoneOffered && type.IsAnyKeyExchange() : !isWanted || isNoneWanted;
        return canBeLeftOut ? MismatchReason.None : isOffered ? MismatchReason.NotInPolicy : MismatchReason.NotOffered;
    }

    private MismatchReason Closest(MismatchReason reason, Transform candidate)
    {
        foreach (Transform transform in policy.Transforms)
        {
            if (transform.Type == candidate.Type && transform.Id == candidate.Id)
            {
                return candidate.HasOnlyKnownAttributes ? MismatchReason.KeyLength : MismatchReason.UnknownAttribute;
            }
        }

        return reason;
    }
}
