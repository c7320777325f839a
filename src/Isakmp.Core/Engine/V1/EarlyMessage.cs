using Isakmp.Framing;

namespace Isakmp.Engine.V1;

/// <summary>A message that overtook the last one of phase 1.</summary>
/// <param name="Datagram">Its octets.</param>
/// <param name="Path">Where it came from.</param>
internal readonly record struct EarlyMessage(byte[] Datagram, PacketInfo Path);
