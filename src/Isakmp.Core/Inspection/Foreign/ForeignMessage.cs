using System.Collections.Immutable;
using Isakmp.Framing;

namespace Isakmp.Inspection.Foreign;

/// <summary>A message of a captured session.</summary>
/// <param name="At">When, since any moment that is the same for all messages.</param>
/// <param name="Path">Its addresses, seen from the sender: <see cref="PacketInfo.Local"/> is the source.</param>
/// <param name="Octets">The message, without marker.</param>
/// <param name="Frame">The number of its frame in the capture; 0 if that is not known.</param>
public sealed record ForeignMessage(TimeSpan At, PacketInfo Path, ImmutableArray<byte> Octets, long Frame = 0);
