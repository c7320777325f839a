using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Core.Tests.Wire.V1;

/// <summary>What is wrong with a malformed body of IKEv1, and where; a failed read gives an empty view.</summary>
public class PayloadBodyTests
{
    private const string Ipsec = "00000001 00000001";
    private const string Transform = "00 00 0008 01 01 0000";

    [Theory]
    [InlineData("", WireError.Truncated, 0)]
    [InlineData("000000", WireError.Truncated, 0)]
    [InlineData("00000000", WireError.None, 0)] // another DOI: whatever follows is kept
    [InlineData("00000002 ff", WireError.None, 0)]
    [InlineData("00000001 000000", WireError.Truncated, 4)]
    [InlineData("00000001 00000001", WireError.Truncated, 8)]
    [InlineData(Ipsec + "00 00 0008 01 01 00", WireError.Truncated, 8)]
    [InlineData(Ipsec + "00 00 0008 01 01 00 00", WireError.None, 0)] // no transform: for policy to refuse
    [InlineData(Ipsec + "02 00 0008 01 01 00 00", WireError.Truncated, 16)]
    [InlineData(Ipsec + "03 00 0008 01 01 00 00", WireError.InvalidValue, 8)]
    [InlineData(Ipsec + "00 00 0007 01 01 00 00", WireError.LengthTooSmall, 10)]
    [InlineData(Ipsec + "00 00 0009 01 01 00 00", WireError.LengthTooLarge, 10)]
    [InlineData(Ipsec + "00 00 0008 01 01 04 00", WireError.LengthTooSmall, 10)] // no room for the SPI
    [InlineData(Ipsec + "00 00 0018 01 01 10 00 00010203040506070809 0a0b0c0d0e0f", WireError.None, 0)] // RFC 2408 3.5: 0 to 16
    [InlineData(Ipsec + "00 00 0008 01 01 00 01", WireError.InvalidCount, 15)]
    [InlineData(Ipsec + "00 00 0010 01 01 00 01" + Transform, WireError.None, 0)]
    [InlineData(Ipsec + "00 00 0010 01 01 00 02" + Transform, WireError.InvalidCount, 15)]
    [InlineData(Ipsec + "00 00 0010 01 01 00 01" + Transform + "00", WireError.TrailingData, 24)]
    [InlineData(Ipsec + "02 00 0010 01 01 00 01" + Transform + "00 00 0010 01 01 00 01" + Transform, WireError.None, 0)]
    [InlineData(Ipsec + "00 00 0010 01 01 00 01" + Transform + "00 00 0010 01 01 00 01" + Transform, WireError.TrailingData, 24)]
    [InlineData(Ipsec + "00 00 0018 01 01 00 02" + Transform + Transform, WireError.TrailingData, 24)] // the first says it is the last
    [InlineData(Ipsec + "00 00 0010 01 01 00 01 03 00 0008 01 01 0000", WireError.Truncated, 24)] // says that another follows
    [InlineData(Ipsec + "00 00 0010 01 01 00 01 02 00 0008 01 01 0000", WireError.InvalidValue, 16)]
    [InlineData(Ipsec + "00 00 0010 01 01 00 01 00 00 0007 01 01 0000", WireError.LengthTooSmall, 18)]
    [InlineData(Ipsec + "00 00 0010 01 01 00 01 00 00 0009 01 01 0000", WireError.LengthTooLarge, 18)]
    [InlineData(Ipsec + "00 00 0014 01 01 00 01 00 00 000c 01 01 0000 000c 0001", WireError.LengthTooLarge, 26)]
    [InlineData(Ipsec + "00 00 0012 01 01 00 01 00 00 000a 01 01 0000 800e", WireError.Truncated, 24)]
    [InlineData("00000001 00000002 000000", WireError.Truncated, 8)]
    [InlineData("00000001 00000002 00000007 0001 00", WireError.Truncated, 12)]
    [InlineData("00000001 00000002 00000007 0001 0000 aa0000", WireError.LengthTooLarge, 12)] // the padding counts
    [InlineData("00000001 00000002 00000007 ffff 0000 aa000000", WireError.LengthTooLarge, 12)]
    [InlineData("00000001 00000002 00000007 0001 0000 aa000000 0021 0000 ffffffff", WireError.LengthTooLarge, 20)]
    [InlineData("00000001 00000002 00000007 0000 0000 0000 0000", WireError.Truncated, 20)]
    [InlineData("00000001 00000006 00000007 0000 0000 0000 0000 0000", WireError.Truncated, 20)]
    [InlineData("00000001 00000002 00000007 0000 0000 0000 0000 00 00 0008 01 01 00 00", WireError.None, 0)]
    public void SecurityAssociation(string body, WireError error, int offset)
    {
        byte[] octets = Hex.Parse(body);
        Check(SecurityAssociationView.TryRead(octets, out SecurityAssociationView view), error, offset);
        Assert.Equal(error == WireError.None ? octets.Length - 4 : 0, view.Rest.Length);
    }

