using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Core.Tests.Wire.V1;

/// <summary>Octets laid out by the figures of RFC 2408, 2407 and 3947, read to values and written from values.</summary>
public class PayloadFieldTests
{
    // RFC 2408 3.4 to 3.6: an ISAKMP proposal with a lifetime in the long form, then ESP and AH of one number.
    private const string Offer =
        "00000001 00000001"
        + "02 00 0024 01 01 00 01" + "00 00 001c 01 01 0000 8001 0007 800e 0100 800b 0001 000c 0004 00015180"
        + "02 00 0024 02 03 04 02 c0ffee01" + "03 00 000c 01 0c 0000 8005 0005" + "00 00 000c 02 03 0000 8005 0002"
        + "00 00 0014 02 02 04 01 c0ffee02" + "00 00 0008 07 03 0000";

    [Fact]
    public void Proposals_transforms_and_attributes()
    {
        Assert.True(SecurityAssociationView.TryRead(Hex.Parse(Offer), out SecurityAssociationView view).IsOk);
        Assert.Equal((DomainOfInterpretation.Ipsec, SituationFlags.IdentityOnly, true), (view.Doi, view.Situation, view.IsIpsec));
        Assert.True(view.Labels.Raw.IsEmpty);

        SecurityAssociationView.Enumerator proposals = view.GetEnumerator();
        Assert.True(proposals.MoveNext());
        ProposalView first = proposals.Current;
        Assert.Equal((1, V1Protocol.Isakmp, 1, false), (first.Number, first.Protocol, first.TransformCount, first.IsLast));
        Assert.True(first.Spi.IsEmpty);
        ProposalView.Enumerator transforms = first.GetEnumerator();
        Assert.True(transforms.MoveNext());
        TransformView transform = transforms.Current;
        Assert.Equal((1, V1IkeTransform.KeyIke.Value, true), (transform.Number, transform.Id, transform.IsLast));
        Assert.Equal(V1EncryptionAlgorithm.AesCbc.Value, Number(transform, V1IkeAttributeType.EncryptionAlgorithm.Value));
        Assert.Equal(256, Number(transform, V1IkeAttributeType.KeyLength.Value));
        Assert.Equal(V1LifeType.Seconds.Value, Number(transform, V1IkeAttributeType.LifeType.Value));
        Assert.Equal(86400, Number(transform, V1IkeAttributeType.LifeDuration.Value));
        Assert.False(transform.TryGetAttribute(V1IkeAttributeType.HashAlgorithm.Value, out _));
        Assert.False(transforms.MoveNext());

        Assert.True(proposals.MoveNext());
        ProposalView esp = proposals.Current;
        Assert.Equal((2, V1Protocol.Esp, 2), (esp.Number, esp.Protocol, esp.TransformCount));
        Assert.Equal("c0ffee01", Hex.Format(esp.Spi));
        transforms = esp.GetEnumerator();
        Assert.True(transforms.MoveNext());
        Assert.Equal(V1EspTransform.AesCbc.Value, transforms.Current.Id);
        Assert.True(transforms.MoveNext());
        Assert.Equal((2, V1EspTransform.TripleDes.Value), (transforms.Current.Number, transforms.Current.Id));
        Assert.Equal(V1AuthenticationAlgorithm.HmacSha.Value, Number(transforms.Current, V1IpsecAttributeType.AuthenticationAlgorithm.Value));

        Assert.True(proposals.MoveNext());
        Assert.Equal((2, V1Protocol.Ah, true), (proposals.Current.Number, proposals.Current.Protocol, proposals.Current.IsLast));
        Assert.False(proposals.MoveNext());
    }

