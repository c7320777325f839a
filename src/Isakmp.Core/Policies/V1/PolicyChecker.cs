using System.Collections.Immutable;
using System.Globalization;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>Makes the policies of a profile out of proposals and ready policies, and collects what is wrong with them.</summary>
internal sealed class PolicyChecker(ProfileChecker check)
{
    /// <summary>The policies by priority: ready ones where they stand, those of the proposals in the free places from 1 on, then the default.</summary>
    public ImmutableArray<IsakmpPolicy> Build(ImmutableArray<IsakmpPolicy> fromProposals, List<IsakmpPolicy> ready, bool hasDefault)
    {
        foreach (int priority in ready.GroupBy(policy => policy.Priority).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            check.Fail("policies", $"There is more than one policy of priority {priority}: give each its own.");
        }

        HashSet<int> taken = [.. ready.Select(policy => policy.Priority)];
        var all = new List<IsakmpPolicy>(ready);
        int next = 1;
        foreach (IsakmpPolicy policy in fromProposals)
        {
            for (; taken.Contains(next); next++)
            {
            }

            all.Add(policy.WithPriority(next++));
        }

        if (hasDefault && !taken.Contains(IsakmpPolicy.DefaultPriority) && IsAvailable(IsakmpPolicy.Default))
        {
            all.Add(IsakmpPolicy.Default);
        }

        foreach (IsakmpPolicy policy in ready)
        {
            CheckReady(policy);
        }

        check.Require(all.Count > 0, "policies", "There is no policy left: add proposals such as aes256-sha256-modp2048, or leave the default policy on.");
        check.Require(
            all.Count <= byte.MaxValue, "proposals",
            string.Create(CultureInfo.InvariantCulture, $"The proposals make {all.Count} policies, one for each combination of words, and an offer has room for 255: leave some words out."));
        return IsakmpPolicy.Order(all);
    }

    private void CheckReady(IsakmpPolicy policy)
    {
        check.Require(
            policy.AuthenticationMethod == V1AuthenticationMethod.PreSharedKey, "policies",
            $"The policy of priority {policy.Priority} authenticates by {policy.AuthenticationMethod}, which is not supported yet: use WithAuthentication(V1AuthenticationMethod.PreSharedKey).");
        check.Require(
            IsAvailable(policy), "policies",
            $"The crypto provider '{check.Provider.Name}' lacks an algorithm of the policy of priority {policy.Priority} ({ProposalNotation.Format(policy.Suite)}): "
            + "leave the policy out, or use a provider that has it.");
    }

    private bool IsAvailable(IsakmpPolicy policy)
    {
        ICryptoProvider provider = check.Provider;
        Proposal suite = policy.Suite;
        return provider.GetCipher(suite.Encryption.GetValueOrDefault(), policy.KeyLength ?? 0) is not null
            && provider.GetPrf(suite.Prf.GetValueOrDefault()) is not null
            && provider.GetKeyExchange(suite.KeyExchange.GetValueOrDefault()) is not null
            && AlgorithmMap.TryFindHash(policy.Hash, out _, out _, out HashAlgorithmIdentifier hash) && provider.GetHash(hash) is not null;
    }
}
