using System.Text.RegularExpressions;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Registry;

/// <summary>The symbols that a peer's source has for the numbers of IKEv1 name members too, private numbers included.</summary>
public partial class V1SymbolTests
{
    // The enumerations of IKEv1, and what stands before each symbol of theirs.
    private static readonly Dictionary<string, (Type Type, string Prefix)> s_types = new()
    {
        ["next_payload_types_ikev1"] = (typeof(PayloadType), "ISAKMP_NEXT_"),
        ["isakmp_xchg_type"] = (typeof(ExchangeType), "ISAKMP_XCHG_"),
        ["ikev1_attr_xauth"] = (typeof(V1ConfigurationAttributeType), "IKEv1_ATTR_"),
        ["ikev1_xauth_type"] = (typeof(XauthType), "IKEv1_XAUTH_TYPE_"),
        ["ikev1_oakley_attr"] = (typeof(V1IkeAttributeType), "OAKLEY_"),
        ["ikev1_ipsec_attr"] = (typeof(V1IpsecAttributeType), ""),
        ["ikev1_sa_life_type"] = (typeof(V1LifeType), "SA_LIFE_TYPE_"),
        ["encapsulation_mode"] = (typeof(V1EncapsulationMode), "ENCAPSULATION_MODE_"),
        ["ikev1_auth_attribute"] = (typeof(V1AuthenticationAlgorithm), "AUTH_ALGORITHM_"),
        ["ikev1_encr_attribute"] = (typeof(V1EncryptionAlgorithm), "OAKLEY_"),
        ["ikev1_hash_attribute"] = (typeof(V1HashAlgorithm), "OAKLEY_"),
        ["ikev1_auth_method"] = (typeof(V1AuthenticationMethod), "OAKLEY_"),
        ["oakley_group"] = (typeof(V1GroupDescription), "OAKLEY_GROUP_"),
        ["v1_notification_t"] = (typeof(V1NotifyType), "v1N_"),
        ["ike_id_type"] = (typeof(V1IdentificationType), ""),
        ["ike_cert_type"] = (typeof(CertificateEncoding), "CERT_"),
        ["ikev1_ah_transform"] = (typeof(V1AhTransform), "IKEv1_"),
        ["ikev1_esp_transform"] = (typeof(V1EspTransform), "IKEv1_"),
        ["ipsec_ipcomp_algo"] = (typeof(IpCompTransform), ""),
    };

    // Numbers without a member, with the reason.
    private static readonly Dictionary<(string Enumeration, int Value), string> s_exceptions = new()
    {
        [("next_payload_types_ikev1", 133)] = "the bound of an array",
        [("isakmp_xchg_type", 0)] = "none",
        [("ikev1_oakley_attr", 0)] = "none",
        [("encapsulation_mode", 0)] = "none",
        [("ikev1_auth_attribute", 0)] = "none",
        [("ikev1_auth_attribute", 14)] = "the bound of an array",
        [("ikev1_encr_attribute", 13)] = "an ESP number that is not assigned for IKE",
        [("ikev1_encr_attribute", 14)] = "as above",
        [("ikev1_encr_attribute", 15)] = "as above",
        [("ikev1_encr_attribute", 16)] = "as above",
        [("ikev1_encr_attribute", 18)] = "as above",
        [("ikev1_encr_attribute", 19)] = "as above",
        [("ikev1_encr_attribute", 20)] = "as above",
        [("ikev1_encr_attribute", 24)] = "as above",
        [("ikev1_encr_attribute", 25)] = "as above",
        [("ikev1_encr_attribute", 26)] = "as above",
        [("ikev1_encr_attribute", 27)] = "as above",
        [("ikev1_encr_attribute", 28)] = "the bound of an array",
        [("ikev1_encr_attribute", 65003)] = "has no name there either",
        [("ikev1_hash_attribute", 7)] = "the bound of an array",
        [("ikev1_auth_method", 13)] = "a method of IKEv2, never on the wire of IKEv1",
        [("v1_notification_t", 0)] = "none",
        [("v1_notification_t", 31)] = "the bound of an array",
        [("ike_id_type", 0)] = "none",
        [("ike_id_type", 13)] = "ID_NULL of IKEv2",
        [("ike_cert_type", 0)] = "none",
        [("ikev1_ah_transform", 0)] = "none",
        [("ikev1_ah_transform", 14)] = "the bound of an array",
        [("ikev1_esp_transform", 0)] = "none",
        [("ikev1_esp_transform", 24)] = "a number of IKEv2 that is not assigned for IKEv1",
        [("ikev1_esp_transform", 25)] = "as above",
        [("ikev1_esp_transform", 26)] = "as above",
        [("ikev1_esp_transform", 27)] = "as above",
        [("ipsec_ipcomp_algo", 0)] = "none",
    };

