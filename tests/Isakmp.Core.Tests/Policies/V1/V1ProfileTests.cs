using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Policies.V1;

/// <summary>Profiles whose version is 1.</summary>
public class V1ProfileTests
{
    [Fact]
    public void Without_proposals_there_is_the_default_policy()
    {
        PeerProfile profile = Builder().Build(CryptoProvider.Default);
        Assert.Equal(IkeVersion.V1, profile.Version);
        Assert.Equal([IsakmpPolicy.Default], profile.Policies);
        Assert.Empty(profile.IkeProposals);
        // ChaCha20-Poly1305 has no number in IKEv1, so it is left out of the defaults.
        Assert.Equal("aes256gcm16-aes128gcm16, aes256-aes128-sha256-sha384-sha512", ProposalNotation.FormatList(profile.Children[0].Proposals));
        Assert.Equal(new V1Lifetime(3600, null), profile.Children[0].Lifetime);
    }

    [Fact]
    public void Proposals_take_the_free_priorities()
    {
        IsakmpPolicy second = new IsakmpPolicyBuilder(2).WithProposal("camellia256-sha512-modp4096").WithLifetime(TimeSpan.FromHours(1)).Build();
        PeerProfile profile = Builder().WithPolicies(second).WithProposals("aes256-3des-sha256-modp2048", "aes128-sha1-modp3072")
            .WithPhase1Lifetime(TimeSpan.FromHours(4), LifetimeRule.Exact).Build(CryptoProvider.Default);
        Assert.Equal(
            [
                "priority 1: aes256-sha256-modp2048, Pre-shared key, 14400 s", "priority 2: camellia256-sha512-modp4096, Pre-shared key, 3600 s",
                "priority 3: 3des-sha256-modp2048, Pre-shared key, 14400 s", "priority 4: aes128-sha1-modp3072, Pre-shared key, 14400 s",
                "priority 65535: aes256-sha256-modp2048, Pre-shared key, 14400 s",
            ],
            profile.Policies.Select(policy => policy.ToString()));
        Assert.Equal([LifetimeRule.Exact, LifetimeRule.Claim], profile.Policies.Take(2).Select(policy => policy.LifetimeRule));
    }

    [Fact]
    public void The_default_policy_can_be_turned_off_and_named()
    {
        Assert.Equal(["aes128-sha1-modp2048"], Words(Builder().WithDefaultPolicy(false).WithProposals("aes128-sha1-modp2048")));
        Assert.Equal(["aes128-sha1-modp2048", "aes256-sha256-modp2048"], Words(Builder().WithDefaultPolicy(false).WithProposals("aes128-sha1-modp2048, default")));
        Assert.Equal(["3des-sha1-modp1024"], Words(Builder().WithPolicies(new IsakmpPolicyBuilder(5).WithProposal("3des-sha1-modp1024").Build().WithPriority(65_535))));
    }

    [Fact]
    public void All_errors_come_at_once_each_with_its_setting()
    {
        PeerProfileBuilder builder = Builder()
            .WithPolicies(IsakmpPolicy.CiscoDefault, new IsakmpPolicyBuilder(3).Build(), new IsakmpPolicyBuilder(3).Build())
            .WithProposals("aes256gcm16-prfsha256-modp2048", "aes256-sha256-prfsha384-modp2048")
            .WithPhase1Lifetime(TimeSpan.Zero)
            .AddChild("second", child => child.WithEspProposals("chacha20poly1305", "aes256-aescmac", "aes256-sha256-mlkem768")
                .WithLifetime(TimeSpan.Zero, 0));
        Assert.False(builder.TryBuild(CryptoProvider.Default, out _, out ImmutableArray<PolicyError> errors));
        Assert.Equal(
            [
                "children.second.esp_proposals", "children.second.esp_proposals", "children.second.esp_proposals", "children.second.esp_proposals",
                "children.second.life_bytes", "children.second.life_time", "ike_lifetime", "policies", "policies", "proposals", "proposals",
            ],
            errors.Select(error => error.Setting).Order(StringComparer.Ordinal));
        Assert.Contains(errors, error => error.Message.Contains("more than one policy of priority 3", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Message.Contains("RSA signatures, which is not supported yet", StringComparison.Ordinal));
    }

    [Fact]
    public void What_belongs_to_version_1_is_an_error_in_version_2()
    {
        Assert.False(Builder().WithVersion(IkeVersion.V2).WithPolicies(IsakmpPolicy.Default)
            .AddChild("second", child => child.WithEspProposals("aes256gcm16").WithAhProposals("sha256").WithCompression())
            .TryBuild(CryptoProvider.Default, out _, out ImmutableArray<PolicyError> errors));
        Assert.Equal(["policies", "children.second.ah_proposals", "children.second.ipcomp"], errors.Select(error => error.Setting));
    }

    [Fact]
    public void A_policy_needs_a_provider_that_has_it()
    {
        var provider = new Without(KeyExchangeMethod.Modp2048);
        Assert.False(Builder().WithDefaultPolicy(false).WithPolicies(new IsakmpPolicyBuilder(1).Build()).TryBuild(provider, out _, out ImmutableArray<PolicyError> errors));
        Assert.Contains("lacks an algorithm of the policy of priority 1 (aes256-sha256-modp2048)", Assert.Single(errors).Message, StringComparison.Ordinal);
        Assert.False(Builder().WithProposals("aes256-sha256-modp2048").TryBuild(provider, out _, out errors));
        Assert.Contains("lacks modp2048", Assert.Single(errors).Message, StringComparison.Ordinal);
        // The default is left out where it cannot be had; nobody named it.
        Assert.Equal(["aes256-sha256-ecp256"], Builder().WithProposals("aes256-sha256-ecp256").Build(provider).Policies.Select(policy => ProposalNotation.Format(policy.Suite)));
        Assert.False(Builder().TryBuild(provider, out _, out errors));
        Assert.Contains("There is no policy left", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_combinations_than_an_offer_can_hold_are_an_error()
    {
        const string Many = "aes256-aes192-aes128-camellia256-camellia192-camellia128-3des-des-sha1-sha256-sha384-sha512-md5-modp2048-modp3072-modp4096-ecp256-ecp384-ecp521-x25519";
        Assert.False(Builder().WithProposals(Many).TryBuild(Profiles.Everything, out _, out ImmutableArray<PolicyError> errors));
        Assert.Contains("make 281 policies", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    private static PeerProfileBuilder Builder() => new PeerProfileBuilder("old").WithVersion(IkeVersion.V1).WithRemoteAddresses("192.0.2.2").AddChild("net");

    private static IEnumerable<string> Words(PeerProfileBuilder builder) =>
        builder.Build(Profiles.Everything).Policies.Select(policy => ProposalNotation.Format(policy.Suite));

    private sealed class Without(KeyExchangeMethod missing) : ICryptoProvider
    {
        public string Name => "test";

        public IKeyExchange? GetKeyExchange(KeyExchangeMethod method) => method == missing ? null : CryptoProvider.Default.GetKeyExchange(method);

        public IPrf? GetPrf(PseudorandomFunction algorithm) => CryptoProvider.Default.GetPrf(algorithm);

        public IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) => CryptoProvider.Default.GetIntegrity(algorithm);

        public ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits) => CryptoProvider.Default.GetCipher(algorithm, keyBits);

        public IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) => CryptoProvider.Default.GetAead(algorithm, keyBits);

        public IHash? GetHash(HashAlgorithmIdentifier algorithm) => CryptoProvider.Default.GetHash(algorithm);
    }
}
