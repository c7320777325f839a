using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Core.Tests.Wire.V2;

/// <summary>Octets laid out by the figures of RFC 7296, read to values and written from values.</summary>
public class PayloadFieldTests
{
    [Fact]
    public void Proposals_transforms_and_attributes()
    {
        // RFC 7296 3.3: two ESP proposals, AES-CBC-256 with HMAC-SHA1-96, and something of numbers that nobody knows.
        const string Body =
            "02 00 0028 01 03 04 03 c0ffee01" + "03 00 000c 01 00 000c 800e 0100" + "03 00 0008 03 00 0002" + "00 00 0008 05 00 0000"
            + "00 00 0017 02 c8 00 01" + "00 00 000f f1 00 fff2 0f03 0003 abcdef";
        Assert.True(SecurityAssociationView.TryRead(Hex.Parse(Body), out SecurityAssociationView view).IsOk);

        SecurityAssociationView.Enumerator proposals = view.GetEnumerator();
        Assert.True(proposals.MoveNext());
        ProposalView first = proposals.Current;
        Assert.Equal((1, SecurityProtocol.Esp, 3, false), (first.Number, first.Protocol, first.TransformCount, first.IsLast));
        Assert.Equal("c0ffee01", Hex.Format(first.Spi));
        ProposalView.Enumerator transforms = first.GetEnumerator();
        Assert.True(transforms.MoveNext());
        Assert.Equal((TransformType.Encryption, EncryptionAlgorithm.AesCbc.Value), (transforms.Current.Type, transforms.Current.Id));
        Assert.Equal((ushort?)256, transforms.Current.KeyLength);
        Assert.True(transforms.MoveNext());
        Assert.Equal(IntegrityAlgorithm.HmacSha1_96.Value, transforms.Current.Id);
        Assert.Null(transforms.Current.KeyLength);
        Assert.True(transforms.MoveNext());
        Assert.True(transforms.Current.IsLast);
        Assert.Equal(ExtendedSequenceNumbers.No.Value, transforms.Current.Id);
        Assert.False(transforms.MoveNext());

        Assert.True(proposals.MoveNext());
        Assert.Equal(200, proposals.Current.Protocol.Value);
        ProposalView.Enumerator unknown = proposals.Current.GetEnumerator();
        Assert.True(unknown.MoveNext());
        TransformView.Enumerator attributes = unknown.Current.GetEnumerator();
        Assert.True(attributes.MoveNext());
        Assert.Equal((0x0f03, false, 0), (attributes.Current.Type.Value, attributes.Current.IsShort, attributes.Current.Value));
        Assert.Equal("abcdef", Hex.Format(attributes.Current.Body));
        Assert.False(attributes.MoveNext());
        Assert.False(proposals.MoveNext());
    }

    [Fact]
    public void Proposals_are_written_from_values()
    {
        var writer = MessageWriter.ForChain(new byte[256]);
        var sa = SecurityAssociationWriter.Begin(ref writer);
        sa.BeginProposal(ref writer, 1, SecurityProtocol.Esp, [0xc0, 0xff, 0xee, 0x01]);
        sa.AddTransform(ref writer, TransformType.Encryption, EncryptionAlgorithm.AesCbc.Value, 256);
        sa.AddTransform(ref writer, TransformType.Integrity, IntegrityAlgorithm.HmacSha1_96.Value);
        sa.AddTransform(ref writer, TransformType.ExtendedSequenceNumbers, ExtendedSequenceNumbers.No.Value);
        sa.EndProposal(ref writer);
        sa.BeginProposal(ref writer, 2, new SecurityProtocol(200), default);
        sa.BeginTransform(ref writer, new TransformType(0xf1), 0xfff2);
        sa.AddRawAttributes(ref writer, [0x0f, 0x03, 0x00, 0x03, 0xab, 0xcd, 0xef]);
        sa.EndTransform(ref writer);
        sa.EndProposal(ref writer);
        sa.End(ref writer);

        Assert.Equal(
            Hex.Format(Hex.Parse("00 00 0043" + "02 00 0028 01 03 04 03 c0ffee01" + "03 00 000c 01 00 000c 800e 0100" + "03 00 0008 03 00 0002"
                + "00 00 0008 05 00 0000" + "00 00 0017 02 c8 00 01" + "00 00 000f f1 00 fff2 0f03 0003 abcdef")),
            Hex.Format(writer.Written));
        Assert.Equal(67, writer.Finish());
    }

