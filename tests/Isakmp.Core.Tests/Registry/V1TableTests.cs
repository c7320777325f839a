using System.Text.RegularExpressions;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Registry;

/// <summary>Every row of the tables of IKEv1 has a member of its number and name.</summary>
public partial class V1TableTests
{
    // Names in the tables may lack a prefix that the RFC's have, or have one that the shared registry of IKEv2 lacks.
    private static readonly Dictionary<string, (Type Type, string Prefix)> s_types = new()
    {
        ["wireshark_attr_life_type.csv"] = (typeof(V1LifeType), ""),
        ["wireshark_cert_v1_type.csv"] = (typeof(CertificateEncoding), ""),
        ["wireshark_cfgattr_xauth_status.csv"] = (typeof(XauthStatus), ""),
        ["wireshark_cfgattr_xauth_type.csv"] = (typeof(XauthType), ""),
        ["wireshark_dh_group.csv"] = (typeof(V1GroupDescription), ""),
        ["wireshark_doi_type.csv"] = (typeof(DomainOfInterpretation), ""),
        ["wireshark_exchange_v1_type.csv"] = (typeof(ExchangeType), ""),
        ["wireshark_ike_attr_asym_algo.csv"] = (typeof(V1AsymmetricAlgorithm), ""),
        ["wireshark_ike_attr_authmeth.csv"] = (typeof(V1AuthenticationMethod), ""),
        ["wireshark_ike_attr_enc_algo.csv"] = (typeof(V1EncryptionAlgorithm), ""),
        ["wireshark_ike_attr_grp_type.csv"] = (typeof(V1GroupType), ""),
        ["wireshark_ike_attr_hash_algo.csv"] = (typeof(V1HashAlgorithm), ""),
        ["wireshark_ike_attr_type.csv"] = (typeof(V1IkeAttributeType), ""),
        ["wireshark_ipsec_attr_addr_preservation.csv"] = (typeof(V1AddressPreservation), ""),
        ["wireshark_ipsec_attr_auth_algo.csv"] = (typeof(V1AuthenticationAlgorithm), ""),
        ["wireshark_ipsec_attr_ecn_tunnel.csv"] = (typeof(V1EcnTunnel), ""),
        ["wireshark_ipsec_attr_encap_mode.csv"] = (typeof(V1EncapsulationMode), ""),
        ["wireshark_ipsec_attr_ext_seq_nbr.csv"] = (typeof(V1ExtendedSequenceNumber), ""),
        ["wireshark_ipsec_attr_sa_direction.csv"] = (typeof(V1SaDirection), ""),
        ["wireshark_ipsec_attr_type.csv"] = (typeof(V1IpsecAttributeType), ""),
        ["wireshark_notifmsg_v1_type.csv"] = (typeof(V1NotifyType), ""),
        ["wireshark_payload_type.csv"] = (typeof(PayloadType), ""),
        ["wireshark_protoid_v1_type.csv"] = (typeof(V1Protocol), ""),
        ["wireshark_transform_attr_sig_enco_algo_type.csv"] = (typeof(V1SignatureEncoding), ""),
        ["wireshark_transform_id_ipcomp.csv"] = (typeof(IpCompTransform), "IPCOMP_"),
        ["wireshark_vs_v1_cfgattr.csv"] = (typeof(V1ConfigurationAttributeType), ""),
        ["wireshark_vs_v1_cfgtype.csv"] = (typeof(ConfigurationType), "ISAKMP_"),
        ["wireshark_vs_v1_id_type.csv"] = (typeof(V1IdentificationType), "ID_"),
        ["wireshark_vs_v1_trans_ah.csv"] = (typeof(V1AhTransform), "AH_"),
        ["wireshark_vs_v1_trans_esp.csv"] = (typeof(V1EspTransform), "ESP_"),
        ["wireshark_vs_v1_trans_isakmp.csv"] = (typeof(V1IkeTransform), ""),
    };

    // Rows that a member deliberately names otherwise, with the reason.
    private static readonly Dictionary<(string File, int Value), string> s_exceptions = new()
    {
        [("wireshark_cert_v1_type.csv", 6)] = "IKEv2's registry, which gives the names, has Token",
        [("wireshark_cert_v1_type.csv", 7)] = "IKEv2's registry has no abbreviation",
        [("wireshark_cert_v1_type.csv", 8)] = "IKEv2's registry has no abbreviation",
        [("wireshark_dh_group.csv", 3)] = "the table says group twice",
        [("wireshark_dh_group.csv", 4)] = "the table says group twice",
        [("wireshark_payload_type.csv", 0)] = "the table has two names in one",
        [("wireshark_payload_type.csv", 20)] = "spelt out as in RFC 3947",
        [("wireshark_payload_type.csv", 21)] = "spelt out as in RFC 3947",
        [("wireshark_payload_type.csv", 130)] = "spelt out as in RFC 3947",
        [("wireshark_payload_type.csv", 131)] = "spelt out as in RFC 3947",
        [("wireshark_payload_type.csv", 132)] = "Microsoft uses it too",
        [("wireshark_vs_v1_id_type.csv", 12)] = "ID_LIST in RFC 3554",
    };

