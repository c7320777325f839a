using System.Diagnostics.CodeAnalysis;
using System.Text;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Messages;

/// <summary>Which identities are meant: all, one, or those that match a wildcard or an address range, in swanctl's notation.</summary>
public sealed class IdentityPattern : IEquatable<IdentityPattern>
{
    /// <summary>The score of an identity that the pattern names exactly.</summary>
    public const int ExactScore = 100;

    private readonly Identity? _exact;
    private readonly DistinguishedName? _name;
    private readonly (NetAddress First, NetAddress Last)? _range;
    private readonly string? _suffix;
    private readonly IdentificationType _suffixType;

    private IdentityPattern(string text) => Text = text;

    private IdentityPattern(string text, Identity exact)
        : this(text)
    {
        _exact = exact;
        if (exact.Type == IdentificationType.DerAsn1Dn && DistinguishedName.TryRead(exact.Data.AsSpan(), out DistinguishedName? name))
        {
            _name = name;
        }
    }

    private IdentityPattern(string text, (NetAddress First, NetAddress Last) range)
        : this(text) => _range = range;

    private IdentityPattern(string text, string suffix, IdentificationType suffixType)
        : this(text)
    {
        _suffix = suffix;
        _suffixType = suffixType;
    }

    /// <summary>Every identity, <c>%any</c>.</summary>
    public static IdentityPattern Any { get; } = new("%any");

    /// <summary>The pattern in swanctl's notation.</summary>
    public string Text { get; }

    /// <summary>Whether every identity matches.</summary>
    public bool IsAny => _exact is null && _range is null && _suffix is null;

    /// <summary>The one identity that is meant, or null if the pattern has a wildcard.</summary>
    public Identity? Identity => _name is null || !_name.Attributes.Any(attribute => attribute.IsWildcard) ? _exact : null;

    /// <summary>Makes the pattern that names one identity.</summary>
    /// <param name="identity">The identity.</param>
    /// <returns>The pattern.</returns>
    public static IdentityPattern For(Identity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new(identity.ToString(), identity);
    }

    /// <summary>Parses <c>%any</c>, any identity, <c>*.example.org</c>, <c>*@example.org</c>, <c>192.0.2.0/24</c>, <c>192.0.2.1-192.0.2.9</c>, or a distinguished name in which values may be <c>*</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The pattern.</returns>
    /// <exception cref="FormatException">The text is no pattern; the message says why.</exception>
    public static IdentityPattern Parse(string text) =>
        TryParse(text, out IdentityPattern? pattern, out string? error) ? pattern : throw new FormatException(error);

    /// <summary>Parses a pattern.</summary>
    /// <param name="text">The text, as for <see cref="Parse"/>.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="error">What is wrong and how to mend it.</param>
    /// <returns>Whether the text is a pattern.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IdentityPattern? pattern, [NotNullWhen(false)] out string? error)
    {
        string trimmed = (text ?? string.Empty).Trim();
        error = null;
        pattern = null;
        if (trimmed is "%any" or "")
        {
            pattern = Any;
            return true;
        }

        if (LooksLikeRange(trimmed))
        {
            bool isRange = AddressRange.TryParse(trimmed, out NetAddress first, out NetAddress last, out error);
            pattern = isRange ? new(AddressRange.Format(first, last), (first, last)) : null;
            return isRange;
        }

        if (trimmed[0] == '*' && !trimmed.Contains('=', StringComparison.Ordinal))
        {
            return TryParseWildcard(trimmed, out pattern, out error);
        }

        if (Messages.Identity.TryParse(trimmed, out Identity? identity, out error))
        {
            pattern = For(identity);
            return true;
        }

        return false;
    }

    /// <summary>Whether an identity is meant.</summary>
    /// <param name="identity">The identity.</param>
    /// <returns>Whether <see cref="MatchScore"/> is above 0.</returns>
    public bool Matches(Identity identity) => MatchScore(identity) > 0;

    /// <summary>How closely the pattern names an identity, so that the best of several patterns can be chosen.</summary>
    /// <param name="identity">The identity. Names and the texts of distinguished names are compared without regard to case.</param>
    /// <returns>0: not at all; 1: <c>%any</c>; 2 to 99: by wildcard or range, the narrower the higher; <see cref="ExactScore"/>: exactly.</returns>
    public int MatchScore(Identity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (_exact is not null)
        {
            return ScoreExact(_exact, identity);
        }

        if (_range is { } range)
        {
            return ScoreRange(range.First, range.Last, identity);
        }

        if (_suffix is null)
        {
            return 1;
        }

        bool matches = identity.Type == _suffixType && Encoding.UTF8.GetString(identity.Data.AsSpan()).EndsWith(_suffix, StringComparison.OrdinalIgnoreCase);
        return matches ? 2 + Math.Min(_suffix.Length, 90) : 0;
    }

    /// <summary>Compares the texts of the patterns.</summary>
    /// <param name="other">The other pattern.</param>
    /// <returns>Whether both have the same text.</returns>
    public bool Equals(IdentityPattern? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IdentityPattern);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The pattern in swanctl's notation.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;

    private static bool LooksLikeRange(string text)
    {
        int end = text.IndexOfAny(['/', '-']);
        return end > 0 && NetAddress.TryParse(text[..end].Trim(), out _);
    }

    private static bool TryParseWildcard(string text, [NotNullWhen(true)] out IdentityPattern? pattern, [NotNullWhen(false)] out string? error)
    {
        string suffix = text[1..];
        bool isAlone = !suffix.Contains('*', StringComparison.Ordinal);
        IdentificationType type = suffix.Contains('@', StringComparison.Ordinal) ? IdentificationType.Rfc822Address : IdentificationType.Fqdn;
        pattern = isAlone ? new(text, suffix, type) : null;
        error = isAlone ? null : $"'{text}' has a second '*': only one is possible, at the beginning (*.example.org, *@example.org).";
        return isAlone;
    }

    private static int ScoreRange(NetAddress first, NetAddress last, Identity identity)
    {
        if (!identity.TryGetAddress(out NetAddress address) || address.Length != first.Length
            || address.CompareTo(first) < 0 || address.CompareTo(last) > 0)
        {
            return 0;
        }

        int variableBits = 128 - (int)UInt128.LeadingZeroCount(first.Value ^ last.Value);
        return variableBits == 0 ? ExactScore : 2 + (((first.Length * 8) - variableBits) * 90 / (first.Length * 8));
    }

    private int ScoreExact(Identity exact, Identity identity)
    {
        if (exact.Type != identity.Type)
        {
            return 0;
        }

        if (_name is not null)
        {
            return DistinguishedName.TryRead(identity.Data.AsSpan(), out DistinguishedName? theirs) && _name.Matches(theirs, out int wildcards)
                ? wildcards == 0 ? ExactScore : Math.Max(2, 99 - wildcards)
                : 0;
        }

        bool isName = exact.Type == IdentificationType.Fqdn || exact.Type == IdentificationType.Rfc822Address;
        bool matches = isName ? Ascii.EqualsIgnoreCase(exact.Data.AsSpan(), identity.Data.AsSpan()) : exact == identity;
        return matches ? ExactScore : 0;
    }
}
