using Isakmp.Algorithms;

namespace Isakmp.Crypto.Symmetric;

/// <summary>Keys a message authentication code whose output is cut to <paramref name="outputSize"/> octets.</summary>
internal delegate KeyedMac MacFactory(ReadOnlySpan<byte> key, int outputSize);

/// <summary>Computes a message authentication code in one go.</summary>
internal delegate void MacFunction(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> destination);

/// <summary>Computes a hash in one go.</summary>
internal delegate void HashFunction(ReadOnlySpan<byte> data, Span<byte> destination);
