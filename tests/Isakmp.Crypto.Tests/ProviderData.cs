using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Tests;

/// <summary>The providers that every suite runs over, by name, so that a test case reads well and can be run alone.</summary>
public static class ProviderData
{
    public const string DotNet = nameof(DotNet);
    public const string Libcrypto = nameof(Libcrypto);
    public const string BouncyCastle = nameof(BouncyCastle);
    public const string Default = nameof(Default);
    public const string ManagedOnly = nameof(ManagedOnly);

    public static IReadOnlyList<string> Names { get; } = [DotNet, Libcrypto, BouncyCastle, Default, ManagedOnly];

    public static TheoryData<string> All { get; } = [.. Names];

    /// <summary>Gives a provider, or skips the test where the system has none.</summary>
    public static ICryptoProvider Get(string name) => TryGet(name) ?? throw Skip(name);

    public static ICryptoProvider? TryGet(string name) => name switch
    {
        DotNet => DotNetProvider.Instance,
        Libcrypto => LibcryptoProvider.Instance,
        BouncyCastle => BouncyCastleProvider.Instance,
        Default => CryptoProvider.Default,
        ManagedOnly => CryptoProvider.ManagedOnly,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static InvalidOperationException Skip(string name)
    {
        Assert.Skip($"this system has no {name} of OpenSSL 3.0 or later");
        return new InvalidOperationException();
    }
}
