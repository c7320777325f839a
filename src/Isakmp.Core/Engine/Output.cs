using Isakmp.Framing;

namespace Isakmp.Engine;

/// <summary>A datagram that waits to be taken.</summary>
/// <param name="Buffer">Its octets; null for a keep-alive.</param>
/// <param name="Path">Where it goes.</param>
/// <param name="Owner">The SA whose input waits until it is taken, if any.</param>
internal readonly record struct Output(PacketBuffer? Buffer, PacketInfo Path, SecurityAssociation? Owner);
