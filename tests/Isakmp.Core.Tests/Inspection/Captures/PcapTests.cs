using Isakmp.Core.Tests.Wire;
using Isakmp.Inspection.Captures;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>The classic format: byte orders, units of time, and what breaks it.</summary>
public class PcapTests
{
    private static readonly byte[] s_message = RecordedMessage.All[0].Message;
    private static readonly byte[] s_frame = Packets.Ethernet(Packets.IPv4(17, Packets.Udp(500, 500, s_message)));

    [Fact]
    public void A_file_by_hand()
    {
        // Big-endian, nanoseconds, raw IP: an INFORMATIONAL header of 28 octets.
        byte[] file = Hex.Parse("""
            A1B23C4D 0002 0004 00000000 00000000 00000060 00000065
            65A00001 075BCD15 00000038 00000038
            45000038 00010000 40110000 C0000201 C0000202  01F4 01F4 0024 0000
            1122334455667788 99AABBCCDDEEFF00 00 20 25 08 00000002 0000001C
            """);
        CapturedEntry entry = CapturedEntry.ReadOne(file);
        Assert.Equal(1, entry.Frame);
        Assert.Equal(0x65A00001 * 1_000_000_000L + 123456789, entry.Nanoseconds);
        Assert.Equal("192.0.2.1:500 - 192.0.2.2:500", entry.Path.ToString());
        Assert.Equal(Hex.Parse("112233445566778899AABBCCDDEEFF0000202508000000020000001C"), entry.Message);
        Assert.Equal(40, entry.Offset);
    }

    [Theory]
    [InlineData(true, CaptureFile.Microseconds, 1_700_000_000_123_456_000)]
    [InlineData(false, CaptureFile.Microseconds, 1_700_000_000_123_456_000)]
    [InlineData(true, CaptureFile.Nanoseconds, 1_700_000_000_000_123_456)]
    [InlineData(false, CaptureFile.Nanoseconds, 1_700_000_000_000_123_456)]
    public void Byte_order_and_unit_follow_the_magic_number(bool little, uint magic, long nanoseconds)
    {
        byte[] file = new CaptureFile(little).PcapHeader(1, magic).Record(1_700_000_000, 123_456, s_frame).Record(uint.MaxValue, 0, s_frame).ToArray();
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal([1, 2], entries.Select(entry => entry.Frame));
        Assert.Equal([nanoseconds, uint.MaxValue * 1_000_000_000L], entries.Select(entry => entry.Nanoseconds));
        Assert.All(entries, entry => Assert.Equal(s_message, entry.Message));
    }

