using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Core.Tests.Wire.V2;

/// <summary>What is wrong with a malformed body, and where; a failed read gives an empty view.</summary>
public class PayloadBodyTests
{
    private const string Transform = "00 00 0008 01 00 0014";

    [Theory]
    [InlineData("", WireError.Truncated, 0)]
    [InlineData("0013 00", WireError.Truncated, 0)]
    [InlineData("0013 0000", WireError.None, 0)]
    public void KeyExchange(string body, WireError error, int offset)
    {
        Check(KeyExchangePayloadView.TryRead(Hex.Parse(body), out KeyExchangePayloadView view), error, offset);
        Assert.Equal(error == WireError.None ? 19 : 0, view.Method.Value);
        Assert.True(view.Data.IsEmpty);
    }

    [Theory]
    [InlineData("01 0000", WireError.Truncated, 0)]
    [InlineData("0d 000000", WireError.None, 0)] // ID_NULL has no data, RFC 7619 2.2
    public void Identification(string body, WireError error, int offset) =>
        Check(IdentificationPayloadView.TryRead(Hex.Parse(body), out _), error, offset);

    [Theory]
    [InlineData("02 0000", WireError.Truncated, 0)]
    [InlineData("02 000000", WireError.None, 0)]
    public void Authentication(string body, WireError error, int offset) =>
        Check(AuthenticationPayloadView.TryRead(Hex.Parse(body), out _), error, offset);

    [Theory]
    [InlineData("", WireError.Truncated, 0)]
    [InlineData("04", WireError.None, 0)]
    public void Certificate(string body, WireError error, int offset) =>
        Check(CertificatePayloadView.TryRead(Hex.Parse(body), out _), error, offset);

    [Theory]
    [InlineData("", WireError.Truncated, 0, 0)]
    [InlineData("04", WireError.None, 0, 0)]
    [InlineData("04 000102030405060708090a0b0c0d0e0f10111213", WireError.None, 0, 1)]
    [InlineData("04 000102030405060708090a0b0c0d0e0f101112", WireError.LengthMismatch, 1, 0)]
    [InlineData("0c 00", WireError.LengthMismatch, 1, 0)]
    [InlineData("0e 00", WireError.None, 0, 0)] // the syntax of others is not defined, RFC 7296 3.7
    public void CertificateRequest(string body, WireError error, int offset, int authorities)
    {
        Check(CertificateRequestPayloadView.TryRead(Hex.Parse(body), out CertificateRequestPayloadView view), error, offset);
        Assert.Equal(authorities, view.AuthorityCount);
    }

    [Theory]
    [InlineData(0, WireError.LengthTooSmall)]
    [InlineData(15, WireError.LengthTooSmall)]
    [InlineData(16, WireError.None)]
    [InlineData(256, WireError.None)]
    [InlineData(257, WireError.LengthTooLarge)]
    public void Nonce(int length, WireError error)
    {
        Check(NoncePayloadView.TryRead(new byte[length], out NoncePayloadView view), error, 0);
        Assert.Equal(error == WireError.None ? length : 0, view.Data.Length);
    }

    [Theory]
    [InlineData("00 00 40", WireError.Truncated, 0)]
    [InlineData("00 00 4004", WireError.None, 0)]
    [InlineData("03 04 4009 010203", WireError.LengthTooLarge, 1)]
    [InlineData("03 04 4009 01020304", WireError.None, 0)]
    [InlineData("03 ff 4009 01020304", WireError.LengthTooLarge, 1)]
    public void Notify(string body, WireError error, int offset) =>
        Check(NotifyPayloadView.TryRead(Hex.Parse(body), out _), error, offset);

