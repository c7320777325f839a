using Isakmp.Primitives;

namespace Isakmp.Inspection.Captures;

/// <summary>What the fragments of one datagram have in common (RFC 791 3.2, RFC 8200 4.5); IPv6 tells protocols not apart, and has 0 there.</summary>
internal readonly record struct FragmentKey(NetAddress Source, NetAddress Destination, uint Identification, byte Protocol);
