using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>Proposals in the words of swanctl.conf, such as <c>aes256gcm16-prfsha256-x25519</c> or <c>aes128-sha1-modp1024</c>.</summary>
/// <remarks>
/// Words of one kind are alternatives, the preferred first. An IKE proposal without <c>prf...</c> word takes the functions that belong to its
/// integrity words; with a combined-mode cipher the integrity words serve only for that, as swanctl has it. Without <c>esn</c> or <c>noesn</c>, ESP and AH
/// count in 32 bits. <c>ke1_</c> to <c>ke7_</c> before a key exchange word make an additional key exchange (RFC 9370).
/// </remarks>
public static class ProposalNotation
{
    /// <summary>The word that stands for the proposals of <see cref="DefaultProposals"/> in a list.</summary>
    public const string DefaultWord = "default";

    /// <summary>Parses one proposal.</summary>
    /// <param name="text">The words, joined by hyphens.</param>
    /// <param name="protocol">IKE, ESP or AH.</param>
    /// <returns>The proposal, with number 1 and no SPI.</returns>
    /// <exception cref="FormatException">The text is no proposal; the message names the word, its position and the nearest known word.</exception>
    public static Proposal Parse(string text, SecurityProtocol protocol) =>
        TryParse(text, protocol, out Proposal? proposal, out string? error) ? proposal : throw new FormatException(error);

    /// <summary>Parses one proposal.</summary>
    /// <param name="text">The words, joined by hyphens.</param>
    /// <param name="protocol">IKE, ESP or AH.</param>
    /// <param name="proposal">The proposal, with number 1 and no SPI.</param>
    /// <param name="error">What is wrong and how to mend it.</param>
    /// <returns>Whether the text is a proposal.</returns>
    public static bool TryParse(string? text, SecurityProtocol protocol, [NotNullWhen(true)] out Proposal? proposal, [NotNullWhen(false)] out string? error)
    {
        proposal = null;
        string trimmed = (text ?? string.Empty).Trim();
        if (trimmed.Equals(DefaultWord, StringComparison.OrdinalIgnoreCase))
        {
            error = "'default' stands for several proposals: it is possible in a list of proposals, not where one is wanted.";
            return false;
        }

        if (!TryReadWords(trimmed, protocol, out List<Transform> transforms, out error))
        {
            return false;
        }

        error = ProposalRules.Complete(transforms, protocol, trimmed);
        if (error is not null)
        {
            return false;
        }

        proposal = new Proposal(1, protocol, [], [.. transforms.OrderBy(transform => Rank(transform.Type))]);
        return true;
    }

    /// <summary>Parses a list of proposals, the preferred first.</summary>
    /// <param name="text">Proposals separated by commas; <c>default</c> stands for those of <see cref="DefaultProposals"/>.</param>
    /// <param name="protocol">IKE, ESP or AH.</param>
    /// <returns>The proposals, numbered from 1.</returns>
    /// <exception cref="FormatException">One of them is no proposal; the message says why.</exception>
    public static ImmutableArray<Proposal> ParseList(string text, SecurityProtocol protocol) =>
        TryParseList(text, protocol, out ImmutableArray<Proposal> proposals, out string? error) ? proposals : throw new FormatException(error);

    /// <summary>Parses a list of proposals, the preferred first.</summary>
    /// <param name="text">Proposals separated by commas; <c>default</c> stands for those of <see cref="DefaultProposals"/>.</param>
    /// <param name="protocol">IKE, ESP or AH.</param>
    /// <param name="proposals">The proposals, numbered from 1.</param>
    /// <param name="error">What is wrong and how to mend it.</param>
    /// <returns>Whether the text is a list of proposals.</returns>
    public static bool TryParseList(string? text, SecurityProtocol protocol, out ImmutableArray<Proposal> proposals, [NotNullWhen(false)] out string? error)
    {
        ImmutableArray<Proposal>.Builder list = ImmutableArray.CreateBuilder<Proposal>();
        proposals = [];
        foreach (string item in (text ?? string.Empty).Split(',', StringSplitOptions.TrimEntries))
        {
            if (item.Equals(DefaultWord, StringComparison.OrdinalIgnoreCase))
            {
                list.AddRange(DefaultProposals.For(protocol));
            }
            else if (TryParse(item, protocol, out Proposal? proposal, out error))
            {
                list.Add(proposal);
            }
            else
            {
                return false;
            }
        }

        proposals = Number(list);
        error = null;
        return true;
    }

