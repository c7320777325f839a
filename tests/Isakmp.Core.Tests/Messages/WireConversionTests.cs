using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Core.Tests.Messages;

public class WireConversionTests
{
    // Two proposals written by hand after RFC 7296 3.3: one for IKE with an unknown transform type and unknown attributes in both forms
    // around the key length, one for ESP with an SPI.
    private const string Octets =
        "02000046" + "01010005"
        + "0300001a" + "0100000c" + "804d0102" + "800e0100" + "00630006" + "a1a2a3a4a5a6"
        + "03000008" + "02000005"
        + "03000008" + "0300000c"
        + "03000008" + "0400001f"
        + "0000000c" + "630007d0" + "c00d0007"
        + "00000020" + "02030402" + "deadbeef"
        + "0300000c" + "01000014" + "800e0080"
        + "00000008" + "05000001";

    [Fact]
    public void Proposals_are_read_with_everything_unknown_and_written_back_byte_for_byte()
    {
        byte[] body = Hex.Parse(Octets);
        WireStatus status = SecurityAssociationView.TryRead(body, out SecurityAssociationView view);
        Assert.True(status.IsOk, status.ToString());

        ImmutableArray<Proposal> proposals = Isakmp.Messages.Proposals.Read(view);

        Transform strange = proposals[0].Transforms[0];
        Assert.Equal((ushort)256, strange.KeyLength);
        Assert.False(strange.HasOnlyKnownAttributes);
        Assert.Equal(
            [
                TransformAttribute.Short(new TransformAttributeType(0x4d), 0x0102),
                TransformAttribute.Short(TransformAttributeType.KeyLength, 256),
                TransformAttribute.Long(new TransformAttributeType(0x63), [0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6]),
            ],
            strange.Attributes);
        Assert.Equal(PseudorandomFunction.HmacSha2_256, proposals[0].Prf);
        Assert.Equal(IntegrityAlgorithm.HmacSha2_256_128, proposals[0].Integrity);
        Assert.Equal(KeyExchangeMethod.Curve25519, proposals[0].KeyExchange);
        Assert.Equal((byte)99, proposals[0].Transforms[4].Type.Value);
        Assert.Equal(
            new Proposal(2, SecurityProtocol.Esp, [0xde, 0xad, 0xbe, 0xef],
                [Transform.Encryption(EncryptionAlgorithm.AesGcm16, 128), Transform.SequenceNumbers(ExtendedSequenceNumbers.Yes)]),
            proposals[1]);
        Assert.True(proposals[1].UsesExtendedSequenceNumbers);
        Assert.Equal(Hex.Format(body), WriteBody(proposals));
    }

    [Fact]
    public void Selectors_of_unknown_type_are_passed_over_and_the_others_written_back()
    {
        const string IPv4 = "07060010" + "00500050" + "0a010000" + "0a0100ff";
        const string IPv6 = "08110028" + "0000ffff" + "20010db8000000000000000000000000" + "20010db8ffffffffffffffffffffffff";
        const string Label = "0a000008" + "61626364";
        Assert.True(TrafficSelectorPayloadView.TryRead(Hex.Parse("03000000" + IPv4 + Label + IPv6), out TrafficSelectorPayloadView view).IsOk);

        ImmutableArray<TrafficSelector> selectors = TrafficSelectors.Read(view);

        Assert.Equal(["10.1.0.0/24[tcp/80]", "2001:db8::/32[udp]"], selectors.Select(selector => selector.ToString()));
        var buffer = new byte[256];
        MessageWriter writer = MessageWriter.ForChain(buffer);
        TrafficSelectors.Write(ref writer, PayloadType.TrafficSelectorInitiator, selectors);
        Assert.Equal("02000000" + IPv4 + IPv6, Hex.Format(buffer.AsSpan(4, writer.Finish() - 4)));
    }

    [Fact]
    public void A_dynamic_selector_cannot_be_written()
    {
        Assert.Throws<ArgumentException>(() =>
        {
            MessageWriter writer = MessageWriter.ForChain(new byte[256]);
            TrafficSelectors.Write(ref writer, PayloadType.TrafficSelectorInitiator, [TrafficSelector.Dynamic]);
        });
    }

    [Fact]
    public void Identities_and_notifies_come_and_go()
    {
        Assert.True(IdentificationPayloadView.TryRead(Hex.Parse("02000000616c6963652e74657374"), out IdentificationPayloadView identity).IsOk);
        Assert.Equal(Identity.Parse("alice.test"), Identity.From(identity));
        Assert.True(NotifyPayloadView.TryRead(Hex.Parse("03044009deadbeef0102"), out NotifyPayloadView view).IsOk);
        Notify notify = Notify.From(view);
        Assert.Equal(new Notify(NotifyType.RekeySa, SecurityProtocol.Esp, [0xde, 0xad, 0xbe, 0xef], [1, 2]), notify);

        var buffer = new byte[256];
        MessageWriter writer = MessageWriter.ForChain(buffer);
        Identity.From(identity).Write(ref writer, PayloadType.IdentificationInitiator);
        notify.Write(ref writer);
        Assert.Equal("2900001202000000616c6963652e74657374" + "0000000e03044009deadbeef0102", Hex.Format(buffer.AsSpan(0, writer.Finish())));
    }

    [Fact]
    public void Records_compare_by_what_they_hold()
    {
        Assert.Equal(new Notify(NotifyType.Cookie, [1, 2, 3]), new Notify(NotifyType.Cookie, [.. new byte[] { 1, 2, 3 }]));
        Assert.NotEqual(new Notify(NotifyType.Cookie, [1, 2, 3]), new Notify(NotifyType.Cookie, [1, 2, 4]));
        Assert.Equal(new Transform(TransformType.Encryption, 12, 128), new Transform(TransformType.Encryption, 12, [TransformAttribute.Short(TransformAttributeType.KeyLength, 128)]));
        Assert.NotEqual(new Transform(TransformType.Encryption, 12, 128), new Transform(TransformType.Encryption, 12));
        Assert.Equal(
            new Transform(TransformType.Encryption, 12, 128).GetHashCode(),
            new Transform(TransformType.Encryption, 12, [TransformAttribute.Short(TransformAttributeType.KeyLength, 128)]).GetHashCode());
        Assert.Equal(default(ImmutableArray<byte>).IsDefault, new Notify(NotifyType.Cookie).Data.IsEmpty);
    }

    private static string WriteBody(ImmutableArray<Proposal> proposals)
    {
        var buffer = new byte[1024];
        MessageWriter writer = MessageWriter.ForChain(buffer);
        Isakmp.Messages.Proposals.Write(ref writer, proposals);
        return Hex.Format(buffer.AsSpan(4, writer.Finish() - 4));
    }
}