    [Fact]
    public void Proposals_are_written_from_values()
    {
        var writer = MessageWriter.ForChain(new byte[256]);
        var sa = SecurityAssociationWriter.Begin(ref writer);
        sa.BeginProposal(ref writer, 1, V1Protocol.Isakmp, default);
        sa.BeginTransform(ref writer, 1, V1IkeTransform.KeyIke.Value);
        sa.AddAttribute(ref writer, V1IkeAttributeType.EncryptionAlgorithm.Value, V1EncryptionAlgorithm.AesCbc.Value);
        sa.AddNumber(ref writer, V1IkeAttributeType.KeyLength.Value, 256);
        sa.AddAttribute(ref writer, V1IkeAttributeType.LifeType.Value, V1LifeType.Seconds.Value);
        sa.AddNumber(ref writer, V1IkeAttributeType.LifeDuration.Value, 86400);
        sa.EndTransform(ref writer);
        sa.EndProposal(ref writer);
        sa.BeginProposal(ref writer, 2, V1Protocol.Esp, [0xc0, 0xff, 0xee, 0x01]);
        sa.BeginTransform(ref writer, 1, V1EspTransform.AesCbc.Value);
        sa.AddAttribute(ref writer, V1IpsecAttributeType.AuthenticationAlgorithm.Value, V1AuthenticationAlgorithm.HmacSha2_256.Value);
        sa.EndTransform(ref writer);
        sa.BeginTransform(ref writer, 2, V1EspTransform.TripleDes.Value);
        sa.AddRawAttributes(ref writer, [0x80, 0x05, 0x00, 0x02]);
        sa.EndTransform(ref writer);
        sa.EndProposal(ref writer);
        sa.BeginProposal(ref writer, 2, V1Protocol.Ah, [0xc0, 0xff, 0xee, 0x02]);
        sa.BeginTransform(ref writer, 7, V1AhTransform.Sha.Value);
        sa.EndTransform(ref writer);
        sa.EndProposal(ref writer);
        sa.End(ref writer);

        Assert.Equal(Hex.Format(Hex.Parse("00 00 0068" + Offer)), Hex.Format(writer.Written));
        Assert.Equal(PayloadType.V1SecurityAssociation, writer.FirstPayload);
    }

    // RFC 2407 4.6.1: secrecy level of 3 octets, categories of 9 bits; integrity level of 4 octets, none of categories.
    [Fact]
    public void A_labelled_situation_both_ways()
    {
        const string Labels = "00000007" + "0003 0000 aabbcc00" + "0009 0000 ff800000" + "0004 0000 01020304" + "0000 0000";
        const string Proposal = "00 00 0008 01 01 00 00";
        Assert.True(SecurityAssociationView.TryRead(Hex.Parse("00000001 00000007" + Labels + Proposal), out SecurityAssociationView view).IsOk);

        Assert.Equal(SituationFlags.IdentityOnly | SituationFlags.Secrecy | SituationFlags.Integrity, view.Situation);
        Assert.Equal(7u, view.Labels.Domain);
        Assert.Equal("aabbcc", Hex.Format(view.Labels.SecrecyLevel));
        Assert.Equal((9, "ff80"), (view.Labels.SecrecyCategoryBits, Hex.Format(view.Labels.SecrecyCategories)));
        Assert.Equal("01020304", Hex.Format(view.Labels.IntegrityLevel));
        Assert.Equal((0, 0), (view.Labels.IntegrityCategoryBits, view.Labels.IntegrityCategories.Length));
        Assert.Equal(Hex.Format(Hex.Parse(Labels)), Hex.Format(view.Labels.Raw));
        Assert.Equal(Hex.Format(Hex.Parse(Proposal)), Hex.Format(view.Proposals));

        var writer = MessageWriter.ForChain(new byte[128]);
        var sa = SecurityAssociationWriter.Begin(ref writer, view.Situation, view.Labels.Raw);
        sa.BeginProposal(ref writer, 1, V1Protocol.Isakmp, default);
        sa.EndProposal(ref writer);
        sa.End(ref writer);
        Assert.Equal(Hex.Format(Hex.Parse("00 00 0034 00000001 00000007" + Labels + Proposal)), Hex.Format(writer.Written));

        // Integrity alone: the secrecy fields are absent (RFC 2407 4.2.3).
        Assert.True(SecurityAssociationView.TryRead(
            Hex.Parse("00000001 00000004 00000007 0001 0000 ee000000 0000 0000" + Proposal), out view).IsOk);
        Assert.Equal(("", "ee"), (Hex.Format(view.Labels.SecrecyLevel), Hex.Format(view.Labels.IntegrityLevel)));
    }

