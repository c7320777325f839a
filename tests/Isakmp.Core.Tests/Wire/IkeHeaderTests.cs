using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Wire;

public class IkeHeaderTests
{
    // The first 28 octets that strongSwan sent in a recorded IKE_SA_INIT of 464 octets.
    private const string Recorded = "b4eef11381d82643 0000000000000000 21 20 22 08 00000000 000001d0";

    [Fact]
    public void Fields_both_ways()
    {
        byte[] octets = Hex.Parse(Recorded);
        Assert.Equal(WireStatus.Ok, IkeHeader.TryReadFields(octets, out IkeHeader header));

        Assert.Equal(new Spi(0xb4eef11381d82643), header.InitiatorSpi);
        Assert.True(header.ResponderSpi.IsZero);
        Assert.Equal(PayloadType.SecurityAssociation, header.NextPayload);
        Assert.Equal((2, 0), (header.MajorVersion, header.MinorVersion));
        Assert.Equal(ExchangeType.IkeSaInit, header.ExchangeType);
        Assert.Equal(HeaderFlags.Initiator, header.Flags);
        Assert.Equal(new MessageId(0), header.MessageId);
        Assert.Equal(464u, header.Length);
        Assert.True(header.IsFromInitiator);
        Assert.False(header.IsResponse);

        var written = new byte[IkeHeader.Size];
        header.Write(written);
        Assert.Equal(octets, written);
    }

    [Theory]
    [InlineData("0001020304050607 08090a0b0c0d0e0f 35 2f 25 ff ffffffff ffffffff")]
    [InlineData("ffffffffffffffff ffffffffffffffff 00 10 ff 00 80000000 0000001c")]
    public void Every_bit_is_kept(string hex)
    {
        byte[] octets = Hex.Parse(hex);
        Assert.True(IkeHeader.TryReadFields(octets, out IkeHeader header).IsOk);
        var written = new byte[IkeHeader.Size];
        header.Write(written);
        Assert.Equal(octets, written);
    }

    [Theory]
    [InlineData(0, WireError.Truncated, 0)]
    [InlineData(27, WireError.Truncated, 0)]
    [InlineData(28, WireError.LengthMismatch, 24)]
    [InlineData(463, WireError.LengthMismatch, 24)]
    [InlineData(464, WireError.None, 0)]
    [InlineData(465, WireError.LengthMismatch, 24)]
    public void The_length_is_that_of_the_datagram(int length, WireError error, int offset)
    {
        var datagram = new byte[length];
        Hex.Parse(Recorded).AsSpan(0, Math.Min(length, IkeHeader.Size)).CopyTo(datagram);

        Assert.Equal(new WireStatus(error, offset), IkeHeader.TryRead(datagram, out IkeHeader header));
        Assert.Equal(error == WireError.None ? 464u : 0u, header.Length);
    }

    [Fact]
    public void A_wrong_caller_is_told()
    {
        Assert.Throws<ArgumentException>(() => default(IkeHeader).Write(new byte[27]));
        Assert.Throws<ArgumentException>(() => (default(IkeHeader) with { MajorVersion = 16 }).Write(new byte[28]));
    }
}
