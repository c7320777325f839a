using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Messages;

public class IdentityTests
{
    // Subjects of certificates that strongSwan's pki and OpenSSL made from the text beside them.
    private const string PkiName = "3032310b3009060355040613025858310e300c060355040a1305706565727331133011060355040313" + "0a616c6963652e74657374";
    private const string PkiUnicodeName = "30819031133011060a0992268993f22c64011913036f726731173015060a0992268993f22c64011913076578616d706c653110300e060355040b0c075ac3bc72696368"
        + "3111300f060a0992268993f22c640101130137310b3009060355040513023432311c301a06092a864886f70d010901160d61406578616d706c652e6f72673110300e06035504030c07c39c6d6c617574";
    private const string OpenSslName = "3061310b300906035504061302434831153013060355040a0c0c4578616d706c652c204c7464311d3008060355040b0c0161301106035504030c0a616c6963652e74657374"
        + "311c301a06092a864886f70d010901160d61406578616d706c652e6f7267";

    [Theory]
    [InlineData("alice.test", 2, "616c6963652e74657374")]
    [InlineData("alice@example.org", 3, "616c696365406578616d706c652e6f7267")]
    [InlineData("192.0.2.1", 1, "c0000201")]
    [InlineData("2001:db8::1", 5, "20010db8000000000000000000000001")]
    [InlineData("@#0a0b", 11, "0a0b")]
    [InlineData("keyid:0a0b", 11, "30613062")]
    [InlineData("fqdn:192.0.2.1", 2, "3139322e302e322e31")]
    [InlineData("email:alice", 3, "616c696365")]
    [InlineData("asn1gn:#820161", 10, "820161")]
    [InlineData("{13}:#", 13, "")]
    [InlineData("{12}:#0102", 12, "0102")]
    [InlineData("{201}:#ff", 201, "ff")]
    [InlineData("fqdn:#61ff", 2, "61ff")]
    [InlineData("ipv4:#c00002", 1, "c00002")]
    [InlineData("C=XX, O=peers, CN=alice.test", 9, PkiName)]
    public void Text_and_octets_are_the_same_thing(string text, int type, string octets)
    {
        Identity identity = Identity.Parse(text);

        Assert.Equal(new IdentificationType((byte)type), identity.Type);
        Assert.Equal(octets, Hex.Format(identity.Data.AsSpan()));
        Assert.Equal(text, identity.ToString());
        Assert.Equal(new Identity(new IdentificationType((byte)type), [.. Hex.Parse(octets)]), identity);
    }

    [Theory]
    [InlineData("@alice.test", "alice.test")]
    [InlineData("@@alice@example.org", "alice@example.org")]
    [InlineData("dns:alice.test", "alice.test")]
    [InlineData("rfc822:alice@example.org", "alice@example.org")]
    [InlineData("userfqdn:alice@example.org", "alice@example.org")]
    [InlineData("ipv4:192.0.2.1", "192.0.2.1")]
    [InlineData("ipv6:2001:db8::1", "2001:db8::1")]
    [InlineData("{2}:alice.test", "alice.test")]
    [InlineData("asn1dn:CN=a", "CN=a")]
    [InlineData("c = XX,o=peers , cn= alice.test", "C=XX, O=peers, CN=alice.test")]
    [InlineData("2.5.4.3=a", "CN=a")]
    [InlineData("CN=a, 1.3.6.1.4.1.99999.1=b", "CN=a, 1.3.6.1.4.1.99999.1=b")]
    [InlineData("@#0A:0B", "@#0a0b")]
    [InlineData("keyid:#616263", "keyid:abc")]
    [InlineData("email:#00616263", "email:#00616263")]
    [InlineData("asn1dn:#3003020101", "asn1dn:#3003020101")]
    public void Other_spellings_become_the_plain_one(string text, string plain) => Assert.Equal(plain, Identity.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("%any")]
    [InlineData("ipv4:2001:db8::1")]
    [InlineData("ipv6:192.0.2.1")]
    [InlineData("@#0a0")]
    [InlineData("@#0g")]
    [InlineData("foo:bar")]
    [InlineData("keyid:")]
    [InlineData("XYZ=a")]
    [InlineData("CN=a, b")]
    [InlineData("CN=\"a")]
    [InlineData("CN=a\\")]
    [InlineData("3.1=a")]
    [InlineData("0.40=a")]
    public void What_is_no_identity_is_refused_with_a_reason(string text)
    {
        Assert.False(Identity.TryParse(text, out Identity? identity, out string? error));
        Assert.Null(identity);
        Assert.NotEmpty(error);
        Assert.Equal(error, Assert.Throws<FormatException>(() => Identity.Parse(text)).Message);
    }

