using System.Diagnostics.CodeAnalysis;
using Isakmp.Messages;
using Isakmp.Primitives;

namespace Isakmp.Policies;

/// <summary>Which addresses are meant: any, one, a subnet or a range; <c>local_addrs</c> and <c>remote_addrs</c> in swanctl.conf.</summary>
public sealed record AddressPattern
{
    private readonly int _family;
    private readonly NetAddress _first;
    private readonly NetAddress _last;

    private AddressPattern(int family, NetAddress first, NetAddress last) => (_family, _first, _last) = (family, first, last);

    /// <summary>Every address, <c>%any</c>.</summary>
    public static AddressPattern Any { get; } = new(0, default, default);

    /// <summary>Whether the pattern names no range: <c>%any</c>, <c>%any4</c>, <c>%any6</c>.</summary>
    public bool IsAny => _first.IsUnspecified;

    /// <summary>Makes the pattern of one address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The pattern.</returns>
    public static AddressPattern For(NetAddress address) => new(0, address, address);

    /// <summary>Parses <c>%any</c>, <c>%any4</c>, <c>%any6</c>, an address, a subnet <c>192.0.2.0/24</c> or a range <c>192.0.2.1-192.0.2.9</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The pattern.</returns>
    /// <exception cref="FormatException">The text is no pattern; the message says why.</exception>
    public static AddressPattern Parse(string text) =>
        TryParse(text, out AddressPattern? pattern, out string? error) ? pattern : throw new FormatException(error);

    /// <summary>Parses a pattern.</summary>
    /// <param name="text">The text, as for <see cref="Parse"/>.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="error">What is wrong and how to mend it.</param>
    /// <returns>Whether the text is a pattern.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AddressPattern? pattern, [NotNullWhen(false)] out string? error)
    {
        string trimmed = (text ?? string.Empty).Trim();
        error = null;
        pattern = trimmed switch
        {
            "%any" or "%" => Any,
            "%any4" => new(4, default, default),
            "%any6" => new(16, default, default),
            _ => null,
        };
        if (pattern is not null)
        {
            return true;
        }

        if (!AddressRange.TryParse(trimmed, out NetAddress first, out NetAddress last, out error))
        {
            error += " A host name must be resolved before it comes here.";
            return false;
        }

        // The unspecified addresses stand for any, however they are spelt.
        pattern = first == last && first.Value == 0 ? Any : new(0, first, last);
        return true;
    }

    /// <summary>The address, where the pattern names exactly one, as a peer to connect to must.</summary>
    /// <param name="address">The address.</param>
    /// <returns>False for any other pattern.</returns>
    public bool TryGetAddress(out NetAddress address)
    {
        address = _first;
        return !IsAny && _first == _last;
    }

    /// <summary>Whether an address is meant.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Whether <see cref="MatchScore"/> is above 0.</returns>
    public bool Matches(NetAddress address) => MatchScore(address) > 0;

    /// <summary>How closely the pattern names an address, so that the best of several profiles can be chosen.</summary>
    /// <param name="address">The address.</param>
    /// <returns>0: not at all; 1: any; 2: any of the family; up to 100: the narrower the range the higher.</returns>
    public int MatchScore(NetAddress address)
    {
        if (IsAny)
        {
            return _family == 0 ? 1 : _family == address.Length ? 2 : 0;
        }

        if (address.Length != _first.Length || address.CompareTo(_first) < 0 || address.CompareTo(_last) > 0)
        {
            return 0;
        }

        int bits = _first.Length * 8;
        int variableBits = 128 - (int)UInt128.LeadingZeroCount(_first.Value ^ _last.Value);
        return 3 + ((bits - variableBits) * 97 / bits);
    }

    /// <summary>The pattern in the notation that <see cref="Parse"/> reads.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => (IsAny, _family) switch
    {
        (true, 4) => "%any4",
        (true, 16) => "%any6",
        (true, _) => "%any",
        _ => _first == _last ? _first.ToString() : AddressRange.Format(_first, _last),
    };
}
