namespace Isakmp.Primitives;

/// <summary>The only source of randomness: private values, nonces, IVs, SPIs, cookies and padding are all drawn from it.</summary>
/// <remarks>A seeded source makes a run reproducible byte for byte; production code hands in the system's generator.</remarks>
public interface IRandomSource
{
    /// <summary>Fills <paramref name="destination"/> with random octets.</summary>
    /// <param name="destination">The octets to overwrite; may be empty.</param>
    void Fill(Span<byte> destination);
}
