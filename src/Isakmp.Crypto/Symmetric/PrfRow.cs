using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Symmetric;

/// <summary>A row of the catalogue of pseudorandom functions; takes keys of any length.</summary>
internal sealed class PrfRow(PseudorandomFunction algorithm, int outputSize, MacFactory factory, MacFunction function) : IPrf
{
    public PseudorandomFunction Algorithm => algorithm;

    public int OutputSize => outputSize;

    // RFC 7296 2.13: for HMAC, the length of the output.
    public int PreferredKeySize => outputSize;

    public KeyedMac Create(ReadOnlySpan<byte> key) => factory(key, outputSize);

    public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> destination)
    {
        KeyedSizes.RequireExactly(destination, outputSize, nameof(destination));
        function(key, data, destination);
    }
}