    [Fact]
    public void A_long_key_length_is_kept_but_is_no_key_length()
    {
        Assert.True(SecurityAssociationView.TryRead(
            Hex.Parse("00 00 0016 01 01 00 01 00 00 000e 01 00 0014 000e 0002 0100"), out SecurityAssociationView view).IsOk);
        foreach (ProposalView proposal in view)
        {
            foreach (TransformView transform in proposal)
            {
                Assert.Null(transform.KeyLength);
                Assert.Equal("000e00020100", Hex.Format(transform.Attributes));
            }
        }
    }

    [Fact]
    public void Selectors_both_ways()
    {
        const string Body =
            "03 000000" + "07 06 0010 0050 0051 c0000200 c00002ff"
            + "08 00 0028 ffff 0000 20010db8000000000000000000000000 20010db80000000000000000ffffffff" + "0a 00 0007 616263";
        Assert.True(TrafficSelectorPayloadView.TryRead(Hex.Parse(Body), out TrafficSelectorPayloadView view).IsOk);
        Assert.Equal(3, view.Count);
        TrafficSelectorPayloadView.Enumerator selectors = view.GetEnumerator();

        Assert.True(selectors.MoveNext());
        Assert.Equal(
            (TrafficSelectorType.Ipv4AddressRange, 6, 80, 81),
            (selectors.Current.Type, selectors.Current.IpProtocol, selectors.Current.StartPort, selectors.Current.EndPort));
        Assert.Equal("c0000200", Hex.Format(selectors.Current.StartAddress));
        Assert.Equal("c00002ff", Hex.Format(selectors.Current.EndAddress));

        Assert.True(selectors.MoveNext());
        Assert.Equal((65535, 0), (selectors.Current.StartPort, selectors.Current.EndPort)); // OPAQUE
        Assert.Equal("20010db80000000000000000ffffffff", Hex.Format(selectors.Current.EndAddress));

        Assert.True(selectors.MoveNext());
        Assert.Equal(TrafficSelectorType.SecurityLabel, selectors.Current.Type);
        Assert.False(selectors.Current.IsAddressRange);
        Assert.True(selectors.Current.StartAddress.IsEmpty);
        Assert.Equal("0a000007616263", Hex.Format(selectors.Current.Raw));

        var writer = MessageWriter.ForChain(new byte[128]);
        var written = TrafficSelectorWriter.Begin(ref writer, PayloadType.TrafficSelectorResponder);
        written.Add(ref writer, 6, 80, 81, [192, 0, 2, 0], [192, 0, 2, 255]);
        written.Add(
            ref writer, 0, 65535, 0, Hex.Parse("20010db8000000000000000000000000"), Hex.Parse("20010db80000000000000000ffffffff"));
        written.AddRaw(ref writer, [0x0a, 0, 0, 7, (byte)'a', (byte)'b', (byte)'c']);
        written.End(ref writer);
        Assert.Equal(Hex.Format(Hex.Parse("00 00 0047" + Body)), Hex.Format(writer.Written));
        Assert.Equal(PayloadType.TrafficSelectorResponder, writer.FirstPayload);
    }