    [Theory]
    [InlineData("01 00 00", WireError.Truncated, 0, 0)]
    [InlineData("01 00 0000", WireError.None, 0, 0)]
    [InlineData("01 00 0001", WireError.None, 0, 0)]
    [InlineData("01 00 ffff", WireError.None, 0, 0)]
    [InlineData("03 04 0002 0102030405060708", WireError.None, 0, 2)]
    [InlineData("03 04 0002 01020304050607", WireError.LengthMismatch, 1, 0)]
    [InlineData("03 04 0001 0102030405060708", WireError.LengthMismatch, 1, 0)]
    [InlineData("03 ff ffff", WireError.LengthMismatch, 1, 0)]
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
    [InlineData("01 05 00", WireError.Truncated, 0, null)]
    [InlineData("01 05 0005 01", WireError.None, 0, 1)]
    [InlineData("01 05 0006 01", WireError.LengthMismatch, 2, null)]
    [InlineData("01 05 0005 01 00", WireError.LengthMismatch, 2, null)]
    [InlineData("01 05 0004", WireError.LengthTooSmall, 2, null)] // a request has a type
    [InlineData("02 05 0006 1a 07", WireError.None, 0, 26)]
    [InlineData("03 05 0004", WireError.None, 0, null)]
    [InlineData("04 05 0005 00", WireError.LengthMismatch, 2, null)]
    [InlineData("05 05 0006 0100", WireError.None, 0, null)] // RFC 6696: kept whole
    public void Eap(string body, WireError error, int offset, int? type)
    {
        Check(EapPayloadView.TryRead(Hex.Parse(body), out EapPayloadView view), error, offset);
        if (error == WireError.None)
        {
            Assert.Equal((byte?)type, view.Type);
        }
    }

    [Theory]
    [InlineData("02 0000", WireError.Truncated, 0, 0)]
    [InlineData("02 000000", WireError.None, 0, 0)]
    [InlineData("02 000000 0001 0004 0a000001", WireError.None, 0, 1)]
    [InlineData("02 000000 8001 0000 0003 0000", WireError.None, 0, 2)] // the bit before the type is ignored
    [InlineData("02 000000 0001 00", WireError.Truncated, 4, 0)]
    [InlineData("02 000000 0001 0005 0a000001", WireError.LengthTooLarge, 6, 0)]
    [InlineData("02 000000 0003 0000 0001 ffff", WireError.LengthTooLarge, 10, 0)]
    public void Configuration(string body, WireError error, int offset, int attributes)
    {
        Check(ConfigurationPayloadView.TryRead(Hex.Parse(body), out ConfigurationPayloadView view), error, offset);
        int count = 0;
        foreach (ConfigurationAttributeView attribute in view)
        {
            Assert.True(attribute.Type.IsKnown);
            count++;
        }

        Assert.Equal(attributes, count);
    }

    [Theory]
    [InlineData("01 0000", WireError.Truncated, 0)]
    [InlineData("00 000000", WireError.InvalidCount, 0)]
    [InlineData("01 000000", WireError.Truncated, 4)]
    [InlineData("01 000000 07 00 0010 0000 ffff 0a000000 0a0000ff", WireError.None, 0)]
    [InlineData("01 000000 07 00 0010 0000 ffff 0a000000 0a0000", WireError.LengthTooLarge, 6)]
    [InlineData("01 000000 07 00 000f 0000 ffff 0a000000 0a0000", WireError.LengthMismatch, 6)]
    [InlineData("01 000000 08 00 0010 0000 ffff 0a000000 0a0000ff", WireError.LengthMismatch, 6)]
    [InlineData("01 000000 07 00 0003", WireError.LengthTooSmall, 6)]
    [InlineData("01 000000 0a 00 0006 abcd", WireError.None, 0)] // TS_SECLABEL, RFC 9478
    [InlineData("02 000000 0a 00 0004 ff 00 0005 01", WireError.None, 0)]
    [InlineData("02 000000 0a 00 0004", WireError.Truncated, 8)]
    [InlineData("01 000000 0a 00 0004 00", WireError.TrailingData, 8)]
    public void TrafficSelectors(string body, WireError error, int offset)
    {
        Check(TrafficSelectorPayloadView.TryRead(Hex.Parse(body), out TrafficSelectorPayloadView view), error, offset);
        int count = 0;
        foreach (TrafficSelectorView selector in view)
        {
            count += selector.Raw.IsEmpty ? 0 : 1;
        }

        Assert.Equal(view.Count, count);
    }

