using System.Text;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.Describe;

namespace Isakmp.Core.Tests.Wire.Describe;

/// <summary>Messages of IKEv1 in words; what is expected stands in the configurations and logs of the recordings.</summary>
public class V1DescriberTests
{
    [Fact]
    public void Summaries_in_the_words_of_the_field()
    {
        Assert.Equal(
            "Identity Protection (Main Mode) 0 [ SA V(XAUTH) V(DPD) V(IKE Fragmentation) V(NAT-T RFC 3947) V(draft-ietf-ipsec-nat-t-ike-02\\n) ]",
            WireDescriber.Summary(Recorded("ikev1-main-psk", 0).Message));
        Assert.Equal("Identity Protection (Main Mode) 0 [ KE NONCE NAT-D NAT-D ]", WireDescriber.Summary(Recorded("ikev1-main-psk", 2).Message));
        Assert.Equal("Identity Protection (Main Mode) 0 [ encrypted ]", WireDescriber.Summary(Recorded("ikev1-main-psk", 4).Message));
        Assert.Equal("Identity Protection (Main Mode) 0 [ ID HASH N(INITIAL-CONTACT) ]", Inside(Recorded("ikev1-main-psk", 4)));
        Assert.Equal("Quick Mode 1938617563 [ HASH SA NONCE ID ID ]", Inside(Recorded("ikev1-main-psk", 6)));
        Assert.Equal("Quick Mode 1231508565 [ HASH SA NONCE ID ID NAT-OA NAT-OA ]", Inside(Recorded("ikev1-transport", 6)));
        Assert.Equal("Informational 3767365112 [ HASH D(ISAKMP) ]", Inside(Recorded("ikev1-main-psk-delete", 10)));
        Assert.Contains(
            "Transaction (Config Mode) 252933119 [ HASH ATTR(CFG_REQUEST XAUTH_USER_NAME XAUTH_USER_PASSWORD) ]",
            RecordedMessage.All.Where(message => message.Recording == "libreswan-ikev1-xauth-psk-modecfg" && message.Chain is not null).Select(Inside));
        Assert.Contains(
            "Aggressive 0 [ FRAG(2, last) ]",
            RecordedMessage.All.Where(message => message.Recording == "ikev1-aggr-rsa").Select(message => WireDescriber.Summary(message.Message)));
    }

