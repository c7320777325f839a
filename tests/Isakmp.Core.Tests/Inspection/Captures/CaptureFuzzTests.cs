using System.Buffers.Binary;
using System.Diagnostics;
using Isakmp.Inspection.Captures;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>Captures cut short, with bits flipped, and mutated by the hundred thousand: no exception, no hang, bounded memory.</summary>
public class CaptureFuzzTests
{
    private const int Mutants = 400_000;

    // The pooled buffer is not counted; what is, are the tables, and buffers for the few fragments and streams of a sample.
    private const long MemoryLimit = 1_500_000;

    private static readonly CaptureReaderOptions s_options = new() { Ports = [61000], MaximumFragmentedDatagrams = 16, MaximumStreams = 8 };

    private readonly Dictionary<CaptureFault, int> _faults = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _readings;
    private int _sound;

    [Fact]
    public void Every_truncation_ends_with_at_most_one_fault_more()
    {
        foreach (byte[] sample in SampleCaptures.All.Values)
        {
            List<CapturedEntry> whole = CapturedEntry.ReadAll(sample, s_options);
            for (int length = 0; length < sample.Length; length++)
            {
                List<CapturedEntry> entries = CapturedEntry.ReadAll(sample[..length], s_options);
                // What stood before is read as before.
                int same = entries.Zip(whole).TakeWhile(pair => pair.First.Short == pair.Second.Short && pair.First.Message.AsSpan().SequenceEqual(pair.Second.Message)).Count();
                Assert.All(entries.Skip(same), entry => Assert.True(
                    entry.Fault is CaptureFault.CutShort or CaptureFault.UnknownFormat or CaptureFault.FragmentsMissing or CaptureFault.StreamGap or CaptureFault.StreamIncomplete,
                    entry.Short));
                Check(sample.AsSpan(0, length));
            }
        }

        Report();
    }

    [Fact]
    public void Every_flipped_bit_does_no_harm()
    {
        foreach (byte[] sample in SampleCaptures.All.Values)
        {
            byte[] mutant = [.. sample];
            for (int bit = 0; bit < 8 * sample.Length; bit++)
            {
                mutant[bit / 8] ^= (byte)(1 << (bit % 8));
                Check(mutant);
                mutant[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Report();
        Assert.InRange(_readings, 50_000, int.MaxValue);
        Assert.InRange(_sound, _readings / 10, _readings * 9 / 10);
    }

    [Fact]
    public void Mutants_do_no_harm()
    {
        var random = new SeededRandom(0xCA97);
        byte[][] samples = [.. SampleCaptures.All.Values];
        byte[] mutant = new byte[16_384];
        for (int i = 0; i < Mutants; i++)
        {
            byte[] sample = samples[random.Next(samples.Length)];
            sample.CopyTo(mutant, 0);
            int length = sample.Length;
            for (int changes = 1 + random.Next(4); changes > 0; changes--)
            {
                length = Mutate(mutant, length, samples, random);
            }

            Check(mutant.AsSpan(0, length));
        }

        Report();
        // Every kind of fault that a small file can have was met.
        CaptureFault[] missing = [.. Enum.GetValues<CaptureFault>().Except(_faults.Keys).Except([CaptureFault.FrameTooLong])];
        Assert.Empty(missing);
        Assert.InRange(_sound, Mutants / 20, Mutants * 9 / 10);
    }

    private static int Mutate(byte[] mutant, int length, byte[][] samples, SeededRandom random)
    {
        int at = random.Next(length);
        switch (random.Next(7))
        {
            case 0:
                mutant[at] = (byte)random.Next(256);
                return length;
            case 1 when length >= 4:
                // What lengths go wrong with: extremes, in either byte order, where fields of records and blocks start.
                uint[] values = [0, 1, 3, 7, 11, 12, 16, 0x7FFFFFFF, 0x80000000, uint.MaxValue, uint.MaxValue - 3, 262_144, 262_145, 1 << 20, (uint)length, (uint)random.Next(4096)];
                uint value = values[random.Next(values.Length)];
                int place = Math.Min(at & ~3, length - 4);
                BinaryPrimitives.WriteUInt32LittleEndian(mutant.AsSpan(place), random.Chance(0.5) ? value : BinaryPrimitives.ReverseEndianness(value));
                return length;
            case 2 when length >= 2:
                ushort[] shorts = [0, 1, 7, 8, 500, 4500, 0x2000, 0x1FFF, 0xFFFF, (ushort)random.Next(65536)];
                BinaryPrimitives.WriteUInt16BigEndian(mutant.AsSpan(Math.Min(at, length - 2)), shorts[random.Next(shorts.Length)]);
                return length;
            case 3:
                // A part doubled.
                int part = Math.Min(1 + random.Next(256), Math.Min(length - at, mutant.Length - length));
                Buffer.BlockCopy(mutant, at, mutant, at + part, length - at);
                return length + part;
            case 4:
                // A part left out.
                int gone = Math.Min(1 + random.Next(64), length - at);
                Buffer.BlockCopy(mutant, at + gone, mutant, at, length - at - gone);
                return Math.Max(length - gone, 1);
            case 5:
                return 1 + at;
            default:
                // Another capture behind it.
                byte[] other = samples[random.Next(samples.Length)];
                int room = Math.Min(other.Length, mutant.Length - length);
                other.AsSpan(0, room).CopyTo(mutant.AsSpan(length));
                return length + room;
        }
    }

    private void Check(ReadOnlySpan<byte> file)
    {
        byte[] octets = file.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        int entries = 0;
        bool isSound = true;
        using (var reader = new CaptureReader(new MemoryStream(octets), s_options))
        {
            while (reader.TryRead(out CapturedDatagram datagram))
            {
                entries++;
                isSound &= datagram.Fault == CaptureFault.None;
                _faults[datagram.Fault] = _faults.GetValueOrDefault(datagram.Fault) + 1;
                Assert.InRange(datagram.Offset, 0, octets.Length);
                Assert.InRange(datagram.Frame, 0, entries + (octets.Length / 16));
                Assert.InRange(datagram.Message.Length, 0, ushort.MaxValue);
                Assert.Equal(datagram.Fault == CaptureFault.None, datagram.Error is null);
                _ = datagram.Time;
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryLimit);
        // A packet block has 16 octets at least, an IKE frame in a stream 2, and each frame and stream may be lost once.
        Assert.InRange(entries, 0, 4 + octets.Length);
        _readings++;
        _sound += isSound ? 1 : 0;
    }

    private void Report()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_readings} readings in {_watch.Elapsed.TotalSeconds:F1} s, {_sound} without fault; {string.Join(", ", _faults.OrderBy(fault => fault.Key).Select(fault => $"{fault.Key} {fault.Value}"))}");
        // Far above what it takes: a hang is a failure, a slow machine is none.
        Assert.InRange(_watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }
}
