using System.Buffers.Binary;
using Isakmp.Primitives;

namespace Isakmp.Testing;

/// <summary>A UDP datagram of a capture.</summary>
/// <param name="Frame">The number of its frame in the file, from 1.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Destination">Where it went to.</param>
/// <param name="Payload">What it carried.</param>
public sealed record PcapDatagram(int Frame, NetEndPoint Source, NetEndPoint Destination, byte[] Payload)
{
    /// <summary>Whether it carries an IKE message, whatever its ports are: a header whose version is known and whose length is the datagram's.</summary>
    public bool TryGetIkeMessage(out byte[] message)
    {
        bool hasMarker = Payload.Length > 4 && BinaryPrimitives.ReadUInt32BigEndian(Payload) == 0;
        message = hasMarker ? Payload[4..] : Payload;
        return message.Length >= 28 && message[17] is 0x10 or 0x20 && BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(24)) == message.Length;
    }
}
