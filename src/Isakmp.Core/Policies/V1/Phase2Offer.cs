using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>What we offer in Quick Mode, and the check that the answer is one of it (RFC 2409 5.5).</summary>
public sealed class Phase2Offer
{
    private readonly Phase2Terms _terms;
    private readonly ImmutableArray<Phase2Suite> _suites;

    private Phase2Offer(ImmutableArray<V1Proposal> proposals, ImmutableArray<Phase2Suite> suites, Phase2Terms terms)
    {
        Proposals = proposals;
        _suites = suites;
        _terms = terms;
    }

    /// <summary>The proposals without SPIs: those of one number hold together, of different numbers one is to be chosen.</summary>
    public ImmutableArray<V1Proposal> Proposals { get; }

    /// <summary>The group of our KE payload by its number in IKEv2; null without perfect forward secrecy.</summary>
    public KeyExchangeMethod? KeyExchange => _terms.Group is { } group ? AlgorithmMap.KeyExchange(group) : null;

    /// <summary>The protocols that need an SPI of ours.</summary>
    public ImmutableArray<V1Protocol> Protocols => [.. Proposals.Select(proposal => proposal.Protocol).Distinct()];

    /// <summary>Makes an offer.</summary>
    /// <param name="child">What to offer. Quick Mode has one KE payload, so that the first group of the first proposal is in all, and proposals that do not have it are left out (RFC 2409 5.5).</param>
    /// <param name="mode">The encapsulation mode; see <see cref="EncapsulationModes"/>.</param>
    /// <returns>The offer.</returns>
    public static Phase2Offer For(ChildProfile child, V1EncapsulationMode mode)
    {
        ArgumentNullException.ThrowIfNull(child);
        ImmutableArray<Phase2Suite> suites = Phase2Suites.For(child);
        ushort wanted = suites.SelectMany(suite => Phase2Suites.Groups(suite)).First();
        V1GroupDescription? group = wanted == KeyExchangeMethod.None.Value ? null : new V1GroupDescription(wanted);
        suites = [.. suites.Where(suite => Phase2Suites.Groups(suite).Contains(wanted)).Take(byte.MaxValue)];
        ImmutableArray<V1Proposal>.Builder proposals = ImmutableArray.CreateBuilder<V1Proposal>();
        for (int i = 0; i < suites.Length; i++)
        {
            foreach (Phase2Protocol protocol in suites[i].Protocols)
            {
                proposals.Add(new((byte)(i + 1), protocol.Protocol, [], Phase2Transforms.Expand(protocol, group, mode, child.Lifetime)));
            }
        }

        return new(proposals.ToImmutable(), suites, Phase2Terms.For(child, mode) with { Group = group, IsGroupFixed = true });
    }

    /// <summary>The proposals with our SPIs in them.</summary>
    /// <param name="spi">Our SPI for a protocol: 4 octets, 2 for IPCOMP.</param>
    /// <returns>The proposals to send.</returns>
    public ImmutableArray<V1Proposal> WithSpis(Func<V1Protocol, ImmutableArray<byte>> spi)
    {
        ArgumentNullException.ThrowIfNull(spi);
        return [.. Proposals.Select(proposal => proposal with { Spi = spi(proposal.Protocol) })];
    }

    /// <summary>Checks an answer: all proposals of one number of ours, one transform of ours in each, nothing added, nothing taken away; only a lifetime may differ where the child's rule lets it.</summary>
    /// <param name="answer">The proposals that came back.</param>
    /// <param name="choice">What was agreed on.</param>
    /// <param name="reason">What is wrong with the answer.</param>
    /// <returns>Whether the answer is one of the offer; otherwise it must be rejected (RFC 2409 5).</returns>
    public bool TryAccept(ImmutableArray<V1Proposal> answer, [NotNullWhen(true)] out Phase2Choice? choice, [NotNullWhen(false)] out string? reason)
    {
        choice = null;
        answer = WithoutRepetition(answer);
        reason = answer.IsDefaultOrEmpty ? "The peer answered without a proposal."
            : answer.Any(proposal => proposal.Number != answer[0].Number) ? "The peer chose proposals of different numbers, of which one is to be chosen."
            : null;
        if (reason is not null)
        {
            return false;
        }

        reason = $"The peer chose proposal {answer[0].Number}, which we did not send.";
        for (int i = 0; i < _suites.Length; i++)
        {
            // The number says which one is meant; some peers count anew, so that the attributes decide then.
            ImmutableArray<V1Proposal> ours = [.. Proposals.Where(proposal => proposal.Number == i + 1)];
            if (TryMatch(ours, answer, out ImmutableArray<Phase2Agreement> protocols, out string? difference))
            {
                choice = new(_suites[i].Priority, protocols, _terms);
                reason = null;
                return true;
            }

            reason = answer[0].Number == i + 1 ? difference : reason;
        }

        return false;
    }