    [Fact]
    public void A_name_in_DER_reads_as_its_makers_wrote_it()
    {
        Assert.Equal("C=CH, O=Example\\, Ltd, OU=a+CN=alice.test, E=a@example.org", Name(OpenSslName).ToString());
        Assert.Equal("DC=org, DC=example, OU=Zürich, UID=7, serialNumber=42, E=a@example.org, CN=Ümlaut", Name(PkiUnicodeName).ToString());
    }

    [Fact]
    public void A_name_is_encoded_with_the_string_types_that_strongSwan_uses_except_for_domain_components()
    {
        // strongSwan writes DC as PrintableString; RFC 4519 2.4 says IA5String.
        string expected = PkiUnicodeName.Replace("011913036f7267", "011916036f7267").Replace("0119130765", "0119160765");

        Assert.Equal(expected, Hex.Format(Identity.Parse("DC=org, DC=example, OU=Zürich, UID=7, serialNumber=42, E=a@example.org, CN=Ümlaut").Data.AsSpan()));
    }

    [Theory]
    [InlineData("CN=\"a, b\"", "CN=a\\, b")]
    [InlineData("CN=a\\2c b", "CN=a\\, b")]
    [InlineData("CN=a\\+b, O=c", "CN=a\\+b, O=c")]
    [InlineData("CN=\\ a ", "CN=\\ a")]
    [InlineData("CN=a\\0ab", "CN=a\\0ab")]
    [InlineData("CN=a\\e2\\80\\aeb", "CN=a\\e2\\80\\aeb")]
    [InlineData("CN=", "CN=")]
    [InlineData("CN=x=y", "CN=x=y")]
    public void Special_characters_of_names_are_escaped(string text, string plain)
    {
        Identity identity = Identity.Parse(text);

        Assert.Equal(plain, identity.ToString());
        Assert.Equal(identity, Identity.Parse(plain));
    }

