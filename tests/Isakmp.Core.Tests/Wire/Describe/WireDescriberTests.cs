using System.Text;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.Describe;

namespace Isakmp.Core.Tests.Wire.Describe;

public class WireDescriberTests
{
    private static RecordedMessage Vip(int number) => RecordedMessage.All.Where(message => message.Recording == "ikev2-psk-vip").ElementAt(number);

    [Fact]
    public void A_summary_is_one_line()
    {
        Assert.Equal(
            "IKE_SA_INIT request 0 [ SA KE Ni N(NAT_DETECTION_SOURCE_IP) N(NAT_DETECTION_DESTINATION_IP) N(IKEV2_FRAGMENTATION_SUPPORTED) "
            + "N(SIGNATURE_HASH_ALGORITHMS) N(REDIRECT_SUPPORTED) ]",
            WireDescriber.Summary(Vip(0).Message));
        Assert.Equal("IKE_AUTH request 1 [ SK ]", WireDescriber.Summary(Vip(2).Message));
        Assert.True(IkeHeader.TryRead(Vip(3).Message, out IkeHeader header).IsOk);
        Assert.Equal(
            "IKE_AUTH response 1 [ IDr AUTH CP SA TSi TSr N(MOBIKE_SUPPORTED) N(NO_ADDITIONAL_ADDRESSES) ]",
            WireDescriber.Summary(header, Vip(3).Chain, Vip(3).First));
        RecordedMessage fragment = RecordedMessage.All.First(message => message.Recording == "ikev2-rsa-frag" && message.Message[16] == 53);
        Assert.Equal("IKE_AUTH request 1 [ SKF(1/2) ]", WireDescriber.Summary(fragment.Message));
    }

