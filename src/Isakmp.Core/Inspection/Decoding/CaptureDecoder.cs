using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Wire;

namespace Isakmp.Inspection.Decoding;

/// <summary>Reads a capture and decodes the IKE messages in it: a <see cref="CaptureReader"/> and a <see cref="MessageDecoder"/> in one.</summary>
/// <remarks>
/// ESP packets and keep-alives are counted and passed over. What is broken, in the capture or in a message, is one entry with an error and its place, and the
/// rest goes on. Memory is as bounded as that of reader and decoder. No capture throws. One thread at a time.
/// </remarks>
public sealed class CaptureDecoder
{
    private readonly CaptureReader _reader;
    private readonly MessageDecoder _decoder;
    private CaptureCounts _counts;

    /// <summary>Joins a reader and a decoder; both stay the caller's.</summary>
    /// <param name="reader">The capture.</param>
    /// <param name="decoder">Decodes its messages.</param>
    public CaptureDecoder(CaptureReader reader, MessageDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(decoder);
        _reader = reader;
        _decoder = decoder;
    }

    /// <summary>What has been read so far.</summary>
    public CaptureCounts Counts => _counts;

    /// <summary>Reads on to the next IKE message, or to the next fault.</summary>
    /// <param name="entry">The entry; its spans are valid until the next call.</param>
    /// <returns>False at the end; <see cref="CaptureReader.HasEndedEarly"/> tells whether that is the end of the capture.</returns>
    public bool TryRead(out CaptureEntry entry)
    {
        while (_reader.TryRead(out CapturedDatagram datagram))
        {
            if (datagram.Fault == CaptureFault.None && datagram.Kind is DatagramKind.Esp or DatagramKind.KeepAlive)
            {
                Pass(datagram.Kind);
                continue;
            }

            entry = datagram.Kind == DatagramKind.Ike && !datagram.Message.IsEmpty ? Decode(datagram) : new CaptureEntry { Datagram = datagram };
            Count(entry);
            return true;
        }

        entry = default;
        return false;
    }

    private CaptureEntry Decode(scoped in CapturedDatagram captured)
    {
        CapturedDatagram datagram = captured;
        DecodedMessage message = _decoder.Decode(datagram.Message, datagram.Path);
        WireStatus body = default;
        Registry.PayloadType malformed = default;
        bool isReadable = message.Problem is not (DecodeProblem.NoHeader or DecodeProblem.UnknownVersion);
        if (isReadable && datagram.Fault == CaptureFault.None && (message.Problem is DecodeProblem.None or DecodeProblem.NoKeys))
        {
            body = PayloadBodies.Check(message.Chain, 0, message.FirstPayload, message.Header.MajorVersion, out malformed);
        }

        return new CaptureEntry
        {
            Datagram = datagram,
            Message = message,
            HasMessage = true,
            MalformedPayload = malformed,
            BodyStatus = body.Shift(message.IsDecrypted ? 0 : IkeHeader.Size),
        };
    }

    private void Pass(DatagramKind kind) => _counts = kind == DatagramKind.Esp
        ? _counts with { EspPackets = _counts.EspPackets + 1 }
        : _counts with { KeepAlives = _counts.KeepAlives + 1 };

    private void Count(scoped in CaptureEntry entry) => _counts = _counts with
    {
        Messages = _counts.Messages + (entry.HasMessage ? 1 : 0),
        Encrypted = _counts.Encrypted + (entry.Message.IsEncrypted ? 1 : 0),
        Decrypted = _counts.Decrypted + (entry.Message.IsDecrypted ? 1 : 0),
        Faults = _counts.Faults + (entry.HasError ? 1 : 0),
    };
}