    [Theory]
    [InlineData(2, "616c6963650a")]
    [InlineData(3, "1b5b33316d")]
    [InlineData(11, "e280ae61")]
    [InlineData(2, "")]
    [InlineData(9, "30")]
    [InlineData(9, "300d310b300906035504060c0258")]
    [InlineData(9, "3080")]
    [InlineData(9, "300c310a300806035504030c016100")]
    public void What_a_peer_sends_unprintably_appears_as_hex_digits(int type, string octets)
    {
        var identity = new Identity(new IdentificationType((byte)type), [.. Hex.Parse(octets)]);

        Assert.Contains("#", identity.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(octets, identity.ToString(), StringComparison.Ordinal);
        Assert.Equal(identity, Identity.Parse(identity.ToString()));
    }

    [Fact]
    public void Cut_and_altered_names_never_throw()
    {
        byte[] der = Hex.Parse(OpenSslName);
        for (int i = 0; i < der.Length; i++)
        {
            Assert.NotEmpty(new Identity(IdentificationType.DerAsn1Dn, [.. der.AsSpan(0, i)]).ToString());
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] altered = [.. der];
                altered[i] ^= (byte)(1 << bit);
                var identity = new Identity(IdentificationType.DerAsn1Dn, [.. altered]);
                Assert.NotEmpty(identity.ToString());
                Assert.True(IdentityPattern.Parse("CN=*").MatchScore(identity) >= 0);
            }
        }
    }

    [Fact]
    public void Addresses_come_and_go()
    {
        Assert.True(Identity.FromAddress(NetAddress.Parse("2001:db8::1")).TryGetAddress(out NetAddress address));
        Assert.Equal(NetAddress.Parse("2001:db8::1"), address);
        Assert.False(Identity.Parse("alice.test").TryGetAddress(out _));
        Assert.False(new Identity(IdentificationType.Ipv4Address, [1, 2, 3]).TryGetAddress(out _));
        Assert.Throws<ArgumentException>(() => Identity.FromAddress(default));
    }

    [Theory]
    [InlineData("%any", "alice.test", 1)]
    [InlineData("", "alice.test", 1)]
    [InlineData("alice.test", "alice.test", 100)]
    [InlineData("alice.test", "ALICE.Test", 100)]
    [InlineData("alice.test", "bob.test", 0)]
    [InlineData("alice.test", "keyid:alice.test", 0)]
    [InlineData("keyid:alice", "keyid:ALICE", 0)]
    [InlineData("*.example.org", "vpn.example.org", 14)]
    [InlineData("*.vpn.example.org", "a.vpn.example.org", 18)]
    [InlineData("*.example.org", "example.org", 0)]
    [InlineData("*.example.org", "a@b.example.org", 0)]
    [InlineData("*@example.org", "alice@EXAMPLE.org", 14)]
    [InlineData("*@example.org", "alice.example.org", 0)]
    [InlineData("192.0.2.0/24", "192.0.2.77", 69)]
    [InlineData("192.0.2.0/24", "192.0.3.1", 0)]
    [InlineData("192.0.2.0/24", "alice.test", 0)]
    [InlineData("192.0.2.1-192.0.2.9", "192.0.2.9", 80)]
    [InlineData("192.0.2.1/32", "192.0.2.1", 100)]
    [InlineData("192.0.2.1", "192.0.2.1", 100)]
    [InlineData("2001:db8::/32", "2001:db8::1", 24)]
    [InlineData("C=XX, O=peers, CN=*", "C=XX, O=peers, CN=alice.test", 98)]
    [InlineData("C=XX, O=*, CN=*", "C=XX, O=peers, CN=alice.test", 97)]
    [InlineData("C=XX, O=peers, CN=alice.test", "C=xx, O=PEERS, CN=alice.test", 100)]
    [InlineData("C=XX, CN=*", "C=XX, O=peers, CN=alice.test", 0)]
    [InlineData("O=peers, C=XX, CN=*", "C=XX, O=peers, CN=alice.test", 0)]
    [InlineData("O=peers, CN=a", "O=peers+CN=a", 0)]
    public void A_pattern_scores_the_higher_the_narrower_it_is(string pattern, string identity, int score)
    {
        Assert.Equal(score, IdentityPattern.Parse(pattern).MatchScore(Identity.Parse(identity)));
        Assert.Equal(score > 0, IdentityPattern.Parse(pattern).Matches(Identity.Parse(identity)));
    }

    /// <summary>The same name with other string types is the same identity: OpenSSL and strongSwan choose different ones.</summary>
    [Fact]
    public void String_types_of_names_do_not_matter()
    {
        IdentityPattern pattern = IdentityPattern.Parse("C=CH, O=\"Example, Ltd\", OU=a+CN=alice.test, E=a@example.org");

        Assert.Equal(100, pattern.MatchScore(Name(OpenSslName)));
        Assert.NotEqual(pattern.Identity, Name(OpenSslName));
    }

    [Fact]
    public void A_pattern_knows_whether_it_names_one_identity()
    {
        Assert.Equal(Identity.Parse("bob.test"), IdentityPattern.Parse("bob.test").Identity);
        Assert.Null(IdentityPattern.Parse("*.test").Identity);
        Assert.Null(IdentityPattern.Parse("C=XX, CN=*").Identity);
        Assert.Null(IdentityPattern.Any.Identity);
        Assert.True(IdentityPattern.Parse("%any").IsAny);
        Assert.False(IdentityPattern.Parse("*.test").IsAny);
        Assert.False(IdentityPattern.TryParse("*.a.*", out _, out string? error));
        Assert.Contains("second '*'", error, StringComparison.Ordinal);
        Assert.False(IdentityPattern.TryParse("192.0.2.0/33", out _, out _));
    }

    private static Identity Name(string der) => Identity.FromDistinguishedName([.. Hex.Parse(der)]);
}