    [Fact]
    public void Time_is_the_nanoseconds_to_100()
    {
        using var reader = new CaptureReader(new MemoryStream(new CaptureFile().PcapHeader(1, CaptureFile.Nanoseconds).Record(1_700_000_000, 123_456_789, s_frame).ToArray()));
        Assert.True(reader.TryRead(out CapturedDatagram datagram));
        Assert.Equal(new DateTimeOffset(2023, 11, 14, 22, 13, 20, TimeSpan.Zero).AddTicks(1_234_567), datagram.Time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A1")]
    [InlineData("D4C3B2")]
    [InlineData("1F8B0800000000000003")] // gzip
    [InlineData("A1B2C3D5 0002 0004 00000000 00000000 00000060 00000065")]
    [InlineData("00000000000000000000000000000000")]
    public void What_is_no_capture_is_one_fault(string file)
    {
        CapturedEntry entry = CapturedEntry.ReadOne(Hex.Parse(file));
        Assert.Equal((0, 0, CaptureFault.UnknownFormat), (entry.Frame, entry.Offset, entry.Fault));
    }

    [Fact]
    public void A_file_that_ends_early_is_one_fault_after_what_was_whole()
    {
        byte[] file = new CaptureFile().PcapHeader(1).Record(1, 0, s_frame).Record(2, 0, s_frame).ToArray();
        int second = 24 + 16 + s_frame.Length;
        for (int length = 4; length < file.Length; length++)
        {
            List<CapturedEntry> entries = CapturedEntry.ReadAll(file[..length]);
            int whole = length < second ? 0 : 1;
            Assert.Equal(whole, entries.Count(entry => entry.Fault == CaptureFault.None));
            if (length == 24 || length == second)
            {
                Assert.Equal(whole, entries.Count);
                continue;
            }

            Assert.Equal(whole + 1, entries.Count);
            (long frame, long offset) = length < 24 ? (0, 0) : length < second ? (1, 24) : (2, second);
            Assert.Equal((frame, offset, CaptureFault.CutShort), (entries[^1].Frame, entries[^1].Offset, entries[^1].Fault));
        }
    }

    [Theory]
    [InlineData(262_145u)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(uint.MaxValue)]
    public void A_length_that_cannot_be_is_a_fault_and_costs_nothing(uint length)
    {
        byte[] file = new CaptureFile().PcapHeader(1).Record(1, 0, s_frame).Record(2, 0, [1, 2, 3], captured: length).ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        Assert.Equal(2, entries.Count);
        Assert.Equal((2, 24 + 16 + s_frame.Length + 8, CaptureFault.BadLength), (entries[1].Frame, entries[1].Offset, entries[1].Fault));
        Assert.Equal($"a record has the length {length}, which cannot be", entries[1].Error);
    }

    [Theory]
    [InlineData(262_145u)]
    [InlineData(uint.MaxValue)]
    [InlineData(200_000u)] // a length that could be, if the file were longer
    public void The_rest_goes_on_where_records_are_found_again(uint length)
    {
        foreach (bool little in new[] { true, false })
        {
            byte[] file = new CaptureFile(little).PcapHeader(1).Record(1, 0, s_frame).Record(2, 0, s_frame, captured: length).Record(3, 0, s_frame).Record(4, 0, s_frame).ToArray();
            List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
            Assert.Equal(
                [(1, CaptureFault.None), (2, CaptureFault.BadLength), (3, CaptureFault.None), (4, CaptureFault.None)],
                entries.Select(entry => (entry.Frame, entry.Fault)));
            Assert.All(entries.Where(entry => entry.Fault == CaptureFault.None), entry => Assert.Equal(s_message, entry.Message));
        }
    }

    [Fact]
    public void A_single_record_at_the_end_is_found_by_its_time()
    {
        byte[] file = new CaptureFile().PcapHeader(1)
            .Record(1_700_000_000, 0, s_frame).Record(1_700_000_001, 0, s_frame, captured: uint.MaxValue).Record(1_700_000_002, 0, s_frame).ToArray();
        Assert.Equal([CaptureFault.None, CaptureFault.BadLength, CaptureFault.None], CapturedEntry.ReadAll(file).Select(entry => entry.Fault));
    }

    [Fact]
    public void Searches_for_records_are_bounded()
    {
        // Rubbish that lines up as records again and again.
        byte[] broken = new CaptureFile().Record(1, 0, [1, 2, 3, 4], captured: uint.MaxValue).Record(1, 0, s_frame).Record(1, 0, s_frame).Record(1, 0, s_frame).ToArray();
        byte[] file = [.. new CaptureFile().PcapHeader(1).Record(1, 0, s_frame).ToArray(), .. Enumerable.Repeat(broken, 100).SelectMany(part => part)];
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal(65, entries.Count(entry => entry.Fault == CaptureFault.BadLength));
        Assert.Equal(1 + (3 * 64), entries.Count(entry => entry.Fault == CaptureFault.None));
    }

    [Fact]
    public void The_longest_frame_is_read()
    {
        byte[] frame = [.. s_frame, .. new byte[262_144 - s_frame.Length]];
        byte[] file = CaptureFile.Pcap(1, [.. Enumerable.Repeat(frame, 9)]);
        Assert.Equal(Enumerable.Range(1, 9), CapturedEntry.ReadAll(file).Select(entry => (int)entry.Frame));
    }

    [Fact]
    public void A_stream_may_give_one_octet_at_a_time()
    {
        byte[] file = CaptureFile.Pcap(1, s_frame, Packets.Ethernet(Packets.IPv4(17, Packets.Udp(53, 53, s_message))), s_frame);
        Assert.Equal([1, 3], CapturedEntry.ReadAll(new DrippingStream(file)).Select(entry => entry.Frame));
    }

    [Fact]
    public void Positions_hold_beyond_the_first_buffer()
    {
        byte[] file = CaptureFile.Pcap(1, [.. Enumerable.Repeat(s_frame, 12_000)]);
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal(12_000, entries.Count);
        Assert.InRange(file.Length, 4 << 20, int.MaxValue);
        Assert.All(entries, (entry, index) =>
        {
            Assert.Equal(24 + (index * (16L + s_frame.Length)) + 16, entry.Offset);
            Assert.Equal(s_message, entry.Message);
        });
    }

    [Fact]
    public void A_caller_is_told_of_mistakes()
    {
        Assert.Throws<ArgumentNullException>(() => new CaptureReader(null!));
        var closed = new MemoryStream();
        closed.Dispose();
        Assert.Throws<ArgumentException>(() => new CaptureReader(closed));
        Assert.Throws<ArgumentException>(() => new CaptureReader(Stream.Null, new CaptureReaderOptions { Ports = [0] }));
        Assert.Throws<ArgumentException>(() => new CaptureReader(Stream.Null, new CaptureReaderOptions { Ports = [65536] }));
        Assert.Throws<ArgumentException>(() => new CaptureReader(Stream.Null, new CaptureReaderOptions { MaximumStreams = 1 }));
        Assert.Throws<ArgumentException>(() => new CaptureReader(Stream.Null, new CaptureReaderOptions { MaximumFragmentedDatagrams = 0 }));
        Assert.Throws<ArgumentException>(() => new CaptureReader(Stream.Null, new CaptureReaderOptions { ReassemblyTime = TimeSpan.Zero }));
        var reader = new CaptureReader(Stream.Null);
        reader.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.TryRead(out _));
    }

    private sealed class DrippingStream(byte[] octets) : MemoryStream(octets)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }
}