    [Fact]
    public void A_proposal_in_words()
    {
        // The configuration of the recording: proposals = aes256-sha256-modp2048.
        string text = WireDescriber.Describe(Recorded("ikev1-main-psk", 0).Message);
        Assert.StartsWith(
            "Identity Protection (Main Mode) 0, IKEv1.0, SPIs da5b2324927c51f9 0000000000000000\n"
            + "  SA, 56 octets\n"
            + "    proposal 1: ISAKMP\n"
            + "      transform 1: KEY_IKE, Encryption-Algorithm AES-CBC, Key-Length 256, Hash-Algorithm SHA2-256, "
            + "Group-Description 2048-bit MODP group, Authentication-Method Pre-shared key, Life-Type seconds, Life-Duration ",
            text,
            StringComparison.Ordinal);
        Assert.Contains("  V, 20 octets\n    DPD, afcad71368a1f1c96b8696fc77570100\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("!", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Insides_in_words()
    {
        // SPI, algorithm and selectors as charon logged them.
        string quick = Described(Recorded("ikev1-main-psk", 6));
        Assert.Contains("    proposal 1: IPSEC_ESP, SPI 912ed99a\n", quick, StringComparison.Ordinal);
        Assert.Contains("ESP_AES-GCM_16, Key-Length 256, Encapsulation-Mode UDP-Encapsulated-Tunnel", quick, StringComparison.Ordinal);
        Assert.Contains("    ID_IPV4_ADDR_SUBNET 10.1.0.0/255.255.255.0\n", quick, StringComparison.Ordinal);
        Assert.Contains("  padding, 8 octets\n", quick, StringComparison.Ordinal);
        Assert.Contains("    ID_FQDN \"alice.test\"\n", Described(Recorded("ikev1-main-psk", 4)), StringComparison.Ordinal);
        Assert.Contains("    INITIAL-CONTACT, ISAKMP, SPI da5b2324927c51f94262725e8668cf87\n", Described(Recorded("ikev1-main-psk", 4)), StringComparison.Ordinal);
        string push = string.Concat(All("ikev1-xauth-psk-modecfg-push").Select(Described));
        Assert.Contains("      INTERNAL_IP4_ADDRESS 10.99.0.1\n      INTERNAL_IP4_DNS 10.2.0.53\n", push, StringComparison.Ordinal);
        Assert.Contains("      XAUTH_STATUS Success\n", push, StringComparison.Ordinal);
        string dpd = string.Concat(All("ikev1-main-psk-dpd").Select(Described));
        Assert.Contains("    R-U-THERE, ISAKMP, SPI ", dpd, StringComparison.Ordinal);
        Assert.Contains(", sequence number ", dpd, StringComparison.Ordinal);
        string rsa = string.Concat(All("ikev1-main-rsa").Select(Described));
        Assert.Contains("    X.509 Certificate - Signature, authority ", rsa, StringComparison.Ordinal);
    }

    // The password of the recordings is Ar3etTnp; HASH and SIG are told by length alone.
    [Fact]
    public void Nothing_secret_is_shown()
    {
        int passwords = 0;
        foreach (RecordedMessage recorded in RecordedMessage.All.Where(message => message.IsV1 && message.Chain is not null))
        {
            string text = Described(recorded) + Inside(recorded);
            passwords += text.Contains("XAUTH_USER_PASSWORD (not shown)\n", StringComparison.Ordinal) ? 1 : 0;
            Assert.DoesNotContain("Ar3etTnp", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Hex.Format("Ar3e"u8), text, StringComparison.Ordinal);
            Assert.DoesNotContain("!", text, StringComparison.Ordinal);
            Assert.True(PayloadIndex.TryBuild(recorded.Chain, 0, recorded.First, out PayloadIndex index, allowTrailing: true).IsOk);
            for (int i = 0; i < index.Count; i++)
            {
                if (index.TypeAt(i) == PayloadType.V1Hash || index.TypeAt(i) == PayloadType.V1Signature)
                {
                    Assert.DoesNotContain(Hex.Format(index.View(recorded.Chain, i).Body[..4]), text, StringComparison.Ordinal);
                }
            }
        }

        Assert.InRange(passwords, 4, int.MaxValue);

        // XAUTH_PASSCODE, XAUTH_CHALLENGE, XAUTH_NEXT_PIN, XAUTH_ANSWER, an unknown attribute, an unknown notification.
        string chain = "0b 00 0034 02 00 0001 408b 0004 deadbeef 408d 0004 deadbeef 4090 0004 deadbeef 4091 0004 deadbeef 7000 0000 7fff 0004 deadbeef"
            + "00 00 0010 00000001 01 00 9001 deadbeef";
        string secrets = WireDescriber.DescribeChain(V1, Hex.Parse(chain), PayloadType.V1Attributes);
        Assert.DoesNotContain("deadbeef", secrets, StringComparison.Ordinal);
        Assert.DoesNotContain("!", secrets, StringComparison.Ordinal);
        Assert.Contains("unknown (36865), ISAKMP, 4 octets\n", secrets, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "05 00 000c 01 11 01f4 c0000201" + "00 00 0018 08 00 0000" + "20010db8000000000000000000000000", "05",
        "  ID, 12 octets\n    ID_IPV4_ADDR 192.0.2.1, protocol 17, port 500\n  ID, 24 octets\n    ID_IPV6_ADDR_RANGE 16 octets: 20010db800000000...\n")]
    [InlineData("00 00 0010 07 00 0000 0a000001 0a0000ff", "05", "  ID, 16 octets\n    ID_IPV4_ADDR_RANGE 10.0.0.1 - 10.0.0.255\n")]
    [InlineData("00 00 000d 0b 00 0000 67726f7570", "05", "  ID, 13 octets\n    ID_KEY_ID \"group\"\n")]
    [InlineData("00 00 000d 0b 00 0000 67726f7500", "05", "  ID, 13 octets\n    ID_KEY_ID 5 octets: 67726f7500\n")]
    // Ciphertext of public key encryption has neither fields nor faults (RFC 2409 5.2).
    [InlineData("0a 00 000c e6b66c8dc322e863" + "00 00 0006 abcd", "05",
        "  ID, 12 octets\n    unknown (230), or encrypted, 8 octets: e6b66c8dc322e863\n  NONCE, 6 octets\n    2 octets: abcd\n    ! LengthTooSmall at octet 16\n")]
    [InlineData("00 80 0005 ff", "08", "  HASH, 5 octets\n    1 octet\n")] // no bit is critical
    [InlineData("00 00 000c 0007 02 01 aabbccdd", "84", "  FRAG, 12 octets\n    fragment 2, the last, of message 7, 4 octets\n")]
    [InlineData("00 00 000c 01 000000 c0000201", "15", "  NAT-OA, 12 octets\n    ID_IPV4_ADDR 192.0.2.1\n")]
    [InlineData("00 00 000c 00000002 01020304", "01", "  SA, 12 octets\n    DOI GDOI, 4 octets\n")]
    [InlineData(
        "00 00 0024 00000001 00000003 00000009 0001 0000 ee000000 0000 0000 00 00 0008 01 01 00 00", "01",
        "  SA, 36 octets\n    situation SIT_IDENTITY_ONLY SIT_SECRECY (3), labels of domain 9\n    proposal 1: ISAKMP\n")]
    [InlineData(
        "00 00 001e 00000001 00000001 00 00 0012 01 04 02 01 1234 00 00 000a 01 02 0000", "01",
        "  SA, 30 octets\n    ! LengthTooLarge at octet 24\n")]
    [InlineData(
        "00 00 001e 00000001 00000001 00 00 0012 01 04 02 01 1234 00 00 0008 01 02 0000", "01",
        "  SA, 30 octets\n    proposal 1: IPCOMP, SPI 1234\n      transform 1: IPCOMP_DEFLATE\n")]
    [InlineData(
        "00 00 0018 00000001 03 04 6000 c0ffee01 8001 0001 8002 0e10", "0b",
        "  N, 24 octets\n    RESPONDER-LIFETIME, IPSEC_ESP, SPI c0ffee01, SA-Life-Type seconds, SA-Life-Duration 3600\n")]
    [InlineData(
        "00 00 000f 02 00 0001 0003 0000 000100", "0e",
        "  ATTR, 15 octets\n    CFG_REPLY, identifier 1\n      INTERNAL_IP4_DNS\n    ! Truncated at octet 12\n")]
    [InlineData("00 00 000f 02 00 0001 0005 0003 00000a", "0e",
        "  ATTR, 15 octets\n    CFG_REPLY, identifier 1\n      INTERNAL_ADDRESS_EXPIRY 10 seconds\n")]
    [InlineData(
        "00 00 001c 02 00 0001 7004 000e 0a010000ffffff00000000000000 000000000000", "0e",
        "  ATTR, 28 octets\n    CFG_REPLY, identifier 1\n      UNITY_SPLIT_INCLUDE 10.1.0.0/255.255.255.0\n      padding, 2 octets\n  padding, 4 octets\n")]
    public void Payloads_in_words(string chain, string first, string expected)
    {
        string text = WireDescriber.DescribeChain(V1, Hex.Parse(chain), new PayloadType(Hex.Parse(first)[0]));
        string body = text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        Assert.Equal(expected, body);
    }

    [Fact]
    public void Padding_of_a_message_is_zeroes_and_anything_else_a_fault()
    {
        const string Header = "0000000000000001 0000000000000002 08 10 05 00 00000003 ";
        string padded = WireDescriber.Describe(Hex.Parse(Header + "00000023 00 00 0005 ff 0000"));
        Assert.EndsWith("  HASH, 5 octets\n    1 octet\n  padding, 2 octets\n", padded, StringComparison.Ordinal);
        string followed = WireDescriber.Describe(Hex.Parse(Header + "00000023 00 00 0005 ff 0001"));
        Assert.EndsWith("  ! TrailingData at octet 33\n", followed, StringComparison.Ordinal);
        Assert.Equal("Informational 3 [ HASH ! TrailingData at octet 33 ]", WireDescriber.Summary(Hex.Parse(Header + "00000023 00 00 0005 ff 0001")));
        // What was encrypted may be padded with anything (RFC 2409 B).
        string inside = WireDescriber.DescribeChain(V1, Hex.Parse("00 00 0005 ff a7b8c903"), PayloadType.V1Hash);
        Assert.EndsWith("  padding, 4 octets\n", inside, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_of_IKEv1_are_named()
    {
        string text = WireDescriber.Describe(Hex.Parse("0000000000000001 0000000000000002 08 10 20 03 00000003 00000020 deadbeef"));
        Assert.Equal(
            "Quick Mode 3, IKEv1.0, encrypted, commit, SPIs 0000000000000001 0000000000000002\n  body not readable, 4 octets\n", text);
        text = WireDescriber.Describe(Hex.Parse("0000000000000001 0000000000000002 00 10 05 04 00000003 0000001c"));
        Assert.StartsWith("Informational 3, IKEv1.0, authentication only, SPIs ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Vendor_ids_of_IKEv2_have_names_too()
    {
        byte[] chain = [0, 0, 0, 20, .. VendorId.Fragmentation];
        var header = new IkeHeader { MajorVersion = 2 };
        Assert.EndsWith("[ V(IKE Fragmentation) ]", WireDescriber.Summary(header, chain, PayloadType.VendorId), StringComparison.Ordinal);
        Assert.EndsWith(
            "    IKE Fragmentation, 4048b7d56ebce88525e7de7f00d6c2d3\n", WireDescriber.DescribeChain(header, chain, PayloadType.VendorId), StringComparison.Ordinal);
        chain = [0, 0, 0, 12, .. Encoding.ASCII.GetBytes("OpenIKED")];
        Assert.EndsWith("    OpenIKED, \"OpenIKED\"\n", WireDescriber.DescribeChain(header, chain, PayloadType.VendorId), StringComparison.Ordinal);
    }

    private static IkeHeader V1 => new() { MajorVersion = 1, ExchangeType = ExchangeType.Informational };

    // recorded-messages.txt has messages of some of these sessions too; the whole sessions come after them.
    private static RecordedMessage Recorded(string recording, int number) => All(recording)[number];

    private static RecordedMessage[] All(string recording) =>
        [.. RecordedMessage.All.Where(message => message.Recording == recording).Reverse().DistinctBy(message => Hex.Format(message.Message)).Reverse()];

    private static string Inside(RecordedMessage recorded) => WireDescriber.Summary(recorded.Header, recorded.Chain, recorded.First);

    private static string Described(RecordedMessage recorded) => recorded.Chain is { } chain
        ? WireDescriber.DescribeChain(recorded.Header, chain, recorded.First)
        : WireDescriber.Describe(recorded.Message);
}
