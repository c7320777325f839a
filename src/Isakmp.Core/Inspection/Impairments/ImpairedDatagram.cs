using Isakmp.Framing;

namespace Isakmp.Inspection.Impairments;

/// <summary>A datagram that has come through an <see cref="ImpairedLink"/>.</summary>
/// <param name="IsOutbound">Whether our side sent it.</param>
/// <param name="Path">The path that it was sent with.</param>
/// <param name="Octets">What arrives; the array is the taker's.</param>
public sealed record ImpairedDatagram(bool IsOutbound, PacketInfo Path, ReadOnlyMemory<byte> Octets);