    private static readonly HashSet<(string Symbol, string Name)> s_otherWords =
    [
        ("MODECFG", "Attributes"),
        ("DH22", "1024-bit MODP Group with 160-bit Prime Order Subgroup"),
        ("DH23", "2048-bit MODP Group with 224-bit Prime Order Subgroup"),
        ("DH24", "2048-bit MODP Group with 256-bit Prime Order Subgroup"),
    ];

    [Fact]
    public void Symbols_have_members()
    {
        string path = SharedFolder.Require("iana/libreswan_ietf_constants.csv");
        HashSet<string> seen = [];
        List<string> wrong = [];
        foreach (string[] cells in File.ReadLines(path).Skip(1).Select(line => line.Split(',', 3)).Where(cells => cells.Length == 3))
        {
            // Bounds of arrays that have the number of a real method.
            bool isBound = cells[2] is "OAKLEY_AUTH_ROOF" or "OAKLEY_AUTH_PSTATS_ROOF" or "IKEv1_ESP_PSTATS_ROOF";
            if (isBound || !s_types.TryGetValue(cells[0], out (Type Type, string Prefix) registry))
            {
                continue;
            }

            seen.Add(cells[0]);
            int value = int.Parse(cells[1]);
            bool isKnown = IanaTableTests.MembersOf(registry.Type).TryGetValue(value, out string? name);
            bool isExcepted = s_exceptions.ContainsKey((cells[0], value));
            if (isKnown == isExcepted || (isKnown && !Akin(cells[2][registry.Prefix.Length..], name!)))
            {
                wrong.Add($"{string.Join(',', cells)}: {name ?? "no member"}");
            }
        }

        Assert.Equal(s_types.Keys.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // Abbreviations differ: a word of the symbol stands in the name, or its letters follow each other there from the first on.
    private static bool Akin(string symbol, string name)
    {
        string letters = new([.. name.Where(char.IsLetterOrDigit)]);
        if (Numbered().Match(symbol) is { Success: true } numbered)
        {
            return numbered.Groups.Values.Skip(1).All(part => letters.Contains(part.Value, StringComparison.OrdinalIgnoreCase));
        }

        return symbol.Split('_').Any(word => Abbreviates(word, letters) || (word.Length > 1 && letters.Contains(word, StringComparison.OrdinalIgnoreCase)))
            || symbol.Replace("_", "", StringComparison.Ordinal).Contains(letters, StringComparison.OrdinalIgnoreCase)
            || s_otherWords.Contains((symbol, name));
    }

    private static bool Abbreviates(string symbol, string letters)
    {
        int at = 0;
        foreach (char letter in symbol)
        {
            int found = letters.IndexOf(letter.ToString(), at, StringComparison.OrdinalIgnoreCase);
            if (found < 0 || (at == 0 && found != 0))
            {
                return false;
            }

            at = found + 1;
        }

        return true;
    }

    [GeneratedRegex("^(MODP|GP)([0-9]+)$")]
    private static partial Regex Numbered();
}