    [Theory]
    [InlineData("", WireError.Truncated)]
    [InlineData("00", WireError.None)]
    public void Bodies_of_one_octet_at_least(string body, WireError error)
    {
        byte[] octets = Hex.Parse(body);
        Check(KeyExchangePayloadView.TryRead(octets, out _), error, 0);
        Check(HashPayloadView.TryRead(octets, out _), error, 0);
        Check(SignaturePayloadView.TryRead(octets, out _), error, 0);
        Check(CertificatePayloadView.TryRead(octets, out _), error, 0);
        Check(CertificateRequestPayloadView.TryRead(octets, out _), error, 0);
        Check(NatDetectionPayloadView.TryRead(octets, out _), error, 0);
        Check(VendorIdPayloadView.TryRead(octets, out _), WireError.None, 0);
    }

    [Theory]
    [InlineData("01 0000", WireError.Truncated)]
    [InlineData("01 000000", WireError.None)]
    [InlineData("ff ffffff ffff", WireError.None)] // ciphertext may look like anything, RFC 2409 5.2
    public void Identification(string body, WireError error) => Check(IdentificationPayloadView.TryRead(Hex.Parse(body), out _), error, 0);

    [Theory]
    [InlineData(0, WireError.LengthTooSmall)]
    [InlineData(7, WireError.LengthTooSmall)]
    [InlineData(8, WireError.None)]
    [InlineData(256, WireError.None)]
    [InlineData(257, WireError.LengthTooLarge)]
    public void Nonce(int length, WireError error)
    {
        Check(NoncePayloadView.TryRead(new byte[length], out NoncePayloadView view), error, 0);
        Assert.Equal(error == WireError.None ? length : 0, view.Data.Length);
    }

    [Theory]
    [InlineData("00000001 01 00 60", WireError.Truncated, 0)]
    [InlineData("00000001 01 00 6002", WireError.None, 0)]
    [InlineData("00000001 01 10 6002 000102030405060708090a0b0c0d0e", WireError.LengthTooLarge, 5)]
    [InlineData("00000001 01 10 6002 000102030405060708090a0b0c0d0e0f", WireError.None, 0)]
    [InlineData("00000001 03 ff 6002 00010203", WireError.LengthTooLarge, 5)]
    public void Notify(string body, WireError error, int offset) => Check(NotifyPayloadView.TryRead(Hex.Parse(body), out _), error, offset);

