using Isakmp.Framing;

namespace Isakmp.Inspection.Captures;

/// <summary>Something on our ports that never became whole.</summary>
internal readonly record struct LostEntry(FramePlace Place, PacketInfo Path, CaptureTransport Transport, CaptureFault Fault, long Detail = 0);
