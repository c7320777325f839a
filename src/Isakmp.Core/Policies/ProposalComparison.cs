using System.Collections.Immutable;
using System.Globalization;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>One offered proposal held against one of our policies.</summary>
public sealed class ProposalComparison
{
    private const int MaximumWords = 16;
    private const int MaximumLength = 400;

    private ProposalComparison(Proposal offered, int position, Proposal policy, int priority, ImmutableArray<AttributeVerdict> verdicts)
    {
        Offered = offered;
        Position = position + 1;
        Policy = policy;
        Priority = priority;
        Verdicts = verdicts;
    }

    /// <summary>The proposal of the peer.</summary>
    public Proposal Offered { get; }

    /// <summary>The place of <see cref="Offered"/> in the offer, from 1.</summary>
    public int Position { get; }

    /// <summary>Our own proposal.</summary>
    public Proposal Policy { get; }

    /// <summary>The place of <see cref="Policy"/> among our own, from 1, the first being preferred.</summary>
    public int Priority { get; }

    /// <summary>The verdict per attribute.</summary>
    public ImmutableArray<AttributeVerdict> Verdicts { get; }

    /// <summary>Whether every attribute agrees.</summary>
    public bool IsAcceptable => Verdicts.All(verdict => verdict.IsMatch);

    /// <summary>The attributes that do not agree.</summary>
    public IEnumerable<AttributeVerdict> Mismatches => Verdicts.Where(verdict => !verdict.IsMatch);

    /// <summary>The offered proposal in swanctl's words, cut where a peer sent very many.</summary>
    internal string OfferedText => Shorten(ProposalNotation.Format(Offered));

    /// <summary>Our own proposal in swanctl's words.</summary>
    internal string PolicyText => Shorten(ProposalNotation.Format(Policy));

    internal static ProposalComparison Compare(Proposal offered, int position, Proposal policy, int priority, SelectionOptions options)
    {
        var match = new ProposalMatch(offered, position, policy, options);
        ImmutableArray<AttributeVerdict>.Builder verdicts = ImmutableArray.CreateBuilder<AttributeVerdict>();
        if (DescribeFrame(match.CheckFrame(), offered, position, policy, options) is { } frame)
        {
            verdicts.Add(frame);
        }

        if (match.FindUnknownType() is { } unknown)
        {
            verdicts.Add(new($"T{unknown.Value}", "Transform type", Words(offered, unknown), [], MismatchReason.UnknownTransformType));
        }

        Transform? cipher = match.ChooseCipher();
        foreach ((TransformType type, string attribute, string name) in AttributeNames.All)
        {
            bool isSpokenOf = offered.First(type) is not null || policy.First(type) is not null;
            if (isSpokenOf && !(type.IsAnyKeyExchange() && options.IgnoresKeyExchange))
            {
                MismatchReason reason = match.Choose(type, cipher, out _);
                verdicts.Add(new(attribute, name, Words(offered, type), Words(policy, type), reason));
            }
        }

        return new(offered, position, policy, priority, verdicts.ToImmutable());
    }

    private static AttributeVerdict? DescribeFrame(MismatchReason reason, Proposal offered, int position, Proposal policy, SelectionOptions options) => reason switch
    {
        MismatchReason.Protocol => new("Protocol", "Protocol", [offered.Protocol.ToString()], [policy.Protocol.ToString()], reason),
        MismatchReason.ProposalNumber => new("Number", "Proposal number", [Text(offered.Number)], [Text(position + 1)], reason),
        MismatchReason.SpiSize => new("SPI", "SPI size", [$"{offered.Spi.Length} octets"], [$"{options.SpiSize} octets"], reason),
        _ => null,
    };

    private static ImmutableArray<string> Words(Proposal proposal, TransformType type)
    {
        ImmutableArray<Transform> transforms = proposal.OfType(type);
        IEnumerable<string> words = transforms.Take(MaximumWords).Select(AlgorithmWords.WordFor);
        return transforms.Length <= MaximumWords ? [.. words] : [.. words, $"and {transforms.Length - MaximumWords} more"];
    }

    private static string Shorten(string text) => text.Length <= MaximumLength ? text : $"{text[..MaximumLength]}...";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
