using Isakmp.Core.Tests.Inspection.Decoding;
using Isakmp.Crypto;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Keys;
using Isakmp.Inspection.Observation;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Observation;

/// <summary>Datagrams of a capture, in an order of the test's choice, before an observer.</summary>
internal static class ObservedRecording
{
    private static readonly ushort[] s_otherPorts = [14500, 15500, 25500];

    /// <summary>A recording that the repository has.</summary>
    public static DaemonRecording Committed(string name)
    {
        string session = Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "sessions", name + ".pcap");
        return DaemonRecording.Read(File.Exists(session) ? session : Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recordings", name + ".pcap"));
    }

    /// <summary>Observes a whole recording.</summary>
    public static IReadOnlyList<ObservedNegotiation> Observe(DaemonRecording recording, bool withKeys)
    {
        using DecryptionKeys keys = withKeys ? RecordingTests.ReadKeys(recording, out _) : new DecryptionKeys();
        using var observer = new NegotiationObserver(CryptoProvider.Default, keys);
        Observe(observer, recording.PcapPath);
        return observer.Negotiations;
    }

    /// <summary>Observes a whole capture.</summary>
    public static void Observe(NegotiationObserver observer, string path)
    {
        using FileStream file = File.OpenRead(path);
        using var reader = new CaptureReader(file, new CaptureReaderOptions { Ports = [.. s_otherPorts.Select(port => (int)port)] });
        while (reader.TryRead(out CapturedDatagram datagram))
        {
            observer.Observe(datagram);
        }
    }

    /// <summary>The IKE messages of a recording with their times, a millisecond apart.</summary>
    public static List<(PacketInfo Path, DateTimeOffset Time, byte[] Message)> Messages(DaemonRecording recording)
    {
        List<(PacketInfo, DateTimeOffset, byte[])> messages = [];
        foreach (PcapDatagram datagram in recording.ReadDatagrams())
        {
            if (datagram.TryGetIkeMessage(out byte[] message))
            {
                messages.Add((new PacketInfo(datagram.Source, datagram.Destination), DateTimeOffset.UnixEpoch.AddMilliseconds(messages.Count), message));
            }
        }

        return messages;
    }

    /// <summary>Observes messages in the order in which they are given.</summary>
    public static IReadOnlyList<ObservedNegotiation> Observe(IEnumerable<(PacketInfo Path, DateTimeOffset Time, byte[] Message)> messages, DecryptionKeys? keys = null)
    {
        using var observer = new NegotiationObserver(CryptoProvider.Default, keys);
        foreach ((PacketInfo path, DateTimeOffset time, byte[] message) in messages)
        {
            observer.Observe(message, path, time);
        }

        return observer.Negotiations;
    }
}
