using Isakmp.Framing;
using Isakmp.Inspection.Captures;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>What a reader said, kept beyond its next call.</summary>
internal sealed record CapturedEntry(
    long Frame,
    long Nanoseconds,
    long Offset,
    PacketInfo Path,
    CaptureTransport Transport,
    DatagramKind Kind,
    byte[] Message,
    CaptureFault Fault,
    string? Error)
{
    public static List<CapturedEntry> ReadAll(byte[] file, CaptureReaderOptions? options = null) => ReadAll(new MemoryStream(file), options);

    public static List<CapturedEntry> ReadAll(Stream file, CaptureReaderOptions? options = null)
    {
        using (file)
        {
            using var reader = new CaptureReader(file, options);
            List<CapturedEntry> entries = [];
            while (reader.TryRead(out CapturedDatagram datagram))
            {
                entries.Add(new CapturedEntry(
                    datagram.Frame, datagram.Nanoseconds, datagram.Offset, datagram.Path, datagram.Transport, datagram.Kind, datagram.Message.ToArray(), datagram.Fault, datagram.Error));
            }

            Assert.False(reader.TryRead(out _));
            return entries;
        }
    }

    /// <summary>The one entry of a capture that has no more.</summary>
    public static CapturedEntry ReadOne(byte[] file, CaptureReaderOptions? options = null) => Assert.Single(ReadAll(file, options));

    /// <summary>Frame, ends, kind and fault in a line.</summary>
    public string Short => $"{Frame} {Path} {Kind}{(Fault == CaptureFault.None ? "" : " " + Fault)}";
}
