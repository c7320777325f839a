using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies.V1;

/// <summary>Profiles of IKEv1 for tests.</summary>
internal static class Profiles
{
    /// <summary>A child with ESP proposals.</summary>
    public static ChildProfile Child(string espProposals, Action<ChildProfileBuilder>? configure = null)
    {
        PeerProfileBuilder builder = new PeerProfileBuilder("test").WithVersion(IkeVersion.V1).AddChild("child", child =>
        {
            _ = espProposals.Length > 0 ? child.WithEspProposals(espProposals) : child;
            configure?.Invoke(child);
        });
        return builder.Build(Everything).Children[0];
    }

    /// <summary>A provider that has every algorithm of IKEv1, as far as a policy can see.</summary>
    public static ICryptoProvider Everything { get; } = new EveryAlgorithm();

    /// <summary>Policies with the priorities 1, 2, 3 and so on.</summary>
    public static ImmutableArray<IsakmpPolicy> Policies(string proposals)
    {
        Assert.True(IsakmpPolicy.TryParseList(proposals, out ImmutableArray<IsakmpPolicy> policies, out string? error), error);
        return policies;
    }

    private sealed class EveryAlgorithm : ICryptoProvider
    {
        public string Name => "test";

        public IKeyExchange? GetKeyExchange(KeyExchangeMethod method) => CryptoProvider.Default.GetKeyExchange(KeyExchangeMethod.Curve25519);

        public IPrf? GetPrf(PseudorandomFunction algorithm) => CryptoProvider.Default.GetPrf(PseudorandomFunction.HmacSha2_256);

        public IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) => CryptoProvider.Default.GetIntegrity(algorithm);

        public ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits) => CryptoProvider.Default.GetCipher(EncryptionAlgorithm.AesCbc, 128);

        public IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) => CryptoProvider.Default.GetAead(algorithm, keyBits);

        public IHash? GetHash(HashAlgorithmIdentifier algorithm) => CryptoProvider.Default.GetHash(HashAlgorithmIdentifier.Sha2_256);
    }
}
