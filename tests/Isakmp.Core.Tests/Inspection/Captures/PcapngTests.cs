using Isakmp.Core.Tests.Wire;
using Isakmp.Inspection.Captures;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>pcapng: sections, interfaces, the kinds of packet blocks, time stamps, and what breaks it.</summary>
public class PcapngTests
{
    private const uint Unknown = 0x7654;
    private const uint DecryptionSecrets = 10;
    private const uint NameResolution = 4;
    private const uint InterfaceStatistics = 5;

    private static readonly byte[] s_message = RecordedMessage.All[0].Message;
    private static readonly byte[] s_packet = Packets.IPv4(17, Packets.Udp(500, 500, s_message));
    private static readonly byte[] s_frame = Packets.Ethernet(s_packet);

    [Fact]
    public void A_file_by_hand()
    {
        byte[] file = Hex.Parse("""
            0A0D0D0A 1C000000 4D3C2B1A 0100 0000 FFFFFFFFFFFFFFFF 1C000000
            01000000 14000000 6500 0000 00000000 14000000
            06000000 58000000 00000000 C45A0500 87D61200 38000000 38000000
            45000038 00010000 40110000 C0000201 C0000202  01F4 01F4 0024 0000
            1122334455667788 99AABBCCDDEEFF00 00 20 25 08 00000002 0000001C
            58000000
            """);
        CapturedEntry entry = CapturedEntry.ReadOne(file);
        Assert.Equal(1, entry.Frame);
        Assert.Equal(0x00055AC4_0012D687 * 1000, entry.Nanoseconds);
        Assert.Equal(Hex.Parse("112233445566778899AABBCCDDEEFF0000202508000000020000001C"), entry.Message);
        Assert.Equal(28 + 20 + 8 + 20, entry.Offset);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_kind_of_packet_block_is_read(bool little)
    {
        byte[] file = new CaptureFile(little).Section().Interface(1).Enhanced(0, 1_000_001, s_frame).Simple(s_frame).Old(0, 3_000_000, s_frame).ToArray();
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal([1, 2, 3], entries.Select(entry => entry.Frame));
        // A Simple Packet Block has no time.
        Assert.Equal([1_000_001_000, 0, 3_000_000_000], entries.Select(entry => entry.Nanoseconds));
        Assert.All(entries, entry => Assert.Equal(s_message, entry.Message));
        Assert.All(entries, entry => Assert.Equal(s_frame, file[(int)entry.Offset..][..s_frame.Length]));
    }

    [Fact]
    public void Each_section_has_its_own_byte_order_and_interfaces()
    {
        byte[] file =
        [
            .. new CaptureFile(little: true).Section().Interface(101).Interface(1).Enhanced(1, 1, s_frame).Enhanced(0, 2, s_packet).ToArray(),
            .. new CaptureFile(little: false).Section().Interface(1).Enhanced(0, 3, s_frame).Enhanced(1, 4, s_frame).ToArray(),
            .. new CaptureFile(little: true).Section(length: 4096).Interface(101).Simple(s_packet).ToArray(),
        ];
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal([1, 2, 3, 4, 5], entries.Select(entry => entry.Frame));
        Assert.Equal([1000, 2000, 3000, 0, 0], entries.Select(entry => entry.Nanoseconds));
        Assert.Equal(CaptureFault.UnknownInterface, entries[3].Fault);
        Assert.All(entries.Where(entry => entry.Frame != 4), entry => Assert.Equal(s_message, entry.Message));
    }

    // The resolution as it stands in the option, the offset in seconds, the stamp, and the nanoseconds: arithmetic by hand.
    [Theory]
    [InlineData(6, 0, 1_700_000_000_000_001, 1_700_000_000_000_001_000)]
    [InlineData(9, 0, 1_700_000_000_000_000_001, 1_700_000_000_000_000_001)]
    [InlineData(3, 0, 1_700_000_000_001, 1_700_000_000_001_000_000)]
    [InlineData(0, 0, 1_700_000_000, 1_700_000_000_000_000_000)]
    [InlineData(12, 0, 1_700_000_000_000_001_999, 1_700_000_000_000_001)]
    [InlineData(28, 0, ulong.MaxValue, 1)]
    [InlineData(29, 0, ulong.MaxValue, 0)]
    [InlineData(127, 0, ulong.MaxValue, 0)]
    [InlineData(0x80, 0, 1_700_000_000, 1_700_000_000_000_000_000)]
    [InlineData(0x80 + 10, 0, 1_740_800_000_512, 1_700_000_000_500_000_000)]
    [InlineData(0x80 + 32, 0, 0x6553F100_80000000, 1_700_000_000_500_000_000)]
    [InlineData(0xFF, 0, ulong.MaxValue, 0)]
    [InlineData(6, 100, 5, 100_000_005_000)]
    [InlineData(6, -100, 5, -99_999_995_000)]
    [InlineData(9, 1, 999_999_999, 1_999_999_999)]
    [InlineData(0, 0, ulong.MaxValue, long.MaxValue)]
    [InlineData(6, 0, ulong.MaxValue, long.MaxValue)]
    [InlineData(9, 0, ulong.MaxValue, long.MaxValue)]
    [InlineData(6, long.MaxValue, ulong.MaxValue, long.MaxValue)]
    [InlineData(6, long.MinValue, 5, long.MinValue)]
    public void Time_stamps_follow_resolution_and_offset(byte resolution, long offset, ulong stamp, long nanoseconds)
    {
        foreach (bool little in new[] { true, false })
        {
            var file = new CaptureFile(little);
            byte[] octets = file.Section()
                .Interface(1, 0, file.Option(2, "eth0"u8.ToArray()), file.Option(9, [resolution]), file.Option(14, file.Long(offset)), file.Option(0, []))
                .Enhanced(0, stamp, s_frame)
                .ToArray();
            using var reader = new CaptureReader(new MemoryStream(octets));
            Assert.True(reader.TryRead(out CapturedDatagram datagram));
            Assert.Equal(CaptureFault.None, datagram.Fault);
            Assert.Equal(nanoseconds, datagram.Nanoseconds);
            Assert.InRange(datagram.Time.Year, 1677, 2262);
        }
    }

    [Fact]
    public void Other_blocks_are_passed_over_and_are_no_frames()
    {
        byte[] file = new CaptureFile()
            .Section().Block(NameResolution, [0, 0, 0, 0]).Interface(1)
            .Block(DecryptionSecrets, [0x4B, 0x53, 0x4C, 0x54, 3, 0, 0, 0, 1, 2, 3])
            .Enhanced(0, 1, s_frame, options: [[1, 0, 2, 0, 0x68, 0x69, 0, 0, 0, 0, 0, 0]])
            .Block(InterfaceStatistics, new byte[12])
            .Block(Unknown, new byte[(3 << 20) + 1])
            .Enhanced(0, 2, s_frame)
            .ToArray();
        Assert.Equal(["1 192.0.2.1:500 - 192.0.2.2:500 Ike", "2 192.0.2.1:500 - 192.0.2.2:500 Ike"], CapturedEntry.ReadAll(file).Select(entry => entry.Short));
    }

    [Fact]
    public void Blocks_that_Wireshark_counts_as_frames_count()
    {
        byte[] file = new CaptureFile().Section().Interface(1)
            .Block(0x0BAD, [0, 0, 0, 0]).Block(0x4000_0BAD, [0, 0, 0, 0]).Block(9, new byte[24]).Block(0x204, new byte[24]).Block(0x216, new byte[32])
            .Enhanced(0, 1, s_frame).ToArray();
        Assert.Equal(6, CapturedEntry.ReadOne(file).Frame);
    }

    [Theory]
    [InlineData(96u, 96)]
    [InlineData(0u, 1000)]
    public void A_simple_packet_is_cut_at_the_limit_of_the_first_interface(uint limit, int captured)
    {
        byte[] datagram = Packets.Ethernet(Packets.IPv4(17, Packets.Udp(500, 500, new byte[1000 - 42])));
        byte[] file = new CaptureFile().Section().Interface(1, limit).Simple(datagram[..captured], sent: 1000).ToArray();
        CapturedEntry entry = CapturedEntry.ReadOne(file);
        Assert.Equal(captured - 42, entry.Message.Length);
        Assert.Equal(limit == 0 ? null : "904 octets of the packet were not captured", entry.Error);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(4u)]
    [InlineData(8u)]
    [InlineData(13u)]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(60_000u)] // a length that could be, if the file were longer
    public void A_block_length_that_cannot_be_is_a_fault_and_the_rest_goes_on_where_blocks_are_found_again(uint length)
    {
        foreach (bool little in new[] { true, false })
        {
            var file = new CaptureFile(little);
            file.Section().Interface(1).Enhanced(0, 1, s_frame);
            long at = file.ToArray().Length;
            byte[] end = file.Add(file.Number(6), file.Number(length), new byte[32]).ToArray();
            List<CapturedEntry> entries = CapturedEntry.ReadAll(end);
            Assert.Equal(2, entries.Count);
            Assert.Equal((2, length == 60_000 ? CaptureFault.CutShort : CaptureFault.BadLength), (entries[1].Frame, entries[1].Fault));

            entries = CapturedEntry.ReadAll(file.Enhanced(0, 2, s_frame).ToArray());
            Assert.Equal([(1, CaptureFault.None), (2, CaptureFault.BadLength), (3, CaptureFault.None)], entries.Select(entry => (entry.Frame, entry.Fault)));
            Assert.Equal(at + 4, entries[1].Offset);
            Assert.Equal(s_message, entries[2].Message);

            // In another section too, in another byte order.
            entries = CapturedEntry.ReadAll([.. end, .. new CaptureFile(!little).Section().Interface(1).Enhanced(0, 2, s_frame).ToArray()]);
            Assert.Equal([(1, CaptureFault.None), (2, CaptureFault.BadLength), (3, CaptureFault.None)], entries.Select(entry => (entry.Frame, entry.Fault)));
        }
    }

