using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace Isakmp.Messages;

/// <summary>An X.501 Name as the sequence of its attributes, from DER or from text (RFC 4514 with strongSwan's order: as encoded, not reversed).</summary>
internal sealed class DistinguishedName
{
    private const int MaximumAttributes = 64;

    private DistinguishedName(ImmutableArray<NameAttribute> attributes) => Attributes = attributes;

    public ImmutableArray<NameAttribute> Attributes { get; }

    /// <summary>Reads DER; never throws, whatever the octets are.</summary>
    public static bool TryRead(ReadOnlySpan<byte> der, [NotNullWhen(true)] out DistinguishedName? name)
    {
        name = null;
        if (!TryOpen(ref der, Asn1Tag.Sequence, out ReadOnlySpan<byte> sets) || !der.IsEmpty)
        {
            return false;
        }

        ImmutableArray<NameAttribute>.Builder attributes = ImmutableArray.CreateBuilder<NameAttribute>();
        while (!sets.IsEmpty)
        {
            if (!TryOpen(ref sets, Asn1Tag.SetOf, out ReadOnlySpan<byte> set) || set.IsEmpty)
            {
                return false;
            }

            for (bool first = true; !set.IsEmpty; first = false)
            {
                if (attributes.Count == MaximumAttributes || !TryReadAttribute(ref set, first, out NameAttribute? attribute))
                {
                    return false;
                }

                attributes.Add(attribute);
            }
        }

        name = new(attributes.ToImmutable());
        return true;
    }

    /// <summary>Parses text such as <c>C=CH, O="Example, Ltd", CN=alice.test</c>; a plus joins attributes of one relative name.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DistinguishedName? name, [NotNullWhen(false)] out string? error)
    {
        name = null;
        ImmutableArray<NameAttribute>.Builder attributes = ImmutableArray.CreateBuilder<NameAttribute>();
        var reader = new NameReader(text);
        while (reader.TryRead(out string? word, out string? value, out bool startsRelativeName))
        {
            if (!NameAttributeTypes.TryFind(word, out string? oid))
            {
                error = $"'{word}' in '{text}' is no attribute of a distinguished name: write C, ST, L, O, OU, CN, DC, E, UID, serialNumber, ... or an OID such as 2.5.4.3.";
                return false;
            }

            attributes.Add(NameAttribute.FromText(oid, value, startsRelativeName));
        }

        error = reader.Error ?? (attributes.Count is 0 or > MaximumAttributes ? $"'{text}' is no distinguished name of 1 to {MaximumAttributes} attributes." : null);
        name = error is null ? new(attributes.ToImmutable()) : null;
        return error is null;
    }

    public ImmutableArray<byte> Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            for (int i = 0; i < Attributes.Length;)
            {
                using (writer.PushSetOf())
                {
                    do
                    {
                        Attributes[i++].Write(writer);
                    }
                    while (i < Attributes.Length && !Attributes[i].StartsRelativeName);
                }
            }
        }

        return [.. writer.Encode()];
    }

    /// <summary>Compares attribute by attribute, whatever their string types, ignoring case; a pattern's value <c>*</c> matches any.</summary>
    /// <param name="other">The name to compare with.</param>
    /// <param name="wildcards">How many attributes matched only by a wildcard.</param>
    public bool Matches(DistinguishedName other, out int wildcards)
    {
        wildcards = 0;
        if (Attributes.Length != other.Attributes.Length)
        {
            return false;
        }

        for (int i = 0; i < Attributes.Length; i++)
        {
            NameAttribute mine = Attributes[i];
            NameAttribute theirs = other.Attributes[i];
            if (mine.Oid != theirs.Oid || mine.StartsRelativeName != theirs.StartsRelativeName)
            {
                return false;
            }

            if (mine.IsWildcard)
            {
                wildcards++;
            }
            else if (!mine.Text.Trim().Equals(theirs.Text.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (NameAttribute attribute in Attributes)
        {
            text.Append(text.Length == 0 ? string.Empty : attribute.StartsRelativeName ? ", " : "+")
                .Append(NameAttributeTypes.WordFor(attribute.Oid)).Append('=').Append(NameReader.Escape(attribute.Text));
        }

        return text.ToString();
    }

    private static bool TryReadAttribute(ref ReadOnlySpan<byte> set, bool first, [NotNullWhen(true)] out NameAttribute? attribute)
    {
        attribute = null;
        if (!TryOpen(ref set, Asn1Tag.Sequence, out ReadOnlySpan<byte> pair)
            || !TryOpen(ref pair, Asn1Tag.ObjectIdentifier, out ReadOnlySpan<byte> oid)
            || !AsnDecoder.TryReadEncodedValue(pair, AsnEncodingRules.DER, out Asn1Tag tag, out int offset, out int length, out int consumed)
            || consumed != pair.Length || tag.TagClass != TagClass.Universal
            || !TryFormatOid(oid, out string? oidText))
        {
            return false;
        }

        attribute = NameAttribute.FromDer(oidText, tag.TagValue, pair.Slice(offset, length), first);
        return true;
    }

    private static bool TryOpen(ref ReadOnlySpan<byte> data, Asn1Tag expected, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!AsnDecoder.TryReadEncodedValue(data, AsnEncodingRules.DER, out Asn1Tag tag, out int offset, out int length, out int consumed)
            || !tag.HasSameClassAndValue(expected))
        {
            return false;
        }

        content = data.Slice(offset, length);
        data = data[consumed..];
        return true;
    }

    private static bool TryFormatOid(ReadOnlySpan<byte> content, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var dotted = new StringBuilder();
        ulong arc = 0;
        bool inside = false;
        foreach (byte octet in content)
        {
            if (arc > ulong.MaxValue >> 8 || dotted.Length > 200)
            {
                return false;
            }

            arc = (arc << 7) | (octet & 0x7Fu);
            inside = (octet & 0x80) != 0;
            if (!inside)
            {
                // X.690 8.19.4: the first two arcs share one number.
                _ = dotted.Length == 0
                    ? dotted.Append(CultureInfo.InvariantCulture, $"{Math.Min(arc / 40, 2)}.{arc - (40 * Math.Min(arc / 40, 2))}")
                    : dotted.Append(CultureInfo.InvariantCulture, $".{arc}");
                arc = 0;
            }
        }

        text = dotted.ToString();
        return !inside && dotted.Length > 0;
    }
}
