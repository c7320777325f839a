using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Wire;

public class PayloadWalkerTests
{
    [Fact]
    public void A_chain_gives_types_bodies_and_offsets()
    {
        byte[] chain = Hex.Parse("29 80 0006 abcd 2b 7f 0004 00 00 0005 ff");
        var walker = new PayloadWalker(chain, PayloadType.Nonce);

        Assert.True(walker.MoveNext());
        Assert.Equal(PayloadType.Nonce, walker.Current.Type);
        Assert.Equal(PayloadType.Notify, walker.Current.NextPayload);
        Assert.True(walker.Current.Critical);
        Assert.Equal(0, walker.Current.Reserved);
        Assert.Equal("abcd", Hex.Format(walker.Current.Body));
        Assert.Equal(0, walker.Current.Offset);

        Assert.True(walker.MoveNext());
        Assert.Equal(PayloadType.Notify, walker.Current.Type);
        Assert.False(walker.Current.Critical);
        Assert.Equal(0x7F, walker.Current.Reserved);
        Assert.True(walker.Current.Body.IsEmpty);
        Assert.Equal(6, walker.Current.Offset);

        Assert.True(walker.MoveNext());
        Assert.Equal("ff", Hex.Format(walker.Current.Body));
        Assert.Equal(10, walker.Current.Offset);
        Assert.Equal(15, walker.Position);

        Assert.False(walker.MoveNext());
        Assert.Equal(WireStatus.Ok, walker.Status);
        Assert.Equal(3, walker.Count);
    }

    // chain, type of the first, payloads that are sound, error, offset
    [Theory]
    [InlineData("", 0, 0, WireError.None, 0)]
    [InlineData("00", 0, 0, WireError.TrailingData, 0)]
    [InlineData("", 40, 0, WireError.Truncated, 0)]
    [InlineData("00 00 00", 40, 0, WireError.Truncated, 0)]
    [InlineData("00 00 0000", 40, 0, WireError.LengthTooSmall, 2)]
    [InlineData("00 00 0003", 40, 0, WireError.LengthTooSmall, 2)]
    [InlineData("00 00 0004", 40, 1, WireError.None, 0)]
    [InlineData("00 00 0005", 40, 0, WireError.LengthTooLarge, 2)]
    [InlineData("00 00 ffff", 40, 0, WireError.LengthTooLarge, 2)]
    [InlineData("28 00 0004 00 00 0006 00", 40, 1, WireError.LengthTooLarge, 6)]
    [InlineData("28 00 0004 00 00", 40, 1, WireError.Truncated, 4)]
    [InlineData("00 00 0004 00", 40, 1, WireError.TrailingData, 4)]
    [InlineData("28 00 0004", 46, 1, WireError.None, 0)] // SK names what is inside, not what follows
    [InlineData("28 00 0004", 53, 1, WireError.None, 0)]
    [InlineData("28 00 0004 00 00 0004", 46, 1, WireError.TrailingData, 4)]
    [InlineData("c8 00 0004 00 00 0004", 201, 2, WireError.None, 0)] // unknown types are walked over
    public void Faults_have_a_place(string hex, byte first, int sound, WireError error, int offset)
    {
        byte[] chain = Hex.Parse(hex);
        var walker = new PayloadWalker(chain, new PayloadType(first));
        int position = 0;
        while (walker.MoveNext())
        {
            position = walker.Position;
        }

        Assert.Equal(new WireStatus(error, offset), walker.Status);
        Assert.Equal(sound, walker.Count);
        // What failed has moved nothing, and goes on failing.
        Assert.Equal(position, walker.Position);
        Assert.False(walker.MoveNext());
        Assert.Equal(new WireStatus(error, offset), walker.Status);

        WireStatus status = PayloadIndex.TryBuild(chain, 0, new PayloadType(first), out PayloadIndex index);
        Assert.Equal(walker.Status, status);
        Assert.Equal(error == WireError.None ? sound : 0, index.Count);
    }

    [Theory]
    [InlineData(64, WireError.None, 0)]
    [InlineData(65, WireError.TooManyPayloads, 256)]
    public void A_chain_has_64_payloads_at_most(int count, WireError error, int offset)
    {
        var chain = new byte[count * 4];
        for (int i = 0; i < count; i++)
        {
            chain[i * 4] = (byte)(i == count - 1 ? 0 : 43);
            chain[(i * 4) + 3] = 4;
        }

        Assert.Equal(new WireStatus(error, offset), PayloadIndex.TryBuild(chain, 0, PayloadType.VendorId, out PayloadIndex index));
        Assert.Equal(error == WireError.None ? 64 : 0, index.Count);
    }

    [Fact]
    public void The_longest_payload_is_walked()
    {
        var chain = new byte[ushort.MaxValue];
        chain[2] = 0xFF;
        chain[3] = 0xFF;
        var walker = new PayloadWalker(chain, PayloadType.VendorId);
        Assert.True(walker.MoveNext());
        Assert.Equal(65_531, walker.Current.Body.Length);
        Assert.False(walker.MoveNext());
        Assert.True(walker.Status.IsOk);
    }

    [Fact]
    public void Padding_behind_the_chain_is_allowed_where_it_is_asked_for()
    {
        byte[] chain = Hex.Parse("00 00 0005 01 00 00 00");
        WireStatus status = PayloadIndex.TryBuild(chain, 0, PayloadType.V1Hash, out PayloadIndex index, allowTrailing: true);
        Assert.True(status.IsOk);
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public void An_index_finds_payloads_by_type()
    {
        byte[] message = Hex.Parse("ffff 29 00 0004 28 00 0004 29 00 0004 00 00 0005 07");
        Assert.True(PayloadIndex.TryBuild(message, 2, PayloadType.Notify, out PayloadIndex index).IsOk);

        Assert.Equal(4, index.Count);
        Assert.Equal(3, index.CountOf(PayloadType.Notify));
        Assert.Equal(0, index.IndexOf(PayloadType.Notify));
        Assert.Equal(1, index.IndexOf(PayloadType.Notify, 1));
        Assert.Equal(3, index.IndexOf(PayloadType.Notify, 2));
        Assert.Equal(-1, index.IndexOf(PayloadType.Notify, 4));
        Assert.Equal(2, index.IndexOf(PayloadType.Nonce));
        Assert.False(index.Contains(PayloadType.VendorId));
        Assert.Equal(PayloadType.Nonce, index.TypeAt(2));
        PayloadView last = index.View(message, 3);
        Assert.Equal(14, last.Offset);
        Assert.Equal("07", Hex.Format(last.Body));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.TypeAt(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => PayloadIndex.TryBuild(message, 20, PayloadType.Notify, out _));
    }
}