    [Theory]
    [InlineData("00000001 03 04 00", WireError.Truncated, 0, 0)]
    [InlineData("00000001 03 04 0000", WireError.None, 0, 0)]
    [InlineData("00000001 01 00 ffff", WireError.None, 0, 0)]
    [InlineData("00000001 03 04 0002 0102030405060708", WireError.None, 0, 2)]
    [InlineData("00000001 03 04 0002 01020304050607", WireError.LengthMismatch, 5, 0)]
    [InlineData("00000001 03 04 0001 0102030405060708", WireError.LengthMismatch, 5, 0)]
    [InlineData("00000001 03 ff ffff", WireError.LengthMismatch, 5, 0)]
    public void Delete(string body, WireError error, int offset, int spis)
    {
        Check(DeletePayloadView.TryRead(Hex.Parse(body), out DeletePayloadView view), error, offset);
        int count = 0;
        foreach (ReadOnlySpan<byte> spi in view)
        {
            Assert.Equal(4, spi.Length);
            count++;
        }

        Assert.Equal(spis, count);
    }

    [Theory]
    [InlineData("01 00 00", WireError.Truncated, 0, 0, 0)]
    [InlineData("01 00 0000", WireError.None, 0, 0, 0)]
    [InlineData("02 00 0000 0001 0004 0a000001", WireError.None, 0, 1, 0)]
    [InlineData("02 00 0000 c08f 0000", WireError.None, 0, 1, 0)] // XAUTH_STATUS = FAIL: its zeroes are its value
    [InlineData("02 00 0000 0001 0004 0a000000 000000", WireError.None, 0, 1, 3)] // libreswan pads with zeroes
    [InlineData("02 00 0000 0001 0004 00000000 00000000", WireError.None, 0, 1, 4)]
    [InlineData("02 00 0000 0003 0000 00", WireError.None, 0, 1, 1)]
    [InlineData("02 00 0000 00", WireError.None, 0, 0, 1)]
    [InlineData("02 00 0000 00000000 00000000 00000000", WireError.None, 0, 0, 12)]
    [InlineData("02 00 0000 00000000 0001 0000", WireError.None, 0, 2, 0)] // the reserved attribute 0 stands before another
    [InlineData("02 00 0000 0001 0004 0a000000 000001", WireError.Truncated, 12, 0, 0)]
    [InlineData("02 00 0000 0001 0005 0a000001", WireError.LengthTooLarge, 6, 0, 0)]
    [InlineData("02 00 0000 0003 0000 0001 ffff", WireError.LengthTooLarge, 10, 0, 0)]
    public void Configuration(string body, WireError error, int offset, int attributes, int padding)
    {
        Check(ConfigurationPayloadView.TryRead(Hex.Parse(body), out ConfigurationPayloadView view), error, offset);
        int count = 0;
        foreach (AttributeView attribute in view)
        {
            count += attribute.Raw.Length >= 4 ? 1 : 0;
        }

        Assert.Equal((attributes, padding), (count, view.Padding.Length));
    }

    [Theory]
    [InlineData("01 000000 0a0000", WireError.LengthMismatch, 4)]
    [InlineData("01 000000 0a000001", WireError.None, 0)]
    [InlineData("01 000000 0a00000100", WireError.LengthMismatch, 4)]
    [InlineData("05 000000 0a000001", WireError.LengthMismatch, 4)]
    [InlineData("05 000000 20010db8000000000000000000000001", WireError.None, 0)]
    [InlineData("02 000000 61", WireError.None, 0)] // a type that is not allowed is kept
    [InlineData("01 0000", WireError.Truncated, 0)]
    public void NatOriginalAddress(string body, WireError error, int offset) =>
        Check(NatOriginalAddressPayloadView.TryRead(Hex.Parse(body), out _), error, offset);

    [Theory]
    [InlineData("0001 01 00", WireError.Truncated, 0)]
    [InlineData("0001 01 00 aa", WireError.None, 0)]
    [InlineData("0001 00 00 aa", WireError.InvalidValue, 2)]
    [InlineData("0001 ff ff aa", WireError.None, 0)]
    public void Fragment(string body, WireError error, int offset)
    {
        Check(FragmentPayloadView.TryRead(Hex.Parse(body), out FragmentPayloadView view), error, offset);
        Assert.Equal(error == WireError.None, view.FragmentNumber != 0);
    }

    private static void Check(WireStatus status, WireError error, int offset) => Assert.Equal(new WireStatus(error, offset), status);
}
