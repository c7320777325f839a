using System.Formats.Asn1;
using System.Text;

namespace Isakmp.Messages;

/// <summary>One attribute of a distinguished name.</summary>
internal sealed class NameAttribute
{
    private const string PrintableCharacters = " '()+,-./:=?";

    private NameAttribute(string oid, UniversalTagNumber stringType, string text, bool startsRelativeName)
    {
        Oid = oid;
        StringType = stringType;
        Text = text;
        StartsRelativeName = startsRelativeName;
    }

    public string Oid { get; }

    public UniversalTagNumber StringType { get; }

    public string Text { get; }

    /// <summary>False for an attribute that shares a relative name with the one before it.</summary>
    public bool StartsRelativeName { get; }

    public bool IsWildcard => Text == "*";

    public static NameAttribute FromText(string oid, string text, bool startsRelativeName)
    {
        UniversalTagNumber type = oid is NameAttributeTypes.Email or NameAttributeTypes.DomainComponent ? UniversalTagNumber.IA5String
            : text.All(c => char.IsAsciiLetterOrDigit(c) || PrintableCharacters.Contains(c, StringComparison.Ordinal)) ? UniversalTagNumber.PrintableString
            : UniversalTagNumber.UTF8String;
        bool fits = type != UniversalTagNumber.IA5String || Ascii.IsValid(text);
        return new(oid, fits ? type : UniversalTagNumber.UTF8String, text, startsRelativeName);
    }

    public static NameAttribute FromDer(string oid, int tag, ReadOnlySpan<byte> content, bool startsRelativeName)
    {
        var type = (UniversalTagNumber)tag;
        string text = type switch
        {
            UniversalTagNumber.UTF8String => Encoding.UTF8.GetString(content),
            UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String or UniversalTagNumber.NumericString or UniversalTagNumber.VisibleString
                or UniversalTagNumber.T61String => Encoding.Latin1.GetString(content),
            UniversalTagNumber.BMPString => Encoding.BigEndianUnicode.GetString(content),
            _ => $"#{Convert.ToHexStringLower(content)}",
        };
        return new(oid, type, text, startsRelativeName);
    }

    public void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oid);
            writer.WriteCharacterString(StringType, Text);
        }
    }
}
