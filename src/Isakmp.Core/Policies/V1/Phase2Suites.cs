using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>One protocol of a suite: ESP or AH with alternatives, or IPCOMP, which has none.</summary>
internal sealed record Phase2Protocol(V1Protocol Protocol, Proposal? Algorithms);

/// <summary>Protocols of which a Child SA wants all, as packets meet them when they arrive last: ESP inside AH, compression inside ESP.</summary>
internal sealed record Phase2Suite(int Priority, ImmutableArray<Phase2Protocol> Protocols);

/// <summary>The suites of a child in the order of preference: what it offers and what it accepts in Quick Mode.</summary>
internal static class Phase2Suites
{
    public static ImmutableArray<Phase2Suite> For(ChildProfile child)
    {
        ImmutableArray<Phase2Suite>.Builder suites = ImmutableArray.CreateBuilder<Phase2Suite>();
        foreach (ImmutableArray<Phase2Protocol> protocols in Combine(child))
        {
            // With compression first, and without for peers that have none.
            if (child.Compression)
            {
                suites.Add(new(suites.Count + 1, [.. protocols, new(V1Protocol.IpComp, null)]));
            }

            suites.Add(new(suites.Count + 1, protocols));
        }

        return suites.ToImmutable();
    }

    /// <summary>The groups that all protocols of a suite have, the preferred first; 0 is none.</summary>
    public static ImmutableArray<ushort> Groups(Phase2Suite suite)
    {
        ImmutableArray<ImmutableArray<ushort>> groups = [.. suite.Protocols.Select(protocol => protocol.Algorithms).OfType<Proposal>().Select(Groups)];
        return [.. groups[0].Where(group => groups.All(others => others.Contains(group)))];
    }

    private static ImmutableArray<ushort> Groups(Proposal proposal)
    {
        ImmutableArray<Transform> methods = proposal.OfType(TransformType.KeyExchange);
        return methods.IsEmpty ? [KeyExchangeMethod.None.Value] : [.. methods.Select(method => method.Id)];
    }

    private static IEnumerable<ImmutableArray<Phase2Protocol>> Combine(ChildProfile child)
    {
        foreach (Proposal proposal in child.Proposals)
        {
            var first = new Phase2Protocol(proposal.Protocol == SecurityProtocol.Ah ? V1Protocol.Ah : V1Protocol.Esp, proposal);
            if (child.OuterProposals.IsEmpty)
            {
                yield return [first];
            }

            foreach (Proposal outer in child.OuterProposals)
            {
                yield return [new(V1Protocol.Ah, WithGroupsOf(outer, proposal)), first with { Algorithms = WithGroupsOf(proposal, outer) }];
            }
        }
    }

    // There is one KE payload, so that a group named for one protocol is meant for both.
    private static Proposal WithGroupsOf(Proposal proposal, Proposal other) => proposal.First(TransformType.KeyExchange) is null
        ? proposal with { Transforms = [.. proposal.Transforms, .. other.OfType(TransformType.KeyExchange)] }
        : proposal;
}
