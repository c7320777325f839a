using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>Parses the settings of a profile and collects everything that is wrong with them.</summary>
internal sealed class ProfileChecker(ICryptoProvider provider, ImmutableArray<PolicyError>.Builder errors, string prefix)
{
    public ICryptoProvider Provider => provider;

    private delegate bool Parser<T>(string? text, out T? value, out string? error);

    public void Fail(string setting, string message) => errors.Add(new(prefix + setting, message));

    public void Require(bool holds, string setting, string message)
    {
        if (!holds)
        {
            Fail(setting, message);
        }
    }

    public ImmutableArray<AddressPattern> ParseAddresses(string setting, List<string> texts) =>
        ParseAll(setting, texts, AddressPattern.Any, AddressPattern.TryParse);

    public ImmutableArray<TrafficSelector> ParseSelectors(string setting, List<string> texts) =>
        ParseAll(setting, texts, TrafficSelector.Dynamic, TrafficSelector.TryParse);

    public Identity? ParseIdentity(string setting, string? text)
    {
        if (text is null or "%any")
        {
            return null;
        }

        if (!Identity.TryParse(text, out Identity? identity, out string? error))
        {
            Fail(setting, error);
        }

        return identity;
    }

    public IdentityPattern ParsePattern(string setting, string? text)
    {
        if (IdentityPattern.TryParse(text, out IdentityPattern? pattern, out string? error))
        {
            return pattern;
        }

        Fail(setting, error);
        return IdentityPattern.Any;
    }

    /// <summary>Parses proposals; without any, and for the word default, takes what the provider has of the defaults.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="texts">Proposals, or lists of proposals.</param>
    /// <param name="protocol">IKE, ESP or AH.</param>
    /// <param name="isV1">Whether every algorithm needs a number in IKEv1.</param>
    public ImmutableArray<Proposal> ParseProposals(string setting, List<string> texts, SecurityProtocol protocol, bool isV1 = false)
    {
        var proposals = new List<Proposal>();
        var lacking = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string item in texts.Count == 0 ? [ProposalNotation.DefaultWord] : texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (item.Equals(ProposalNotation.DefaultWord, StringComparison.OrdinalIgnoreCase))
            {
                proposals.AddRange(DefaultProposals.For(protocol).Select(proposal => Restrict(proposal, isV1)).OfType<Proposal>());
            }
            else if (ProposalNotation.TryParse(item, protocol, out Proposal? proposal, out string? error))
            {
                proposals.Add(proposal);
                lacking.UnionWith(proposal.Transforms.Where(transform => !IsAvailable(transform, protocol)).Select(AlgorithmWords.WordFor));
                Require(!proposal.Transforms.Any(transform => transform.Type.IsAdditionalKeyExchange()), setting,
                    $"'{item}' wants additional key exchanges (ke1_ and so on), which are not supported yet: leave these words out.");
                if (isV1 && V1Words.Describe(proposal, item) is { } foreign)
                {
                    Fail(setting, foreign);
                }
            }
            else
            {
                Fail(setting, error);
            }
        }

        Require(lacking.Count == 0, setting,
            $"The crypto provider '{provider.Name}' lacks {string.Join(", ", lacking)}: leave these words out, or use a provider that has them.");
        Require(proposals.Count <= byte.MaxValue, setting, $"There are {proposals.Count} proposals, and an offer has room for 255: leave some out.");
        Require(proposals.Count > 0 || texts.Count > 0, setting,
            $"The crypto provider '{provider.Name}' has none of the default proposals: name proposals that it has.");
        return proposals.Count == 0 ? DefaultProposals.For(protocol) : ProposalNotation.Number(proposals);
    }

    public void CheckFamilies(ImmutableArray<TrafficSelector> local, ImmutableArray<TrafficSelector> remote)
    {
        bool Has(ImmutableArray<TrafficSelector> selectors, bool isIPv6) =>
            selectors.Any(selector => selector.IsDynamic || selector.StartAddress.IsIPv6 == isIPv6);
        bool isPossible = (Has(local, true) && Has(remote, true)) || (Has(local, false) && Has(remote, false));
        Require(isPossible, "remote_ts", "One side has only IPv4 and the other only IPv6 selectors, so no packet can match: give both sides the same family.");
    }

    private ImmutableArray<T> ParseAll<T>(string setting, List<string> texts, T whenNone, Parser<T> parse)
        where T : class
    {
        ImmutableArray<T>.Builder values = ImmutableArray.CreateBuilder<T>();
        foreach (string item in texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (parse(item, out T? value, out string? error))
            {
                values.Add(value!);
            }
            else
            {
                Fail(setting, error!);
            }
        }

        return values.Count == 0 ? [whenNone] : values.ToImmutable();
    }

    private Proposal? Restrict(Proposal proposal, bool isV1)
    {
        Transform[] available = [.. proposal.Transforms.Where(transform =>
            IsAvailable(transform, proposal.Protocol) && !(isV1 && V1Words.IsForeign(transform, proposal.Protocol)))];
        return ProposalRules.Describe(available, proposal.Protocol, string.Empty) is null ? proposal with { Transforms = [.. available] } : null;
    }

    private bool IsAvailable(Transform transform, SecurityProtocol protocol)
    {
        if (transform.Type.IsAnyKeyExchange())
        {
            return transform.IsNone() || provider.GetKeyExchange(new KeyExchangeMethod(transform.Id)) is not null;
        }

        // A Child SA's ciphers are run by the data plane: the sizes of their keys are all that is needed here.
        return protocol == SecurityProtocol.Ike ? IsInProvider(transform) : HasKnownSizes(transform);
    }

    private bool IsInProvider(Transform transform)
    {
        if (transform.Type == TransformType.PseudorandomFunction)
        {
            return provider.GetPrf(new PseudorandomFunction(transform.Id)) is not null;
        }

        if (transform.Type == TransformType.Integrity)
        {
            return transform.IsNone() || provider.GetIntegrity(new IntegrityAlgorithm(transform.Id)) is not null;
        }

        var cipher = new EncryptionAlgorithm(transform.Id);
        return transform.IsCombinedMode()
            ? provider.GetAead(cipher, transform.KeyLength ?? 0) is not null
            : provider.GetCipher(cipher, transform.KeyLength ?? 0) is not null;
    }

    private static bool HasKnownSizes(Transform transform)
    {
        if (transform.Type == TransformType.Encryption)
        {
            return AlgorithmFacts.TryGetEncryption(new EncryptionAlgorithm(transform.Id), transform.KeyLength, out _);
        }

        return transform.Type != TransformType.Integrity || transform.IsNone()
            || AlgorithmFacts.TryGetIntegrity(new IntegrityAlgorithm(transform.Id), out _);
    }
}
