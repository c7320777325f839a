using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>What we offer in phase 1, and the check that the answer is one of it (RFC 2409 5).</summary>
public sealed class Phase1Offer
{
    private Phase1Offer(ImmutableArray<IsakmpPolicy> policies, ImmutableArray<V1Proposal> proposals)
    {
        Policies = policies;
        Proposals = proposals;
    }

    /// <summary>The policies that are offered, by priority; transform n offers the n-th.</summary>
    public ImmutableArray<IsakmpPolicy> Policies { get; }

    /// <summary>The one proposal that phase 1 may have, with a transform for each policy.</summary>
    public ImmutableArray<V1Proposal> Proposals { get; }

    /// <summary>Makes an offer.</summary>
    /// <param name="policies">What to offer: at least one; of those that say the same the first stands for all, and there is room for 255.</param>
    /// <returns>The offer.</returns>
    /// <exception cref="ArgumentException">There is no policy.</exception>
    public static Phase1Offer For(ImmutableArray<IsakmpPolicy> policies)
    {
        if (policies.IsDefaultOrEmpty)
        {
            throw new ArgumentException("An offer needs a policy: add one, or leave the default policy on.", nameof(policies));
        }

        ImmutableArray<IsakmpPolicy> ordered = [.. IsakmpPolicy.Order(policies).DistinctBy(policy => policy with { Priority = 1, LifetimeRule = default }).Take(byte.MaxValue)];
        ImmutableArray<V1Transform> transforms = [.. ordered.Select((policy, index) => policy.ToTransform((byte)(index + 1)))];
        return new(ordered, [new V1Proposal(1, V1Protocol.Isakmp, [], transforms)]);
    }

    /// <summary>Checks an answer: one transform of ours, nothing added, nothing taken away; only a lifetime may differ where the policy's rule lets it.</summary>
    /// <param name="answer">The proposals that came back.</param>
    /// <param name="choice">What was agreed on.</param>
    /// <param name="reason">What is wrong with the answer.</param>
    /// <returns>Whether the answer is one of the offer; otherwise it must be rejected (RFC 2409 5).</returns>
    public bool TryAccept(ImmutableArray<V1Proposal> answer, [NotNullWhen(true)] out Phase1Choice? choice, [NotNullWhen(false)] out string? reason)
    {
        choice = null;
        reason = Describe(answer);
        if (reason is not null)
        {
            return false;
        }

        V1Transform chosen = answer[0].Transforms[0];
        V1IkeParameters parameters = V1IkeParameters.Read(chosen);
        int index = Find(chosen, parameters, out string difference);
        if (index < 0)
        {
            reason = difference;
            return false;
        }

        choice = new(answer[0] with { Spi = [] }, parameters, Policies[index]);
        return true;
    }

    // The number of the proposal is not looked at: there is one only, and some peers count anew.
    private static string? Describe(ImmutableArray<V1Proposal> answer)
    {
        if (answer.Length != 1)
        {
            return $"The peer answered with {answer.Length} proposals instead of one.";
        }

        return answer[0].Protocol != V1Protocol.Isakmp ? $"The peer answered for {answer[0].Protocol} instead of {V1Protocol.Isakmp}."
            : answer[0].Transforms.Length != 1 ? $"The peer answered with {answer[0].Transforms.Length} transforms instead of one."
            : null;
    }

    // The number says which one is meant; some peers count anew, so that the attributes decide then.
    private int Find(V1Transform chosen, V1IkeParameters parameters, out string difference)
    {
        int named = chosen.Number - 1;
        bool isNamed = named >= 0 && named < Policies.Length;
        difference = $"The peer chose transform {chosen.Number}, which we did not send.";
        if (isNamed && Compare(named, chosen, parameters) is var found)
        {
            if (found is null)
            {
                return named;
            }

            difference = found;
        }

        for (int i = 0; i < Policies.Length; i++)
        {
            if (Compare(i, chosen, parameters) is null)
            {
                return i;
            }
        }

        return -1;
    }

    private string? Compare(int index, V1Transform chosen, V1IkeParameters parameters)
    {
        IsakmpPolicy policy = Policies[index];
        return AnswerComparison.Describe(Proposals[0].Transforms[index], chosen, parameters.Lifetime, policy.LifetimeRule, policy.Lifetime, isPhase1: true);
    }
}