    // strongSwan answers an offer with compression by its choice and, under further numbers, by the same without compression; what it uses is its choice.
    private static ImmutableArray<V1Proposal> WithoutRepetition(ImmutableArray<V1Proposal> answer)
    {
        ImmutableArray<V1Proposal> first = answer.IsDefaultOrEmpty ? [] : [.. answer.Where(proposal => proposal.Number == answer[0].Number)];
        return first.Any(proposal => proposal.Protocol == V1Protocol.IpComp) && answer.All(IsInFirst) ? first : answer;

        bool IsInFirst(V1Proposal proposal) => proposal.Number == first[0].Number
            || (proposal.Protocol != V1Protocol.IpComp && first.Any(chosen => chosen.Protocol == proposal.Protocol && chosen.Spi.SequenceEqual(proposal.Spi)));
    }

    private bool TryMatch(
        ImmutableArray<V1Proposal> ours, ImmutableArray<V1Proposal> answer, out ImmutableArray<Phase2Agreement> protocols, [NotNullWhen(false)] out string? reason)
    {
        ImmutableArray<Phase2Agreement>.Builder accepted = ImmutableArray.CreateBuilder<Phase2Agreement>(answer.Length);
        reason = answer.Length != ours.Length ? $"The peer answered {answer.Length} of the {ours.Length} proposals of number {answer[0].Number}, which hold together."
            : answer.DistinctBy(proposal => proposal.Protocol).Count() != answer.Length ? $"The peer answered proposal {answer[0].Number} twice for one protocol."
            : null;
        for (int i = 0; reason is null && i < answer.Length; i++)
        {
            if (Accept(ours, answer[i], out reason) is { } agreement)
            {
                accepted.Add(agreement);
            }
        }

        protocols = accepted.ToImmutable();
        return reason is null;
    }

    private Phase2Agreement? Accept(ImmutableArray<V1Proposal> ours, V1Proposal answer, out string? reason)
    {
        V1Proposal? offered = ours.FirstOrDefault(proposal => proposal.Protocol == answer.Protocol);
        reason = offered is null ? $"The peer answered for {answer.Protocol}, which proposal {answer.Number} does not offer."
            : answer.Transforms.Length != 1 ? $"The peer answered with {answer.Transforms.Length} transforms for {answer.Protocol} instead of one."
            : answer.Spi.Length != 4 && !(answer.Protocol == V1Protocol.IpComp && answer.Spi.Length == 2) ? $"The peer's SPI for {answer.Protocol} has {answer.Spi.Length} octets."
            : null;
        if (reason is not null)
        {
            return null;
        }

        V1Transform chosen = answer.Transforms[0];
        V1IpsecParameters parameters = V1IpsecParameters.Read(chosen);
        // The number says which one is meant; some peers count anew, so that the attributes decide then.
        foreach (V1Transform candidate in offered!.Transforms.OrderBy(transform => transform.Number != chosen.Number))
        {
            string? difference = AnswerComparison.Describe(candidate, chosen, parameters.Lifetime, _terms.LifetimeRule, _terms.Lifetime, isPhase1: false);
            if (difference is null)
            {
                reason = null;
                return new(answer.Number, answer.Protocol, answer.Spi, chosen, parameters);
            }

            reason ??= difference;
        }

        return null;
    }
}
