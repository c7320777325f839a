using System.Diagnostics;
using System.Globalization;
using Isakmp.Crypto;

namespace Isakmp.Benchmarks;

/// <summary>Handshakes per second beside their floor, measured in turns so that the machine's moods meet both alike.</summary>
internal static class HandshakeLoop
{
    private const int Rounds = 9;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);

    public static void Run(string? filter)
    {
        Console.WriteLine($"provider {CryptoProvider.Default.Name}, .NET {Environment.Version}, one thread; medians of {Rounds} turns");
        Console.WriteLine("| suite | handshakes/s, both sides | floor/s | ratio | us per side beyond the floor | octets allocated, both sides |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (HandshakeSuite suite in HandshakeSuite.All.Where(suite => filter is null || suite.Name.Contains(filter, StringComparison.Ordinal)))
        {
            Measure(suite);
        }
    }

    private static void Measure(HandshakeSuite suite)
    {
        var floor = new HandshakeFloor(suite);
        _ = Time(floor.Run, out _);
        using (var warm = new EndpointPair(suite))
        {
            _ = Time(warm.Handshake, out _);
        }

        var floors = new double[Rounds];
        var handshakes = new double[Rounds];
        var ratios = new double[Rounds];
        long allocated = 0;
        for (int round = 0; round < Rounds; round++)
        {
            floors[round] = Time(floor.Run, out _);
            using var pair = new EndpointPair(suite);
            handshakes[round] = Time(pair.Handshake, out allocated);
            ratios[round] = handshakes[round] / floors[round];
        }

        double floorTime = Median(floors);
        double handshakeTime = Median(handshakes);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {suite.Name} | {1e6 / handshakeTime:F0} | {1e6 / floorTime:F0} | {Median(ratios):F2} | {(handshakeTime - floorTime) / 2:F1} | {allocated} |"));
    }

    /// <summary>Microseconds of one call.</summary>
    private static double Time(Action action, out long allocatedPerCall)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        int calls = 0;
        while (watch.Elapsed < Slice)
        {
            action();
            calls++;
        }

        double microseconds = watch.Elapsed.TotalMicroseconds / calls;
        allocatedPerCall = (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
        return microseconds;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
