using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>One offered phase 1 transform held against one policy; the choice and the report ask the same questions here.</summary>
internal readonly struct Phase1Match(ImmutableArray<V1Proposal> offer, V1Proposal proposal, V1Transform transform, V1IkeParameters offered, IsakmpPolicy policy)
{
    public bool IsAcceptable =>
        Frame() == MismatchReason.None && Encryption() == MismatchReason.None && Hash() == MismatchReason.None && Method() == MismatchReason.None
        && Group() == MismatchReason.None && Lifetime() == MismatchReason.None && Rest() == MismatchReason.None;

    /// <summary>What stands around the attributes: the protocol, the identifier, and a number of its own (nothing in phase 1 can hold together).</summary>
    public MismatchReason Frame()
    {
        if (proposal.Protocol != V1Protocol.Isakmp)
        {
            return MismatchReason.Protocol;
        }

        if (transform.Id != V1IkeTransform.KeyIke.Value)
        {
            return MismatchReason.UnknownTransformType;
        }

        foreach (V1Proposal other in offer)
        {
            if (!ReferenceEquals(other, proposal) && other.Number == proposal.Number)
            {
                return MismatchReason.ProposalNumber;
            }
        }

        return MismatchReason.None;
    }

    public MismatchReason Encryption()
    {
        if (offered.Encryption is not { } cipher)
        {
            return MismatchReason.NotOffered;
        }

        if (cipher != policy.Encryption)
        {
            return MismatchReason.NothingInCommon;
        }

        return offered.KeyLength == policy.KeyLength ? MismatchReason.None : MismatchReason.KeyLength;
    }

    public MismatchReason Hash()
    {
        // RFC 2409 4: without a negotiated function it is the HMAC of the hash; there is no other registered.
        if (offered.Prf is not null)
        {
            return MismatchReason.NotInPolicy;
        }

        return offered.Hash is not { } hash ? MismatchReason.NotOffered : hash == policy.Hash ? MismatchReason.None : MismatchReason.NothingInCommon;
    }

    public MismatchReason Method() =>
        offered.AuthenticationMethod is not { } method ? MismatchReason.NotOffered
        : method == policy.AuthenticationMethod ? MismatchReason.None : MismatchReason.NothingInCommon;

    public MismatchReason Group()
    {
        if (offered.Group is not { } group)
        {
            return MismatchReason.NotOffered;
        }

        // A type beside the number must be the type of that group: MODP for the odd ones, and ECP for those over a prime field.
        bool isTypeRight = offered.GroupType is not { } type || type == (group.Value is >= 19 and <= 21 or >= 25 ? V1GroupType.Ecp : V1GroupType.Modp);
        return group == policy.Group && isTypeRight ? MismatchReason.None : MismatchReason.NothingInCommon;
    }

    public MismatchReason Lifetime() => LifetimeAgreement.Check(policy.LifetimeRule, offered.Lifetime, policy.Lifetime);

    public MismatchReason Rest() => offered.Unresolved.IsEmpty ? MismatchReason.None : MismatchReason.UnknownAttribute;
}
