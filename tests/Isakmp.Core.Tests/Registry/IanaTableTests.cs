using System.Reflection;
using System.Text.RegularExpressions;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Registry;

/// <summary>Every row of the IKEv2 registries has a member of its number and name.</summary>
public partial class IanaTableTests
{
    private static readonly Dictionary<string, Type> s_types = new()
    {
        ["ikev2_authentication_method_type.csv"] = typeof(AuthenticationMethod),
        ["ikev2_certificate_encoding_type.csv"] = typeof(CertificateEncoding),
        ["ikev2_configuration_payload_attribute_type.csv"] = typeof(ConfigurationAttributeType),
        ["ikev2_configuration_payload_type.csv"] = typeof(ConfigurationType),
        ["ikev2_diffie_hellman_group_type.csv"] = typeof(KeyExchangeMethod),
        ["ikev2_encryption_transform_type.csv"] = typeof(EncryptionAlgorithm),
        ["ikev2_exchange_type.csv"] = typeof(ExchangeType),
        ["ikev2_extended_sequence_numbers_type.csv"] = typeof(ExtendedSequenceNumbers),
        ["ikev2_gateway_identity_type.csv"] = typeof(GatewayIdentityType),
        ["ikev2_hash_algorithm_type.csv"] = typeof(HashAlgorithmIdentifier),
        ["ikev2_identification_payload_type.csv"] = typeof(IdentificationType),
        ["ikev2_integrity_transform_type.csv"] = typeof(IntegrityAlgorithm),
        ["ikev2_notification_ipcomp_type.csv"] = typeof(IpCompTransform),
        ["ikev2_notify_message_error_type.csv"] = typeof(NotifyType),
        ["ikev2_notify_message_status_type.csv"] = typeof(NotifyType),
        ["ikev2_payload_type.csv"] = typeof(PayloadType),
        ["ikev2_postquantum_preshared_key_type.csv"] = typeof(PostquantumPresharedKeyIdentityType),
        ["ikev2_pseudorandom_function_type.csv"] = typeof(PseudorandomFunction),
        ["ikev2_rohc_attribute_type.csv"] = typeof(RohcAttributeType),
        ["ikev2_secure_password_type.csv"] = typeof(SecurePasswordMethod),
        ["ikev2_security_protocol_type.csv"] = typeof(SecurityProtocol),
        ["ikev2_traffic_selector_type.csv"] = typeof(TrafficSelectorType),
        ["ikev2_transform_attribute_type.csv"] = typeof(TransformAttributeType),
        ["ikev2_transform_type.csv"] = typeof(TransformType),
    };

    // Rows that a member deliberately names otherwise, with the reason. None at present.
    private static readonly Dictionary<(string File, int Value), string> s_exceptions = [];

    public static TheoryData<string> Files => [.. s_types.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_row_has_a_member(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        string path = SharedFolder.Require($"iana/{file}");
        Dictionary<int, string> members = MembersOf(s_types[file]);
        string[] rows = [.. File.ReadLines(path).Skip(1).Where(line => line.Length > 0)];
        Assert.NotEmpty(rows);

        List<string> missing = [];
        foreach (string row in rows)
        {
            string[] cells = row.Split(',', 2);
            int value = int.Parse(cells[0]);
            string name = Normal(cells[1]);
            bool isFound = members.TryGetValue(value, out string? member) && Normal(member) == name;
            if (!isFound && !s_exceptions.ContainsKey((file, value)))
            {
                missing.Add($"{row}: the member is {member ?? "missing"}");
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void No_table_is_left_out()
    {
        string[] tables = [.. Directory.GetFiles(SharedFolder.Require("iana"), "ikev2_*.csv").Select(path => Path.GetFileName(path)!)];
        Assert.Equal(24, tables.Length);
        Assert.Equal(s_types.Keys.Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
    }

    // The tables have an underscore for each run of blanks and punctuation.
    private static string Normal(string name) => NonWord().Replace(name, "_").Trim('_');

    internal static Dictionary<int, string> MembersOf(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(member => member.PropertyType == type)
        .Select(member => member.GetValue(null)!)
        .ToDictionary(
            member => Convert.ToInt32(type.GetProperty("Value")!.GetValue(member)),
            member => (string)type.GetProperty("Name")!.GetValue(member)!);

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NonWord();
}