    [Fact]
    public void A_first_message_in_words()
    {
        // The configuration of the recording: proposals = aes256-sha256-modp2048.
        string text = WireDescriber.Describe(Vip(0).Message);
        Assert.StartsWith(
            "IKE_SA_INIT request 0, IKEv2.0, from the original initiator, SPIs b4eef11381d82643 0000000000000000\n"
            + "  SA, 48 octets\n"
            + "    proposal 1: IKE\n"
            + "      Encryption Algorithm: ENCR_AES_CBC, Key Length 256\n"
            + "      Integrity Algorithm: AUTH_HMAC_SHA2_256_128\n"
            + "      Pseudo-random Function: PRF_HMAC_SHA2_256\n"
            + "      Key Exchange Method: 2048-bit MODP Group\n"
            + "  KE, 264 octets\n"
            + "    2048-bit MODP Group, 256 octets: 8db289",
            text,
            StringComparison.Ordinal);
        Assert.Contains("    SIGNATURE_HASH_ALGORITHMS, SHA2-256 SHA2-384 SHA2-512 Identity\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("!", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_inside_in_words()
    {
        // Of the recording: id bob.test, address 10.99.0.1, dns 10.2.0.53, selectors 10.99.0.1/32 === 10.2.0.0/24.
        Assert.True(IkeHeader.TryRead(Vip(3).Message, out IkeHeader header).IsOk);
        string text = WireDescriber.DescribeChain(header, Vip(3).Chain, Vip(3).First);
        Assert.Contains("    ID_FQDN \"bob.test\"\n", text, StringComparison.Ordinal);
        Assert.Contains("    Shared Key Message Integrity Code, 32 octets\n", text, StringComparison.Ordinal);
        Assert.Contains("    CFG_REPLY\n      INTERNAL_IP4_ADDRESS 10.99.0.1\n      INTERNAL_IP4_DNS 10.2.0.53\n", text, StringComparison.Ordinal);
        Assert.Contains("    TS_IPV4_ADDR_RANGE 10.99.0.1 - 10.99.0.1, protocol 0, ports 0 - 65535\n", text, StringComparison.Ordinal);
        Assert.Contains("    TS_IPV4_ADDR_RANGE 10.2.0.0 - 10.2.0.255, protocol 0, ports 0 - 65535\n", text, StringComparison.Ordinal);
        Assert.Contains("    proposal 1: ESP, SPI bb90c31a\n", text, StringComparison.Ordinal);
    }

    // AUTH of this session as charon logged it; the EAP responses and an unknown attribute or notification.
    [Fact]
    public void Nothing_secret_is_shown()
    {
        Assert.True(IkeHeader.TryRead(Vip(3).Message, out IkeHeader header).IsOk);
        Assert.DoesNotContain("0a065a02", WireDescriber.DescribeChain(header, Vip(3).Chain, Vip(3).First), StringComparison.Ordinal);
        foreach (RecordedMessage recorded in RecordedMessage.All.Where(message => message.Recording == "ikev2-eap-md5" && message.First == PayloadType.Eap))
        {
            string text = WireDescriber.DescribeChain(header, recorded.Chain, recorded.First);
            Assert.DoesNotContain(Hex.Format(recorded.Chain.AsSpan(4)), text, StringComparison.Ordinal);
            Assert.DoesNotContain("carol", text, StringComparison.Ordinal);
        }

        // An unknown attribute, QUICK_CRASH_DETECTION (a token), TICKET_LT_OPAQUE, an unknown status, NO_PPK_AUTH.
        string chain = "29 00 0010 01 000000 7001 0004 deadbeef" + "29 00 000c 00 00 4023 deadbeef" + "29 00 000c 00 00 4019 deadbeef"
            + "29 00 000c 00 00 9000 deadbeef" + "00 00 000c 00 00 4035 deadbeef";
        string secrets = WireDescriber.DescribeChain(header, Hex.Parse(chain), PayloadType.Configuration);
        Assert.DoesNotContain("deadbeef", secrets, StringComparison.Ordinal);
        Assert.Contains("QUICK_CRASH_DETECTION, 4 octets\n", secrets, StringComparison.Ordinal);
        Assert.DoesNotContain("!", secrets, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no IKE message, 0 octets\n! Truncated at octet 0\n")]
    [InlineData("0102", "no IKE message, 2 octets: 0102\n! Truncated at octet 0\n")]
    [InlineData(
        "0000000000000001 0000000000000002 29 20 25 20 00000003 00000020",
        "INFORMATIONAL response 3, IKEv2.0, from the original responder, SPIs 0000000000000001 0000000000000002\n"
        + "  length 32, but there are 28 octets\n  ! LengthMismatch at octet 24\n  ! Truncated at octet 28\n")]
    [InlineData(
        "0000000000000001 0000000000000002 28 20 25 08 00000003 00000026 28 00 0006 abcd 00 00 0004",
        "INFORMATIONAL request 3, IKEv2.0, from the original initiator, SPIs 0000000000000001 0000000000000002\n"
        + "  Ni, 6 octets\n    2 octets: abcd\n    ! LengthTooSmall at octet 32\n  Ni, 4 octets\n    0 octets\n    ! LengthTooSmall at octet 38\n")]
    [InlineData(
        "0000000000000001 0000000000000002 c8 20 25 08 00000003 00000021 00 80 0005 ff",
        "INFORMATIONAL request 3, IKEv2.0, from the original initiator, SPIs 0000000000000001 0000000000000002\n"
        + "  unknown (200) (critical), 5 octets\n")]
    [InlineData(
        "0000000000000001 0000000000000002 21 20 25 08 00000003 00000034"
        + "00 00 0018 02 00 0010 01 01 00 01 00 00 0008 01 00 0003" + "00 00 0004",
        "INFORMATIONAL request 3, IKEv2.0, from the original initiator, SPIs 0000000000000001 0000000000000002\n"
        + "  SA, 24 octets\n    proposal 1: IKE\n      Encryption Algorithm: ENCR_3DES\n    ! Truncated at octet 48\n")]
    [InlineData(
        "0000000000000001 0000000000000002 08 10 05 01 00000003 00000020 deadbeef",
        "Informational 3, IKEv1.0, encrypted, SPIs 0000000000000001 0000000000000002\n  body not readable, 4 octets\n")]
    [InlineData(
        "0000000000000001 0000000000000002 21 30 22 08 00000003 0000001c",
        "IKE_SA_INIT 3, IKEv3.0, SPIs 0000000000000001 0000000000000002\n  body not readable, 0 octets\n")]
    public void Malformed_messages_are_shown_up_to_the_fault(string hex, string expected)
    {
        string text = WireDescriber.Describe(Hex.Parse(hex));
        Assert.StartsWith(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_the_peer_is_escaped_and_bounded()
    {
        byte[] name = Encoding.Latin1.GetBytes("a\nb\u001b[31m\"\\" + new string('x', 500));
        byte[] chain = [0, 0, (byte)((name.Length + 8) >> 8), (byte)((name.Length + 8) & 0xFF), 2, 0, 0, 0, .. name];
        string text = WireDescriber.DescribeChain(default, chain, PayloadType.IdentificationInitiator);
        Assert.Contains("ID_FQDN \"a\\x0ab\\x1b[31m\\x22\\x5cxxx", text, StringComparison.Ordinal);
        Assert.Contains("\"...\n", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1, 400);
    }
}