    [Fact]
    public void A_block_of_two_gigabytes_in_a_small_file_costs_nothing()
    {
        foreach (uint type in new uint[] { 6, Unknown })
        {
            var file = new CaptureFile();
            byte[] octets = file.Section().Interface(1).Add(file.Number(type), file.Number(0x7FFFFFFC), new byte[32]).ToArray();
            long before = GC.GetAllocatedBytesForCurrentThread();
            CapturedEntry entry = CapturedEntry.ReadOne(octets);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
            Assert.Equal((type == 6 ? 1 : 0, 48, CaptureFault.CutShort), (entry.Frame, entry.Offset, entry.Fault));
        }
    }

    [Fact]
    public void Lengths_that_differ_are_a_fault_and_the_rest_goes_on_where_blocks_are_found_again()
    {
        byte[] file = CaptureFile.Pcapng(1, s_frame, s_frame);
        file[^1] ^= 1;
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal(2, entries.Count);
        Assert.Equal((2, file.Length - 4, CaptureFault.LengthMismatch), (entries[1].Frame, entries[1].Offset, entries[1].Fault));

        byte[] more = [.. file, .. new CaptureFile().Enhanced(0, 7, s_frame).ToArray()];
        Assert.Equal(
            [(1, CaptureFault.None), (2, CaptureFault.LengthMismatch), (3, CaptureFault.None)], CapturedEntry.ReadAll(more).Select(entry => (entry.Frame, entry.Fault)));
    }

