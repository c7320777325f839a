namespace Isakmp.Inspection.Captures;

/// <summary>What a <see cref="CaptureReader"/> looks for, and how much it keeps while it waits for missing parts.</summary>
public sealed class CaptureReaderOptions
{
    /// <summary>Ports of UDP and TCP that carry IKE besides UDP 500, UDP 4500 and TCP 4500; on them the non-ESP marker is detected in each datagram.</summary>
    public IReadOnlyCollection<int> Ports { get; init; } = [];

    /// <summary>How many datagrams may wait for fragments of IP at once, each of 65,535 octets at most; the oldest gives way. 1 to 4,096.</summary>
    public int MaximumFragmentedDatagrams { get; init; } = 128;

    /// <summary>How many TCP streams are followed at once, two of them a connection, each with 128 KiB at most; the one unused longest gives way. 2 to 4,096.</summary>
    public int MaximumStreams { get; init; } = 128;

    /// <summary>How long, by the clock of the capture, missing fragments or segments are waited for.</summary>
    public TimeSpan ReassemblyTime { get; init; } = TimeSpan.FromSeconds(60);

    internal void Check()
    {
        const int Most = 4096;
        ArgumentNullException.ThrowIfNull(Ports);
        foreach (int port in Ports)
        {
            if (port is < 1 or > ushort.MaxValue)
            {
                throw new ArgumentException($"A port is a number from 1 to 65535, not {port}.", nameof(Ports));
            }
        }

        if (MaximumFragmentedDatagrams is < 1 or > Most)
        {
            throw new ArgumentException($"MaximumFragmentedDatagrams is a number from 1 to 4096, not {MaximumFragmentedDatagrams}.", nameof(MaximumFragmentedDatagrams));
        }

        if (MaximumStreams is < 2 or > Most)
        {
            throw new ArgumentException($"MaximumStreams is a number from 2 to 4096, not {MaximumStreams}.", nameof(MaximumStreams));
        }

        if (ReassemblyTime <= TimeSpan.Zero || ReassemblyTime > TimeSpan.FromDays(1))
        {
            throw new ArgumentException($"ReassemblyTime is more than nothing and at most a day, not {ReassemblyTime}.", nameof(ReassemblyTime));
        }
    }
}