    // Tables that speak of something else, with the reason. Whatever is in the folder stands in one list or another.
    private static readonly Dictionary<string, string> s_leftOut = new()
    {
        ["ikev2_*.csv"] = "IanaTableTests",
        ["wireshark_eap_*.csv"] = "EAP, not IKE",
        ["wireshark_*_v2_*.csv"] = "IKEv2: the tables ikev2_* are authoritative",
        ["wireshark_transform_ike2_*.csv"] = "IKEv2: as above",
        ["wireshark_vs_ikev2_*.csv"] = "IKEv2: as above; names of Wireshark's key tables",
        ["wireshark_traffic_selector_type.csv"] = "IKEv2: as above",
        ["wireshark_signature_hash_algorithms.csv"] = "IKEv2: as above",
        ["wireshark_redirect_gateway_identity_type.csv"] = "IKEv2: as above",
        ["wireshark_rohc_attr_type.csv"] = "IKEv2: as above",
        ["wireshark_device_identity_types.csv"] = "IKEv2: a notification of 3GPP",
        ["wireshark_ike_attr_authmeth_china.csv"] = "GM/T 0022 gives the number 10 of RFC 4754 a second meaning",
        ["wireshark_frag_last_vals.csv"] = "a flag: FragmentPayloadView.IsLast",
        ["wireshark_cp_product.csv"] = "inside a vendor ID: VendorIdTests",
        ["wireshark_cp_version.csv"] = "inside a vendor ID: VendorIdTests",
        ["wireshark_ms_nt5_isakmpoakley_type.csv"] = "inside a vendor ID: VendorIdTests",
        ["wireshark_sat_protocol_ids.csv"] = "GDOI, whose bodies are kept as they come",
        ["wireshark_tek_key_attr_type.csv"] = "GDOI, as above",
        ["wireshark_key_download_types.csv"] = "GDOI, as above",
        ["vendor_ids.csv"] = "VendorIdTests",
        ["kink_defines.csv"] = "KINK",
        ["libreswan_ietf_constants.csv"] = "both versions by symbols: V1SymbolTests",
        ["strongswan_enums.csv"] = "both versions by symbols, the same numbers as above",
    };

    public static TheoryData<string> Files => [.. s_types.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_row_has_a_member(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        string path = SharedFolder.Require($"iana/{file}");
        (Type type, string prefix) = s_types[file];
        Dictionary<int, string> members = IanaTableTests.MembersOf(type);
        int rows = 0;
        List<string> missing = [];
        foreach (string row in File.ReadLines(path).Skip(1).Where(line => line.Length > 0))
        {
            string[] cells = row.Split(',', 3);
            int value = int.Parse(cells[0]);
            string name = cells[2];
            // A range, and a number that stands for nothing.
            if (cells[0] != cells[1] || NoName().IsMatch(name))
            {
                continue;
            }

            rows++;
            bool isFound = members.TryGetValue(value, out string? member)
                && (Same(member, name) || Same(member, prefix + name) || Same(prefix + member, name));
            if (isFound == s_exceptions.ContainsKey((file, value)) || member is null)
            {
                missing.Add($"{row}: the member is {member ?? "missing"}");
            }
        }

        Assert.NotEqual(0, rows);
        Assert.Empty(missing);
    }

    [Fact]
    public void No_table_is_left_out_without_a_reason()
    {
        string[] tables = [.. Directory.GetFiles(SharedFolder.Require("iana"), "*.csv").Select(path => Path.GetFileName(path)!)];
        Assert.InRange(tables.Length, 109, int.MaxValue);
        Assert.All(tables, table => Assert.True(s_types.ContainsKey(table) || IsLeftOut(table), table));
        Assert.Empty(s_types.Keys.Except(tables));
        Assert.All(s_types.Keys, table => Assert.False(IsLeftOut(table), table));
    }

    private static bool IsLeftOut(string file) => s_leftOut.Keys.Any(pattern => Matches(file, pattern));

    private static bool Matches(string file, string pattern) =>
        Regex.IsMatch(file, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$");

    private static bool Same(string member, string name) =>
        string.Equals(NonWord().Replace(member, "_").Trim('_'), NonWord().Replace(name, "_").Trim('_'), StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^(RESERVED|NONE|UNDEFINED - 0|<UNKNOWN>|Unassigned|Private Use)$", RegexOptions.IgnoreCase)]
    private static partial Regex NoName();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NonWord();
}