    [Fact]
    public void Labels_that_the_situation_does_not_ask_for_are_a_mistake()
    {
        Assert.Throws<ArgumentException>(() => Begin(SituationFlags.IdentityOnly, [0, 0, 0, 7]));
        Assert.Throws<ArgumentException>(() => Begin(SituationFlags.Secrecy, []));
        Assert.Throws<ArgumentException>(() => Begin(SituationFlags.Secrecy, [0, 0, 0, 7]));

        static void Begin(SituationFlags situation, byte[] labels)
        {
            var writer = MessageWriter.ForChain(new byte[64]);
            SecurityAssociationWriter.Begin(ref writer, situation, labels);
        }
    }

    [Fact]
    public void A_situation_of_another_DOI_is_kept()
    {
        Assert.True(SecurityAssociationView.TryRead(Hex.Parse("00000002 0000 0011 2233"), out SecurityAssociationView view).IsOk);
        Assert.Equal((DomainOfInterpretation.Gdoi, false, "000000112233"), (view.Doi, view.IsIpsec, Hex.Format(view.Rest)));
        Assert.False(view.GetEnumerator().MoveNext());
        var writer = MessageWriter.ForChain(new byte[32]);
        SecurityAssociationWriter.WriteRaw(ref writer, view.Doi, view.Rest);
        Assert.Equal("0000000e" + "00000002" + "000000112233", Hex.Format(writer.Written));
    }