    [Fact]
    public void Notifications_both_ways()
    {
        Assert.True(NotifyPayloadView.TryRead(Hex.Parse("03 04 4009 01020304 aabb"), out NotifyPayloadView view).IsOk);
        Assert.Equal((SecurityProtocol.Esp, NotifyType.RekeySa), (view.Protocol, view.Type));
        Assert.Equal("01020304", Hex.Format(view.Spi));
        Assert.Equal("aabb", Hex.Format(view.Data));

        var writer = MessageWriter.ForChain(new byte[64]);
        NotifyPayload.Write(ref writer, SecurityProtocol.Esp, [1, 2, 3, 4], NotifyType.RekeySa, [0xaa, 0xbb]);
        NotifyPayload.Write(ref writer, NotifyType.InvalidKePayload, [0, 19]);
        Assert.Equal("2900000e" + "0304400901020304aabb" + "0000000a" + "000000110013", Hex.Format(writer.Written));
    }

    [Fact]
    public void Deletes_both_ways()
    {
        Assert.True(DeletePayloadView.TryRead(Hex.Parse("03 04 0002 01020304 05060708"), out DeletePayloadView view).IsOk);
        Assert.Equal((SecurityProtocol.Esp, 4, 2), (view.Protocol, view.SpiSize, view.Count));
        List<string> spis = [];
        foreach (ReadOnlySpan<byte> spi in view)
        {
            spis.Add(Hex.Format(spi));
        }

        Assert.Equal(["01020304", "05060708"], spis);
        var writer = MessageWriter.ForChain(new byte[64]);
        DeletePayload.Write(ref writer, SecurityProtocol.Esp, 4, view.Spis);
        DeletePayload.WriteIke(ref writer);
        Assert.Equal("2a000010" + "030400020102030405060708" + "00000008" + "01000000", Hex.Format(writer.Written));
    }

    [Fact]
    public void Configuration_both_ways()
    {
        const string Body = "01 000000 0001 0000 0007 0003 616263 7fff 0001 00";
        Assert.True(ConfigurationPayloadView.TryRead(Hex.Parse(Body), out ConfigurationPayloadView view).IsOk);
        Assert.Equal(ConfigurationType.Request, view.Type);

        var writer = MessageWriter.ForChain(new byte[64]);
        ConfigurationPayload.Begin(ref writer, view.Type);
        ConfigurationPayload.AddAttribute(ref writer, ConfigurationAttributeType.InternalIp4Address);
        ConfigurationPayload.AddAttribute(ref writer, ConfigurationAttributeType.ApplicationVersion, "abc"u8);
        ConfigurationPayload.AddAttribute(ref writer, new ConfigurationAttributeType(0x7fff), [0]);
        writer.EndPayload();
        Assert.Equal(Hex.Format(Hex.Parse("00 00 0018" + Body)), Hex.Format(writer.Written));
    }

    [Fact]
    public void Simple_bodies_both_ways()
    {
        var writer = MessageWriter.ForChain(new byte[256]);
        KeyExchangePayload.Write(ref writer, KeyExchangeMethod.Curve25519, [1, 2]);
        IdentificationPayload.Write(ref writer, PayloadType.IdentificationResponder, IdentificationType.Fqdn, "a.b"u8);
        CertificatePayload.Write(ref writer, CertificateEncoding.X509Signature, [3]);
        CertificateRequestPayload.Write(ref writer, CertificateEncoding.OcspContent, [4]);
        AuthenticationPayload.Write(ref writer, AuthenticationMethod.SharedKeyMessageIntegrityCode, [5]);
        NoncePayload.Write(ref writer, new byte[16]);
        VendorIdPayload.Write(ref writer, [6]);
        EapPayload.Write(ref writer, EapPayloadView.RequestCode, 7, 26, [8]);
        EapPayload.WriteResult(ref writer, success: true, 9);

        string expected = "2400000a" + "001f0000" + "0102" + "2500000b" + "02000000" + "612e62" + "26000006" + "0403" + "27000006" + "0e04"
            + "28000009" + "0200000005" + "2b000014" + new string('0', 32) + "30000005" + "06" + "3000000a" + "010700061a08" + "00000008" + "03090004";
        Assert.Equal(expected, Hex.Format(writer.Written));
    }
}
