using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Isakmp.Primitives;

namespace Isakmp.Crypto;

/// <summary>The operating system's random generator: what production code hands in.</summary>
public sealed class SystemRandomSource : IRandomSource
{
    private SystemRandomSource()
    {
    }

    /// <summary>The only instance; threads may share it.</summary>
    public static SystemRandomSource Instance { get; } = new();

    /// <inheritdoc/>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "This is the one door to the system's generator.")]
    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