    [Theory]
    [InlineData("8001 0007", true, 7)]
    [InlineData("0001 0002 0007", true, 7)] // a basic attribute in the long form
    [InlineData("000c 0004 00015180", true, 86400)]
    [InlineData("000c 0008 0000000000015180", true, 86400)]
    [InlineData("000c 000a 00000000000000015180", true, 86400)]
    [InlineData("000c 0009 010000000000000000", false, 0)]
    [InlineData("000c 0000", false, 0)]
    public void Numbers_are_read_in_both_forms(string attribute, bool isNumber, long number)
    {
        byte[] octets = Hex.Parse(attribute);
        byte[] transform = [0, 0, 0, (byte)(8 + octets.Length), 1, 1, 0, 0, .. octets];
        byte[] body = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, (byte)(8 + transform.Length), 1, 1, 0, 1, .. transform];
        Assert.True(SecurityAssociationView.TryRead(body, out SecurityAssociationView view).IsOk);
        foreach (ProposalView proposal in view)
        {
            foreach (TransformView candidate in proposal)
            {
                Assert.True(candidate.TryGetAttribute((ushort)(octets[1]), out AttributeView read));
                Assert.Equal(isNumber, read.TryGetNumber(out ulong value));
                Assert.Equal((ulong)number, value);
                Assert.Equal(attribute[0] == '8', read.IsShort);
            }
        }
    }

    [Fact]
    public void Identities_both_ways()
    {
        Assert.True(IdentificationPayloadView.TryRead(Hex.Parse("04 11 06a5 0a010000 ffffff00"), out IdentificationPayloadView view).IsOk);
        Assert.Equal((V1IdentificationType.Ipv4Subnet, 17, 1701), (view.IdType, view.IpProtocol, view.Port));
        Assert.Equal("0a010000ffffff00", Hex.Format(view.Data));
        var writer = MessageWriter.ForChain(new byte[64]);
        IdentificationPayload.Write(ref writer, view.IdType, view.IpProtocol, view.Port, view.Data);
        Assert.Equal("00000010" + "041106a50a010000ffffff00", Hex.Format(writer.Written));
    }

    [Fact]
    public void Notifications_both_ways()
    {
        // RFC 3706 5.4
        const string Body = "00000001 01 10 8d28 0102030405060708 1112131415161718 0000002a";
        Assert.True(NotifyPayloadView.TryRead(Hex.Parse(Body), out NotifyPayloadView view).IsOk);
        Assert.Equal((DomainOfInterpretation.Ipsec, V1Protocol.Isakmp, V1NotifyType.RUThere), (view.Doi, view.Protocol, view.Type));
        Assert.Equal("01020304050607081112131415161718", Hex.Format(view.Spi));
        Assert.Equal("0000002a", Hex.Format(view.Data));

        var writer = MessageWriter.ForChain(new byte[64]);
        NotifyPayload.Write(ref writer, V1Protocol.Isakmp, view.Spi, V1NotifyType.RUThere, [0, 0, 0, 42]);
        NotifyPayload.Write(ref writer, DomainOfInterpretation.Isakmp, V1Protocol.Isakmp, default, V1NotifyType.NoProposalChosen);
        Assert.Equal(Hex.Format(Hex.Parse("0b 00 0020" + Body + "00 00 000c 00000000 01 00 000e")), Hex.Format(writer.Written));
    }

    [Fact]
    public void Deletes_both_ways()
    {
        Assert.True(DeletePayloadView.TryRead(Hex.Parse("00000001 03 04 0002 01020304 05060708"), out DeletePayloadView view).IsOk);
        Assert.Equal((DomainOfInterpretation.Ipsec, V1Protocol.Esp, 4, 2), (view.Doi, view.Protocol, view.SpiSize, view.Count));
        List<string> spis = [];
        foreach (ReadOnlySpan<byte> spi in view)
        {
            spis.Add(Hex.Format(spi));
        }

        Assert.Equal(["01020304", "05060708"], spis);
        var writer = MessageWriter.ForChain(new byte[64]);
        DeletePayload.Write(ref writer, V1Protocol.Esp, 4, view.Spis);
        DeletePayload.WriteIsakmp(ref writer, Spi.Read([1, 2, 3, 4, 5, 6, 7, 8]), Spi.Read([9, 10, 11, 12, 13, 14, 15, 16]));
        Assert.Equal(
            "0c000014" + "0000000103040002" + "0102030405060708" + "0000001c" + "0000000101100001" + "0102030405060708090a0b0c0d0e0f10",
            Hex.Format(writer.Written));
    }

    [Fact]
    public void Configuration_both_ways()
    {
        const string Body = "01 00 beef c088 0000 4089 0005 6361726f6c 408a 0000 0001 0000";
        Assert.True(ConfigurationPayloadView.TryRead(Hex.Parse(Body), out ConfigurationPayloadView view).IsOk);
        Assert.Equal((ConfigurationType.Request, 0xbeef, 0), (view.Type, view.Identifier, view.Padding.Length));
        List<(V1ConfigurationAttributeType, bool, string)> attributes = [];
        foreach (AttributeView attribute in view)
        {
            attributes.Add((new V1ConfigurationAttributeType(attribute.Type), attribute.IsShort, Hex.Format(attribute.Body)));
        }

        Assert.Equal(
            [
                (V1ConfigurationAttributeType.XauthType, true, "0000"),
                (V1ConfigurationAttributeType.XauthUserName, false, "6361726f6c"),
                (V1ConfigurationAttributeType.XauthUserPassword, false, ""),
            ],
            attributes[..3]);

        var writer = MessageWriter.ForChain(new byte[64]);
        ConfigurationPayload.Begin(ref writer, ConfigurationType.Request, 0xbeef);
        ConfigurationPayload.AddAttribute(ref writer, V1ConfigurationAttributeType.XauthType, XauthType.Generic.Value);
        ConfigurationPayload.AddLongAttribute(ref writer, V1ConfigurationAttributeType.XauthUserName, "carol"u8);
        ConfigurationPayload.AddLongAttribute(ref writer, V1ConfigurationAttributeType.XauthUserPassword);
        ConfigurationPayload.AddLongAttribute(ref writer, V1ConfigurationAttributeType.InternalIp4Address);
        writer.EndPayload();
        Assert.Equal(Hex.Format(Hex.Parse("00 00 001d" + Body)), Hex.Format(writer.Written));
    }

    [Fact]
    public void Fragments_both_ways()
    {
        // MS-IKEE 2.2.3.1
        Assert.True(FragmentPayloadView.TryRead(Hex.Parse("0007 02 01 aabb"), out FragmentPayloadView view).IsOk);
        Assert.Equal((7, 2, true, "aabb"), (view.FragmentId, view.FragmentNumber, view.IsLast, Hex.Format(view.Data)));
        var writer = MessageWriter.ForChain(new byte[64]);
        FragmentPayload.Write(ref writer, 7, 1, isLast: false, [0xcc]);
        Assert.Equal("00000009" + "00070100cc", Hex.Format(writer.Written));
    }

    [Fact]
    public void Simple_bodies_both_ways()
    {
        var writer = MessageWriter.ForChain(new byte[256]);
        KeyExchangePayload.Write(ref writer, [1, 2]);
        NoncePayload.Write(ref writer, new byte[8]);
        CertificatePayload.Write(ref writer, CertificateEncoding.X509Signature, [3]);
        CertificateRequestPayload.Write(ref writer, CertificateEncoding.X509Signature);
        HashPayload.Write(ref writer, [4]);
        SignaturePayload.Write(ref writer, [5]);
        VendorIdPayload.Write(ref writer, [6]);
        NatDetectionPayload.Write(ref writer, PayloadType.V1NatDetection, [7]);
        NatDetectionPayload.Write(ref writer, PayloadType.V1NatDetectionDraft, [8]);
        NatOriginalAddressPayload.Write(ref writer, PayloadType.V1NatOriginalAddress, V1IdentificationType.Ipv4Address, [192, 0, 2, 1]);
        NatOriginalAddressPayload.Write(ref writer, PayloadType.V1NatOriginalAddressDraft, V1IdentificationType.Ipv6Address, new byte[16]);

        // RFC 2408 3.1: KE 4, NONCE 10, CERT 6, CR 7, HASH 8, SIG 9, VID 13; RFC 3947 20 and 21; the drafts' 130 and 131.
        string expected = "0a000006" + "0102" + "0600000c" + "0000000000000000" + "07000006" + "0403" + "08000005" + "04" + "09000005" + "04"
            + "0d000005" + "05" + "14000005" + "06" + "82000005" + "07" + "15000005" + "08" + "8300000c" + "01000000c0000201"
            + "00000018" + "05000000" + new string('0', 32);
        Assert.Equal(expected, Hex.Format(writer.Written));
        Assert.Equal(PayloadType.V1KeyExchange, writer.FirstPayload);
    }

    [Fact]
    public void Padding_behind_the_chain_is_told_from_payloads()
    {
        byte[] chain = Hex.Parse("0b 00 0008 aabbccdd" + "00 00 000c 00000001 01 00 6002" + "00000000 0003");
        Assert.Equal(WireError.TrailingData, PayloadIndex.TryBuild(chain, 0, PayloadType.V1Hash, out PayloadIndex index).Error);
        Assert.Equal(0, index.End);
        Assert.True(PayloadIndex.TryBuild(chain, 0, PayloadType.V1Hash, out index, allowTrailing: true).IsOk);
        Assert.Equal((2, 20), (index.Count, index.End));
        Assert.Equal("000000000003", Hex.Format(chain.AsSpan(index.End)));

        var walker = new PayloadWalker(chain, PayloadType.V1Hash);
        while (walker.MoveNext())
        {
        }

        Assert.Equal((WireError.TrailingData, 20), (walker.Status.Error, walker.Position));
    }

    // 46 is SK in IKEv2, which ends a chain; in IKEv1 it is a number without a meaning.
    [Fact]
    public void No_type_ends_a_chain()
    {
        byte[] chain = Hex.Parse("2e 00 0005 aa" + "0b 00 0005 bb" + "00 00 000c 00000001 01 00 6002");
        Assert.True(PayloadIndex.TryBuild(chain, 0, PayloadType.V1Hash, out PayloadIndex index, allowTrailing: true).IsOk);
        Assert.Equal((3, chain.Length), (index.Count, index.End));
        Assert.True(index.Contains(PayloadType.V1Notification));
        Assert.Equal(WireError.TrailingData, PayloadIndex.TryBuild(chain, 0, PayloadType.V1Hash, out _).Error);
    }

    private static int Number(in TransformView transform, ushort type)
    {
        Assert.True(transform.TryGetAttribute(type, out AttributeView attribute));
        Assert.True(attribute.TryGetNumber(out ulong number));
        return (int)number;
    }
}
