using Isakmp.Framing;
using Isakmp.Inspection.Captures;

namespace Isakmp.Testing;

/// <summary>Reads the UDP datagrams of a capture, on all ports.</summary>
public static class PcapFile
{
    private static readonly CaptureReaderOptions s_allPorts = new() { Ports = [.. Enumerable.Range(1, ushort.MaxValue)] };

    /// <summary>Gives each UDP datagram with its end points and the number of its frame, from 1, in the order of the capture; what is broken is passed over.</summary>
    public static IReadOnlyList<PcapDatagram> ReadDatagrams(string path)
    {
        List<PcapDatagram> datagrams = [];
        using FileStream file = File.OpenRead(path);
        using var reader = new CaptureReader(file, s_allPorts);
        while (reader.TryRead(out CapturedDatagram datagram))
        {
            if (datagram.Fault == CaptureFault.None && datagram.Transport == CaptureTransport.Udp)
            {
                datagrams.Add(new PcapDatagram((int)datagram.Frame, datagram.Path.Local, datagram.Path.Remote, Payload(datagram)));
            }
        }

        return datagrams;
    }

    private static byte[] Payload(in CapturedDatagram datagram) => datagram.Kind switch
    {
        DatagramKind.Ike when datagram.Path.Encapsulation == Encapsulation.NonEspMarker => [0, 0, 0, 0, .. datagram.Message],
        DatagramKind.KeepAlive => [0xFF],
        _ => datagram.Message.ToArray(),
    };
}
