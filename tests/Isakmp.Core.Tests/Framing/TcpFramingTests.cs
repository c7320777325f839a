using System.Buffers;
using Isakmp.Framing;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Framing;

public class TcpFramingTests
{
    // what has come, outcome, octets left
    [Theory]
    [InlineData("", StreamStatus.NeedMore, 0)]
    [InlineData("494b45", StreamStatus.NeedMore, 3)]
    [InlineData("494b46", StreamStatus.Broken, 3)]
    [InlineData("494b45544350", StreamStatus.Complete, 0)] // RFC 9329 4
    [InlineData("494b45544350 0003", StreamStatus.Complete, 2)]
    [InlineData("16", StreamStatus.Broken, 1)]
    public void Reads_the_prefix(string hex, StreamStatus status, int left)
    {
        ReadOnlySequence<byte> stream = Split(Hex.Parse(hex), 2);
        Assert.Equal(status, TcpFraming.TryReadPrefix(ref stream));
        Assert.Equal(left, stream.Length);
    }

    [Theory]
    [InlineData("", StreamStatus.NeedMore, DatagramKind.Malformed, "", 0)]
    [InlineData("00", StreamStatus.NeedMore, DatagramKind.Malformed, "", 1)]
    [InlineData("0000", StreamStatus.Broken, DatagramKind.Malformed, "", 2)] // RFC 9329 3.1
    [InlineData("0001 00", StreamStatus.Broken, DatagramKind.Malformed, "", 3)]
    [InlineData("0002 0a", StreamStatus.Complete, DatagramKind.KeepAlive, "", 1)] // an empty frame is ignored
    [InlineData("0003 ff", StreamStatus.Complete, DatagramKind.KeepAlive, "", 0)] // RFC 9329 6.6
    [InlineData("0003 fe", StreamStatus.Complete, DatagramKind.Malformed, "", 0)]
    [InlineData("0006 00000000", StreamStatus.Complete, DatagramKind.Malformed, "", 0)]
    [InlineData("0008 00000000 aabb 0102", StreamStatus.Complete, DatagramKind.Ike, "aabb", 2)]
    [InlineData("0008 00000000 aa", StreamStatus.NeedMore, DatagramKind.Malformed, "", 7)]
    [InlineData("000a 00000001 00000002", StreamStatus.Complete, DatagramKind.Esp, "0000000100000002", 0)]
    [InlineData("0009 00000001 000000", StreamStatus.Complete, DatagramKind.Malformed, "", 0)]
    public void Reads_frames(string hex, StreamStatus status, DatagramKind kind, string frame, int left)
    {
        byte[] octets = Hex.Parse(hex);
        for (int piece = 1; piece <= octets.Length + 1; piece++)
        {
            ReadOnlySequence<byte> stream = Split(octets, piece);
            Assert.Equal(status, TcpFraming.TryReadFrame(ref stream, out ReadOnlySequence<byte> found, out DatagramKind foundKind));
            Assert.Equal(kind, foundKind);
            Assert.Equal(frame, Hex.Format(found.ToArray()));
            Assert.Equal(left, stream.Length);
        }
    }

    [Theory]
    [InlineData(DatagramKind.Ike, "aabb", "000800000000aabb")]
    [InlineData(DatagramKind.Esp, "0000000100000002", "000a0000000100000002")]
    [InlineData(DatagramKind.KeepAlive, "", "0003ff")]
    public void Writes_frames(DatagramKind kind, string payload, string frame)
    {
        var buffer = new byte[64];
        int length = TcpFraming.WriteFrame(kind, Hex.Parse(payload), buffer);
        Assert.Equal(frame, Hex.Format(buffer.AsSpan(0, length)));
    }

    [Fact]
    public void A_wrong_caller_is_told()
    {
        var buffer = new byte[70_000];
        Assert.Equal(65_535, TcpFraming.WriteFrame(DatagramKind.Ike, new byte[TcpFraming.MaximumIkeSize], buffer));
        Assert.Throws<ArgumentException>(() => TcpFraming.WriteFrame(DatagramKind.Ike, new byte[TcpFraming.MaximumIkeSize + 1], buffer));
        Assert.Throws<ArgumentException>(() => TcpFraming.WriteFrame(DatagramKind.Malformed, default, buffer));
        Assert.Throws<ArgumentException>(() => TcpFraming.WriteFrame(DatagramKind.Ike, new byte[10], new byte[15]));
    }

    private static ReadOnlySequence<byte> Split(byte[] octets, int size)
    {
        Piece? first = null;
        Piece? last = null;
        for (int at = 0; at < octets.Length; at += size)
        {
            var next = new Piece(octets.AsMemory(at, Math.Min(size, octets.Length - at)), last);
            first ??= next;
            last = next;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            before?.Next = this;
        }
    }
}
