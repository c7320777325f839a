using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>One offered transform of IKEv1 held against one of our policies.</summary>
public sealed class TransformComparison
{
    internal TransformComparison(
        V1Protocol protocol, byte proposal, byte transform, int priority, string offered, string policy, ImmutableArray<AttributeVerdict> verdicts)
    {
        Protocol = protocol;
        Proposal = proposal;
        Transform = transform;
        Priority = priority;
        Offered = offered;
        Policy = policy;
        Verdicts = verdicts;
    }

    /// <summary>The protocol: ISAKMP in phase 1; ESP, AH or IPCOMP in phase 2.</summary>
    public V1Protocol Protocol { get; }

    /// <summary>The number of the offered proposal.</summary>
    public byte Proposal { get; }

    /// <summary>The number of the offered transform; 0 where a proposal is refused as a whole.</summary>
    public byte Transform { get; }

    /// <summary>The priority of the policy in phase 1; in phase 2 the place of the suite among those of the child, from 1.</summary>
    public int Priority { get; }

    /// <summary>What is offered, in the words of swanctl.conf; algorithms without a word by their names in the registries.</summary>
    public string Offered { get; }

    /// <summary>What the policy has, in the words of swanctl.conf.</summary>
    public string Policy { get; }

    /// <summary>The verdict per attribute.</summary>
    public ImmutableArray<AttributeVerdict> Verdicts { get; }

    /// <summary>What is held against the policy, in the words of router logs.</summary>
    internal string Place => Protocol == V1Protocol.Isakmp ? $"ISAKMP transform {Transform}"
        : Transform == 0 ? $"IPSec proposal {Proposal}"
        : $"IPSec proposal {Proposal}, {TransformWords.Protocol(Protocol)} transform {Transform}";

    /// <summary>Whether every attribute agrees.</summary>
    public bool IsAcceptable => Verdicts.All(verdict => verdict.IsMatch);

    /// <summary>The attributes that do not agree.</summary>
    public IEnumerable<AttributeVerdict> Mismatches => Verdicts.Where(verdict => !verdict.IsMatch);
}