    /// <summary>Writes a proposal in the words that <see cref="Parse"/> reads, in the canonical order, without words that are implied.</summary>
    /// <param name="proposal">The proposal. An algorithm without a word appears by its name in the registry.</param>
    /// <returns>The text.</returns>
    public static string Format(Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        ImmutableArray<Transform> prfs = proposal.OfType(TransformType.PseudorandomFunction);
        bool isPrfImplied = proposal.Protocol == SecurityProtocol.Ike && !prfs.IsEmpty
            && proposal.First(TransformType.Encryption)?.IsCombinedMode() == false
            && prfs.SequenceEqual(ProposalRules.ImpliedPrfs(proposal.Transforms));
        ImmutableArray<Transform> sizes = proposal.OfType(TransformType.ExtendedSequenceNumbers);
        bool isSizeImplied = sizes.Length == 1 && sizes[0].Id == ExtendedSequenceNumbers.No.Value;
        IEnumerable<string> words = proposal.Transforms
            .Where(transform => !(isPrfImplied && transform.Type == TransformType.PseudorandomFunction)
                && !(isSizeImplied && transform.Type == TransformType.ExtendedSequenceNumbers)
                && !(transform.Type == TransformType.Integrity && transform.IsNone()))
            .OrderBy(transform => Rank(transform.Type))
            .Select(AlgorithmWords.WordFor);
        return string.Join('-', words);
    }

    /// <summary>Writes a list of proposals, separated by commas and blanks.</summary>
    /// <param name="proposals">The proposals.</param>
    /// <returns>The text.</returns>
    public static string FormatList(ImmutableArray<Proposal> proposals) => string.Join(", ", proposals.Select(Format));

    /// <summary>Numbers proposals from 1 (RFC 7296 3.3.1).</summary>
    internal static ImmutableArray<Proposal> Number(IEnumerable<Proposal> proposals) =>
        [.. proposals.Select((proposal, index) => proposal with { Number = (byte)Math.Min(index + 1, byte.MaxValue) })];

    private static bool TryReadWords(string text, SecurityProtocol protocol, out List<Transform> transforms, [NotNullWhen(false)] out string? error)
    {
        transforms = [];
        int column = 1;
        string[] words = text.Split('-');
        for (int i = 0; i < words.Length; column += words[i].Length + 1, i++)
        {
            string word = words[i].Trim();
            if (!AlgorithmWords.TryFind(word, protocol, out Transform? transform))
            {
                error = DescribeUnknown(text, word, i + 1, column);
                return false;
            }

            if (ProposalRules.DescribeMisplaced(transform, protocol) is { } misplaced)
            {
                error = $"Word {i + 1} of '{text}', '{word}' at column {column}, {misplaced}";
                return false;
            }

            if (!transforms.Contains(transform))
            {
                transforms.Add(transform);
            }
        }

        error = null;
        return true;
    }

    private static string DescribeUnknown(string text, string word, int number, int column)
    {
        if (word.Length == 0)
        {
            return text.Length == 0
                ? "The proposal is empty: write words such as aes256gcm16-prfsha256-x25519, or default."
                : $"Word {number} of '{text}' at column {column} is empty: two hyphens stand together, or one at an end.";
        }

        return AlgorithmWords.Nearest(word) is { } nearest
            ? $"Word {number} of '{text}', '{word}' at column {column}, is no algorithm; the nearest known word is '{nearest}'."
            : $"Word {number} of '{text}', '{word}' at column {column}, is no algorithm.";
    }

    // The order in which swanctl writes: cipher, integrity, PRF, key exchanges, sequence numbers.
    private static int Rank(TransformType type) => type.Value switch
    {
        1 => 0,
        3 => 1,
        2 => 2,
        4 => 3,
        5 => 20,
        _ => type.Value,
    };
}
