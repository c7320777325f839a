using System.Diagnostics.CodeAnalysis;

namespace Isakmp.Messages;

/// <summary>The words for attributes of distinguished names; the first word of an OID is the one that is printed.</summary>
internal static class NameAttributeTypes
{
    public const string Email = "1.2.840.113549.1.9.1";
    public const string DomainComponent = "0.9.2342.19200300.100.1.25";

    // SN is the serial number, as swanctl.conf has it (not the surname, as OpenSSL has it).
    private static readonly (string Word, string Oid)[] Known =
    [
        ("CN", "2.5.4.3"), ("surname", "2.5.4.4"), ("S", "2.5.4.4"), ("serialNumber", "2.5.4.5"), ("SN", "2.5.4.5"), ("C", "2.5.4.6"), ("L", "2.5.4.7"),
        ("ST", "2.5.4.8"), ("street", "2.5.4.9"), ("O", "2.5.4.10"), ("OU", "2.5.4.11"), ("T", "2.5.4.12"), ("title", "2.5.4.12"), ("D", "2.5.4.13"),
        ("description", "2.5.4.13"), ("postalCode", "2.5.4.17"), ("N", "2.5.4.41"), ("name", "2.5.4.41"), ("G", "2.5.4.42"), ("GN", "2.5.4.42"),
        ("givenName", "2.5.4.42"), ("I", "2.5.4.43"), ("initials", "2.5.4.43"), ("dnQualifier", "2.5.4.46"), ("DNQ", "2.5.4.46"),
        ("pseudonym", "2.5.4.65"), ("organizationIdentifier", "2.5.4.97"), ("E", Email), ("emailAddress", Email), ("DC", DomainComponent),
        ("UID", "0.9.2342.19200300.100.1.1"), ("unstructuredName", "1.2.840.113549.1.9.2"), ("unstructuredAddress", "1.2.840.113549.1.9.8"),
    ];

    public static bool TryFind(string word, [NotNullWhen(true)] out string? oid)
    {
        oid = Array.Find(Known, entry => entry.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).Oid;
        if (oid is null && IsOid(word))
        {
            oid = word;
        }

        return oid is not null;
    }

    public static string WordFor(string oid) => Array.Find(Known, entry => entry.Oid == oid).Word ?? oid;

    private static bool IsOid(string word)
    {
        string[] arcs = word.Split('.');
        return arcs.Length is >= 2 and <= 20
            && arcs.All(arc => arc.Length is > 0 and <= 9 && arc.All(char.IsAsciiDigit) && (arc.Length == 1 || arc[0] != '0'))
            && (arcs[0] == "2" || (arcs[0] is "0" or "1" && arcs[1].Length <= 2 && string.CompareOrdinal(arcs[1].PadLeft(2, '0'), "40") < 0));
    }
}
