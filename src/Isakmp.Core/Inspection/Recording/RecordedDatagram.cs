using System.Collections.Immutable;
using Isakmp.Framing;

namespace Isakmp.Inspection.Recording;

/// <summary>A datagram of a recording.</summary>
/// <param name="Line">The line that it stands on.</param>
/// <param name="At">When, since the first input.</param>
/// <param name="IsOutbound">Whether the endpoint sent it.</param>
/// <param name="Path">The addresses, seen from the endpoint.</param>
/// <param name="Octets">Its octets, without marker.</param>
public sealed record RecordedDatagram(int Line, TimeSpan At, bool IsOutbound, PacketInfo Path, ImmutableArray<byte> Octets);