    [Fact]
    public void A_long_block_is_checked_at_its_end()
    {
        byte[] file = new CaptureFile().Section().Interface(1).Block(Unknown, new byte[3 << 20]).Enhanced(0, 1, s_frame).ToArray();
        Assert.Equal(1, CapturedEntry.ReadOne(file).Frame);
        file[28 + 20 + 8 + (3 << 20)] ^= 1;
        CapturedEntry entry = CapturedEntry.ReadOne(file);
        Assert.Equal((0, 28 + 20 + 8 + (3 << 20), CaptureFault.LengthMismatch), (entry.Frame, entry.Offset, entry.Fault));
    }

    [Fact]
    public void A_packet_that_overruns_its_block_is_a_fault_and_the_rest_goes_on()
    {
        byte[] file = new CaptureFile().Section().Interface(1)
            .Enhanced(0, 1, s_frame, captured: (uint)s_frame.Length + 5)
            .Enhanced(0, 2, s_frame, captured: uint.MaxValue)
            .Block(6, new byte[16])
            .Block(2, new byte[16])
            .Block(3, [])
            .Simple([], sent: 7)
            .Enhanced(0, 3, s_frame)
            .ToArray();
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], entries.Select(entry => entry.Frame));
        Assert.All(entries.Take(6), entry => Assert.Equal(CaptureFault.BadBlock, entry.Fault));
        Assert.Equal(CaptureFault.None, entries[6].Fault);
    }

    [Fact]
    public void A_packet_too_long_is_a_fault_and_the_rest_goes_on()
    {
        byte[] file = new CaptureFile().Section().Interface(1)
            .Enhanced(0, 1, new byte[262_145]).Enhanced(0, 2, new byte[2 << 20]).Old(0, 3, s_frame).ToArray();
        Assert.Equal([CaptureFault.FrameTooLong, CaptureFault.FrameTooLong, CaptureFault.None], CapturedEntry.ReadAll(file).Select(entry => entry.Fault));
    }

    [Fact]
    public void Interfaces_that_do_not_exist_are_faults_and_many_that_do_are_bounded()
    {
        var file = new CaptureFile();
        file.Section();
        for (int i = 0; i < 5000; i++)
        {
            file.Interface(1);
        }

        byte[] octets = file.Enhanced(4095, 1, s_frame).Enhanced(4096, 1, s_frame).Enhanced(uint.MaxValue, 1, s_frame).Old(65535, 1, s_frame).Enhanced(0, 1, s_frame).ToArray();
        List<CapturedEntry> entries = CapturedEntry.ReadAll(octets);
        Assert.Equal(
            [CaptureFault.None, CaptureFault.UnknownInterface, CaptureFault.UnknownInterface, CaptureFault.UnknownInterface, CaptureFault.None],
            entries.Select(entry => entry.Fault));
        Assert.Equal("the packet names interface 4294967295, which is not described", entries[2].Error);
    }

    [Theory]
    [InlineData("0900 FFFF 06000000")] // longer than the block
    [InlineData("0900 0200 06060000")] // a resolution has one octet
    [InlineData("0E00 0400 01000000")] // an offset has eight
    [InlineData("0900 0000")]
    public void A_broken_option_is_a_fault_and_its_interface_goes_on(string option)
    {
        byte[] file = new CaptureFile().Section().Interface(1, 0, Hex.Parse(option)).Enhanced(0, 1, s_frame).ToArray();
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal((0, 28 + 16, CaptureFault.BadBlock), (entries[0].Frame, entries[0].Offset, entries[0].Fault));
        Assert.Equal(s_message, entries[1].Message);
    }

    [Fact]
    public void A_section_without_byte_order_is_a_fault()
    {
        byte[] file = [.. CaptureFile.Pcapng(1, s_frame), .. new CaptureFile().Section().ToArray()];
        file[^20] ^= 0x40;
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal((0, file.Length - 20, CaptureFault.BadBlock), (entries[1].Frame, entries[1].Offset, entries[1].Fault));
    }

    [Fact]
    public void Each_unknown_link_type_is_said_once()
    {
        byte[] file = new CaptureFile().Section().Interface(147).Interface(1).Interface(147).Interface(148)
            .Enhanced(0, 1, s_frame).Enhanced(2, 1, s_frame).Enhanced(1, 1, s_frame).Enhanced(0, 1, s_frame).Enhanced(3, 1, s_frame).ToArray();
        Assert.Equal([(1, CaptureFault.UnsupportedLinkType), (3, CaptureFault.None), (5, CaptureFault.UnsupportedLinkType)],
            CapturedEntry.ReadAll(file).Select(entry => (entry.Frame, entry.Fault)));
    }
}
