using Isakmp.Primitives;

namespace Isakmp.Protection.V1;

/// <summary>What one side of phase 1 has put into the hashes that prove both.</summary>
internal readonly ref struct Phase1Side(ReadOnlySpan<byte> publicValue, Spi cookie)
{
    /// <summary>The body of its KE payload.</summary>
    public ReadOnlySpan<byte> PublicValue { get; } = publicValue;

    /// <summary>Its cookie.</summary>
    public Spi Cookie { get; } = cookie;
}