    [Theory]
    [InlineData("", WireError.Truncated, 0)]
    [InlineData("00 00 0008 01 01 00", WireError.Truncated, 0)]
    [InlineData("00 00 0008 01 01 00 00", WireError.None, 0)] // no transform: for policy to refuse
    [InlineData("02 00 0008 01 01 00 00", WireError.Truncated, 8)]
    [InlineData("01 00 0008 01 01 00 00", WireError.InvalidValue, 0)]
    [InlineData("00 00 0007 01 01 00 00", WireError.LengthTooSmall, 2)]
    [InlineData("00 00 0009 01 01 00 00", WireError.LengthTooLarge, 2)]
    [InlineData("00 00 0008 01 01 04 00", WireError.LengthTooSmall, 2)] // no room for the SPI
    [InlineData("00 00 0008 01 01 00 01", WireError.InvalidCount, 7)]
    [InlineData("00 00 0010 01 01 00 01" + Transform, WireError.None, 0)]
    [InlineData("00 00 0010 07 01 00 01" + Transform, WireError.None, 0)] // numbers are for policy
    [InlineData("00 00 0010 01 01 00 00" + Transform, WireError.InvalidCount, 7)]
    [InlineData("00 00 0010 01 01 00 02" + Transform, WireError.InvalidCount, 7)]
    [InlineData("00 00 0010 01 01 00 01" + Transform + "00", WireError.TrailingData, 16)]
    [InlineData("02 00 0010 01 01 00 01" + Transform + "00 00 0010 02 01 00 01" + Transform, WireError.None, 0)]
    [InlineData("00 00 0010 01 01 00 01" + Transform + "00 00 0010 02 01 00 01" + Transform, WireError.TrailingData, 16)]
    [InlineData("02 00 0010 01 01 00 01" + Transform + "00 00 0010 02 01 00 01 00 00 0009 01 00 0014", WireError.LengthTooLarge, 26)]
    [InlineData("00 00 0018 01 01 00 02" + Transform + Transform, WireError.TrailingData, 16)] // the first says it is the last
    [InlineData("00 00 0010 01 01 00 01 03 00 0008 01 00 0014", WireError.Truncated, 16)] // says that another follows
    [InlineData("00 00 0010 01 01 00 01 02 00 0008 01 00 0014", WireError.InvalidValue, 8)]
    [InlineData("00 00 0010 01 01 00 01 00 00 0007 01 00 0014", WireError.LengthTooSmall, 10)]
    [InlineData("00 00 000c 01 01 00 01 00 00 0008", WireError.Truncated, 8)]
    [InlineData("00 00 0014 01 01 00 01 00 00 000c 01 00 0014 800e 0100", WireError.None, 0)]
    [InlineData("00 00 0014 01 01 00 01 00 00 000c 01 00 0014 000e 0000", WireError.None, 0)]
    [InlineData("00 00 0014 01 01 00 01 00 00 000c 01 00 0014 000e 0001", WireError.LengthTooLarge, 18)]
    [InlineData("00 00 0012 01 01 00 01 00 00 000a 01 00 0014 800e", WireError.Truncated, 16)]
    public void SecurityAssociation(string body, WireError error, int offset)
    {
        Check(SecurityAssociationView.TryRead(Hex.Parse(body), out SecurityAssociationView view), error, offset);
        Assert.Equal(error == WireError.None, !view.Proposals.IsEmpty);
    }

    [Theory]
    [InlineData(24, WireError.Truncated)]
    [InlineData(25, WireError.None)]
    [InlineData(0, WireError.Truncated)]
    public void Encrypted(int length, WireError error)
    {
        var body = new byte[length];
        Check(EncryptedPayloadView.TryRead(body, 8, 16, out EncryptedPayloadView view), error, 0);
        Assert.Equal(error == WireError.None ? (8, length - 24, 16) : (0, 0, 0), (view.Iv.Length, view.Ciphertext.Length, view.Icv.Length));
    }

    [Theory]
    [InlineData("0001 00", 35, WireError.Truncated, 0)]
    [InlineData("0001 0001", 35, WireError.None, 0)]
    [InlineData("0001 0002", 35, WireError.None, 0)]
    [InlineData("0002 0002", 0, WireError.None, 0)]
    [InlineData("0002 0002", 35, WireError.InvalidValue, -4)]
    [InlineData("0000 0001", 35, WireError.InvalidValue, 0)]
    [InlineData("0003 0002", 0, WireError.InvalidValue, 0)]
    [InlineData("0000 0000", 0, WireError.InvalidValue, 2)]
    [InlineData("0001 0000", 0, WireError.InvalidValue, 2)]
    public void Fragment(string body, byte next, WireError error, int offset)
    {
        byte[] octets = Hex.Parse(body);
        var walker = new PayloadWalker(
            [next, 0, 0, (byte)(4 + octets.Length), .. octets], Isakmp.Registry.PayloadType.EncryptedFragment);
        Assert.True(walker.MoveNext());
        Check(EncryptedFragmentView.TryRead(walker.Current, out EncryptedFragmentView view), error, offset);
        Assert.Equal(error == WireError.None, view.FragmentNumber != 0);
    }

    private static void Check(WireStatus status, WireError error, int offset) => Assert.Equal(new WireStatus(error, offset), status);
}
