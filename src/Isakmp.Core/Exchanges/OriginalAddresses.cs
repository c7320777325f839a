using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>The addresses that the peer's packets had before NATs changed them, as it told them by NAT-OA: TCP and UDP checksums in transport mode were made with these (RFC 3947 section 5.2, RFC 3948 section 3.1.2).</summary>
/// <param name="Local">Our address as the peer sees it: what it sends to; unspecified where the peer speaks a draft, which leaves it out.</param>
/// <param name="Remote">The peer's own address: what it sends from.</param>
public readonly record struct OriginalAddresses(NetAddress Local, NetAddress Remote);
