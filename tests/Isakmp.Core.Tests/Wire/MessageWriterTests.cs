using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Core.Tests.Wire;

public class MessageWriterTests
{
    [Fact]
    public void Types_and_lengths_follow_of_themselves()
    {
        var buffer = new byte[64];
        Array.Fill(buffer, (byte)0xEE);
        var writer = new MessageWriter(buffer);
        writer.WriteHeader(new Spi(1), new Spi(2), ExchangeType.Informational, HeaderFlags.Response, new MessageId(3));
        writer.BeginPayload(PayloadType.Notify);
        writer.WriteByte(0x01);
        writer.WriteUInt16(0x0203);
        writer.EndPayload();
        writer.BeginPayload(new PayloadType(200), critical: true);
        writer.WriteUInt32(0x04050607);
        writer.WriteUInt64(0x08090a0b0c0d0e0f);
        writer.EndPayload();
        writer.WritePayload(PayloadType.VendorId, []);

        Assert.Equal(PayloadType.Notify, writer.FirstPayload);
        Assert.Equal(
            "0000000000000001" + "0000000000000002" + "29" + "20" + "25" + "20" + "00000003" + "00000037"
            + "c8000007" + "010203" + "2b800010" + "04050607" + "08090a0b0c0d0e0f" + "00000004",
            Hex.Format(buffer.AsSpan(0, writer.Finish())));
        Assert.Equal(0xEE, buffer[55]);
    }

    [Fact]
    public void A_chain_tells_the_type_of_its_first_payload()
    {
        var buffer = new byte[16];
        var writer = MessageWriter.ForChain(buffer);
        Assert.Equal(0, writer.Finish());
        Assert.Equal(PayloadType.None, writer.FirstPayload);
        writer.WritePayload(PayloadType.Delete, [1]);
        writer.WritePayload(PayloadType.Notify, [2]);

        Assert.Equal(PayloadType.Delete, writer.FirstPayload);
        Assert.Equal("2900000501" + "0000000502", Hex.Format(buffer.AsSpan(0, writer.Finish())));
    }

    [Fact]
    public void An_encrypted_payload_names_what_is_inside_and_is_the_last()
    {
        var buffer = new byte[64];
        var writer = new MessageWriter(buffer);
        writer.WriteHeader(new Spi(1), new Spi(2), ExchangeType.IkeAuth, HeaderFlags.Initiator, new MessageId(1));
        Span<byte> body = EncryptedPayload.Reserve(ref writer, PayloadType.IdentificationInitiator, 9);
        body.Fill(0xAB);

        Assert.Equal("2300000d" + "ababababababababab", Hex.Format(buffer.AsSpan(28, writer.Finish() - 28)));
        Assert.Equal(46, buffer[16]);
        bool isRefused = false;
        try
        {
            writer.BeginPayload(PayloadType.Notify);
        }
        catch (InvalidOperationException)
        {
            isRefused = true;
        }

        Assert.True(isRefused);
    }

    [Theory]
    [InlineData(1, 35)]
    [InlineData(2, 0)]
    public void Only_the_first_fragment_names_what_is_inside(ushort number, byte named)
    {
        var buffer = new byte[64];
        var writer = new MessageWriter(buffer);
        writer.WriteHeader(new Spi(1), new Spi(2), ExchangeType.IkeAuth, HeaderFlags.Initiator, new MessageId(1));
        Assert.Equal(4, EncryptedFragmentPayload.Reserve(ref writer, PayloadType.IdentificationInitiator, number, 2, 4).Length);
        Assert.Equal(named, buffer[28]);
        Assert.Equal(number, buffer[33]);
        Assert.Equal(2, buffer[35]);
        Assert.Equal(40, writer.Finish());
    }

    [Fact]
    public void Lack_of_room_ends_the_writing_and_throws_nothing()
    {
        for (int room = 0; room < 49; room++)
        {
            var buffer = new byte[room];
            var writer = new MessageWriter(buffer);
            writer.WriteHeader(new Spi(1), new Spi(2), ExchangeType.Informational, HeaderFlags.None, new MessageId(3));
            KeyExchangePayload.Write(ref writer, KeyExchangeMethod.Curve25519, [1, 2, 3]);
            NotifyPayload.Write(ref writer, SecurityProtocol.Esp, [1], NotifyType.RekeySa, [2]);
            Assert.True(writer.Overflowed);
            Assert.True(writer.Reserve(1).IsEmpty);
            Assert.Equal(0, writer.Finish());
        }
    }

    [Fact]
    public void A_payload_longer_than_its_length_field_is_an_overflow()
    {
        var writer = MessageWriter.ForChain(new byte[70_000]);
        writer.WritePayload(PayloadType.VendorId, new byte[65_531]);
        Assert.False(writer.Overflowed);

        writer = MessageWriter.ForChain(new byte[70_000]);
        writer.WritePayload(PayloadType.VendorId, new byte[65_532]);
        Assert.True(writer.Overflowed);
        Assert.Equal(0, writer.Finish());
    }

    [Fact]
    public void A_wrong_order_of_calls_is_told()
    {
        Assert.Throws<InvalidOperationException>(() => new MessageWriter(new byte[64]).BeginPayload(PayloadType.Notify));
        Assert.Throws<InvalidOperationException>(() => new MessageWriter(new byte[64]).Finish());
        Assert.Throws<InvalidOperationException>(() => new MessageWriter(new byte[64]).EndPayload());
        Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = MessageWriter.ForChain(new byte[64]);
            writer.WriteHeader(default, default, default, default, default);
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = MessageWriter.ForChain(new byte[64]);
            writer.BeginPayload(PayloadType.Notify);
            writer.BeginPayload(PayloadType.Notify);
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = MessageWriter.ForChain(new byte[64]);
            writer.BeginPayload(PayloadType.Notify);
            writer.Finish();
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = MessageWriter.ForChain(new byte[64]);
            var sa = SecurityAssociationWriter.Begin(ref writer);
            sa.End(ref writer);
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = MessageWriter.ForChain(new byte[64]);
            var sa = SecurityAssociationWriter.Begin(ref writer);
            sa.AddTransform(ref writer, TransformType.Integrity, 2);
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = MessageWriter.ForChain(new byte[64]);
            var selectors = TrafficSelectorWriter.Begin(ref writer, PayloadType.TrafficSelectorInitiator);
            selectors.End(ref writer);
        });
        Assert.Throws<ArgumentException>(() =>
        {
            var writer = MessageWriter.ForChain(new byte[64]);
            NoncePayload.Write(ref writer, new byte[15]);
        });
        Assert.Throws<ArgumentException>(() =>
        {
            var writer = MessageWriter.ForChain(new byte[64]);
            DeletePayload.Write(ref writer, SecurityProtocol.Esp, 4, new byte[7]);
        });
    }
}
