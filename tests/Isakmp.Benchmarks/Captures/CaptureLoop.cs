using System.Diagnostics;
using System.Globalization;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;

namespace Isakmp.Benchmarks.Captures;

/// <summary>The capture reader over a file beside its floor, reading the octets of the file alone; in turns, so that the machine's moods meet both alike.</summary>
internal static class CaptureLoop
{
    private const int Turns = 5;
    private const double Million = 1_000_000;

    /// <summary>Arguments: FILE.</summary>
    public static void Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 1)
        {
            Console.Error.WriteLine("usage: capture-read FILE");
            return;
        }

        string file = arguments[0];
        long size = new FileInfo(file).Length;
        double[] bare = new double[Turns];
        double[] read = new double[Turns];
        string what = "";
        for (int turn = 0; turn < Turns; turn++)
        {
            bare[turn] = Time(() => Octets(file));
            read[turn] = Time(() => what = Datagrams(file));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{file}: {size / Million:F0} MB; reader {size / Million / Median(read):F0} MB/s, octets alone {size / Million / Median(bare):F0} MB/s (median of {Turns}); {what}"));
    }

    private static void Octets(string path)
    {
        using FileStream file = Open(path);
        byte[] buffer = new byte[1 << 20];
        while (file.Read(buffer) > 0)
        {
        }
    }

    private static string Datagrams(string path)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using FileStream file = Open(path);
        using var reader = new CaptureReader(file);
        long ike = 0;
        long esp = 0;
        long other = 0;
        long faults = 0;
        long frames = 0;
        while (reader.TryRead(out CapturedDatagram datagram))
        {
            frames = datagram.Frame;
            if (datagram.Fault != CaptureFault.None)
            {
                faults++;
            }
            else if (datagram.Kind == DatagramKind.Ike)
            {
                ike++;
            }
            else if (datagram.Kind == DatagramKind.Esp)
            {
                esp++;
            }
            else
            {
                other++;
            }
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return string.Create(CultureInfo.InvariantCulture, $"last frame {frames:N0}, {ike:N0} IKE, {esp:N0} ESP, {other:N0} other, {faults:N0} faults; {allocated:N0} octets allocated");
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    private static double Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
