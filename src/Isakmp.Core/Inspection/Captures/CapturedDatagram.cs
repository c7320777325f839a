using Isakmp.Framing;

namespace Isakmp.Inspection.Captures;

/// <summary>One entry of a capture: what an IKE port carried, or what is wrong there.</summary>
/// <remarks>Its octets stand in the reader's buffers: they are valid until the next call of <see cref="CaptureReader.TryRead"/>.</remarks>
public readonly ref struct CapturedDatagram
{
    private const long NanosecondsPerTick = 100;

    private readonly long _detail;

    internal CapturedDatagram(
        FramePlace place,
        scoped in PacketInfo path,
        CaptureTransport transport,
        DatagramKind kind,
        ReadOnlySpan<byte> message,
        CaptureFault fault = CaptureFault.None,
        long detail = 0)
    {
        Frame = place.Frame;
        Nanoseconds = place.Nanoseconds;
        HasTime = place.HasTime;
        Offset = place.Offset;
        Path = path;
        Transport = transport;
        Kind = kind;
        Message = message;
        Fault = fault;
        _detail = detail;
    }

    /// <summary>The number of the frame, from 1, as Wireshark counts: of the one that completed the message; 0 if the fault is in no frame.</summary>
    public long Frame { get; }

    /// <summary>When that frame was captured: nanoseconds since 1970 in UTC; 0 if the capture does not say.</summary>
    public long Nanoseconds { get; }

    /// <summary>Whether the capture says when: some blocks of pcapng do not, nor do frames whose record is broken.</summary>
    public bool HasTime { get; }

    /// <summary>When that frame was captured, to 100 ns.</summary>
    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(Nanoseconds / NanosecondsPerTick);

    /// <summary>The position in the file, in octets from 0: where the frame's own octets start, or where the fault was noticed.</summary>
    public long Offset { get; }

    /// <summary>The sender as local and the receiver as remote end, the encapsulation, and the number of the TCP connection; default if unknown.</summary>
    public PacketInfo Path { get; }

    /// <summary>What carried the message.</summary>
    public CaptureTransport Transport { get; }

    /// <summary>What the octets are; IKE promises nothing about the message itself.</summary>
    public DatagramKind Kind { get; }

    /// <summary>
    /// The IKE message without marker or length, or the ESP packet; what came, if it is malformed; empty for a keep-alive. With a fault, what there is
    /// of it, which may be nothing.
    /// </summary>
    public ReadOnlySpan<byte> Message { get; }

    /// <summary>What is wrong, or <see cref="CaptureFault.None"/>.</summary>
    public CaptureFault Fault { get; }

    /// <summary>What is wrong, as a sentence; null if nothing is.</summary>
    public string? Error => Fault == CaptureFault.None ? null : CaptureFaultText.Of(Fault, _detail);
}
