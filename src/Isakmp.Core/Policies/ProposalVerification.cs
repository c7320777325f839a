using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>The initiator's check that an answer is one of its own offers; otherwise the exchange must end (RFC 7296 3.3.6).</summary>
public static class ProposalVerification
{
    /// <summary>Checks the SA payload of an answer, which holds exactly one proposal.</summary>
    /// <param name="offer">The proposals that we sent.</param>
    /// <param name="answer">The proposals that came back.</param>
    /// <param name="options">Which SA is negotiated.</param>
    /// <param name="reason">What is wrong with the answer.</param>
    /// <returns>Whether the answer is consistent with the offer.</returns>
    public static bool Verify(ImmutableArray<Proposal> offer, ImmutableArray<Proposal> answer, SelectionOptions options, [NotNullWhen(false)] out string? reason)
    {
        if (answer.Length == 1)
        {
            return Verify(offer, answer[0], options, out reason);
        }

        reason = $"The peer answered with {answer.Length} proposals instead of one.";
        return false;
    }

    /// <summary>Checks the proposal of an answer.</summary>
    /// <param name="offer">The proposals that we sent.</param>
    /// <param name="answer">The proposal that came back.</param>
    /// <param name="options">Which SA is negotiated.</param>
    /// <param name="reason">What is wrong with the answer.</param>
    /// <returns>Whether the answer is consistent with the offer: its number, one transform of each type that we offered, and none that we did not.</returns>
    public static bool Verify(ImmutableArray<Proposal> offer, Proposal answer, SelectionOptions options, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Proposal? ours = offer.FirstOrDefault(proposal => proposal.Number == answer.Number);
        reason = ours is null ? $"The peer chose proposal {answer.Number}, which we did not send."
            : answer.Protocol != ours.Protocol ? $"The peer answered for {answer.Protocol}; proposal {ours.Number} is for {ours.Protocol}."
            : answer.Spi.Length != options.SpiSize ? $"The peer's SPI has {answer.Spi.Length} octets instead of {options.SpiSize}."
            : DescribeForeign(ours, answer) ?? DescribeMissing(ours, answer, options) ?? DescribeMode(answer);
        return reason is null;
    }

    private static string? DescribeForeign(Proposal ours, Proposal answer)
    {
        for (int i = 0; i < answer.Transforms.Length; i++)
        {
            Transform transform = answer.Transforms[i];
            if (!ours.Transforms.Contains(transform))
            {
                return $"The peer chose {AlgorithmWords.WordFor(transform)}, which proposal {ours.Number} does not offer.";
            }

            // RFC 7296 3.3: the answer holds one transform of each type.
            for (int j = 0; j < i; j++)
            {
                if (answer.Transforms[j].Type == transform.Type)
                {
                    return $"The peer chose both {AlgorithmWords.WordFor(answer.Transforms[j])} and {AlgorithmWords.WordFor(transform)}, of which one is to be chosen.";
                }
            }
        }

        return null;
    }

    private static string? DescribeMissing(Proposal ours, Proposal answer, SelectionOptions options)
    {
        foreach (Transform transform in ours.Transforms)
        {
            bool mayBeAbsent = (transform.Type.IsAnyKeyExchange() && options.IgnoresKeyExchange)
                || ours.Transforms.Any(other => other.Type == transform.Type && other.IsNone());
            if (!mayBeAbsent && answer.First(transform.Type) is null)
            {
                return $"The peer chose nothing of the kind of {AlgorithmWords.WordFor(transform)}, which proposal {ours.Number} demands.";
            }
        }

        return null;
    }

    // RFC 7296 3.3: a combined-mode cipher goes without integrity algorithm, any other with one.
    private static string? DescribeMode(Proposal answer)
    {
        Transform? cipher = answer.First(TransformType.Encryption);
        Transform? integrity = answer.First(TransformType.Integrity);
        bool hasIntegrity = integrity is not null && !integrity.IsNone();
        if (cipher is null)
        {
            return null;
        }

        return cipher.IsCombinedMode() == hasIntegrity
            ? $"The peer chose {AlgorithmWords.WordFor(cipher)} {(hasIntegrity ? "together with" : "without")} an integrity algorithm."
            : null;
    }
}
