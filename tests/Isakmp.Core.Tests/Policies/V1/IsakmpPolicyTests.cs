using System.Collections.Immutable;
using Isakmp.Crypto;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies.V1;

public class IsakmpPolicyTests
{
    [Fact]
    public void The_defaults_are_as_router_administrators_know_them()
    {
        Assert.Equal("priority 65535: aes256-sha256-modp2048, Pre-shared key, 86400 s", IsakmpPolicy.Default.ToString());
        Assert.Equal("priority 65535: des-sha1-modp768, RSA signatures, 86400 s", IsakmpPolicy.CiscoDefault.ToString());
        Assert.Equal(V1AuthenticationMethod.RsaSignatures, IsakmpPolicy.Default.WithAuthentication(V1AuthenticationMethod.RsaSignatures).AuthenticationMethod);
        Assert.Throws<ArgumentOutOfRangeException>(() => IsakmpPolicy.Default.WithPriority(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => IsakmpPolicy.Default.WithPriority(65_536));
    }

    [Theory]
    // RFC 2409 appendix A, RFC 3526, RFC 3602, RFC 4312, RFC 5903, and IANA's ipsec-registry.
    [InlineData("des-md5-modp768", 1, null, 1, 1)]
    [InlineData("3des-sha1-modp1024", 5, null, 2, 2)]
    [InlineData("aes128-sha256-modp1536", 7, 128, 4, 5)]
    [InlineData("aes192-sha384-modp2048", 7, 192, 5, 14)]
    [InlineData("aes256-sha512-modp3072", 7, 256, 6, 15)]
    [InlineData("camellia128-sha1-modp4096", 8, 128, 2, 16)]
    [InlineData("blowfish128-md5-modp6144", 3, 128, 1, 17)]
    [InlineData("cast128-md5-modp8192", 6, 128, 1, 18)]
    [InlineData("aes256-sha256-ecp256", 7, 256, 4, 19)]
    [InlineData("aes256-sha256-ecp384", 7, 256, 4, 20)]
    [InlineData("aes256-sha256-ecp521", 7, 256, 4, 21)]
    [InlineData("aes256-sha256-modp1024s160", 7, 256, 4, 22)]
    [InlineData("aes256-sha256-modp2048s224", 7, 256, 4, 23)]
    [InlineData("aes256-sha256-modp2048s256", 7, 256, 4, 24)]
    [InlineData("aes256-sha256-ecp192", 7, 256, 4, 25)]
    [InlineData("aes256-sha256-ecp224", 7, 256, 4, 26)]
    [InlineData("aes256-sha256-ecp224bp", 7, 256, 4, 27)]
    [InlineData("aes256-sha256-ecp512bp", 7, 256, 4, 30)]
    [InlineData("aes256-sha256-x25519", 7, 256, 4, 31)]
    public void Words_have_the_numbers_of_the_registries(string words, int encryption, int? keyLength, int hash, int group)
    {
        IsakmpPolicy policy = Assert.Single(Profiles.Policies(words));
        Assert.Equal(
            (encryption, keyLength, hash, group),
            ((int)policy.Encryption.Value, (int?)policy.KeyLength, (int)policy.Hash.Value, (int)policy.Group.Value));
        Assert.Equal(words, ProposalNotation.Format(policy.Suite));
    }

    [Theory]
    [InlineData("aes256gcm16-prfsha256-modp2048", "has aes256gcm16, for which IKEv1 has no number")]
    [InlineData("aes256ctr-sha256-modp2048", "has aes256ctr,")]
    [InlineData("aes256-aesxcbc-modp2048", "has aesxcbc, prfaesxcbc,")]
    [InlineData("aes256-md5_128-modp2048", "has md5_128,")]
    [InlineData("aes256-sha256-mlkem768", "has mlkem768,")]
    [InlineData("aes256-sha256-ke1_mlkem768-x25519", "has ke1_mlkem768,")]
    [InlineData("aes256-sha256-prfsha512-modp2048", "names a pseudorandom function of its own")]
    [InlineData("aes256-sha265-modp2048", "the nearest known word is 'sha256'")]
    [InlineData("", "The proposal is empty")]
    public void Words_that_IKEv1_does_not_have_are_errors(string words, string error)
    {
        Assert.False(IsakmpPolicy.TryParseList(words, out ImmutableArray<IsakmpPolicy> policies, out string? message));
        Assert.Contains(error, message, StringComparison.Ordinal);
        Assert.Empty(policies);
    }

    [Fact]
    public void Combinations_of_words_are_policies_in_their_order()
    {
        Assert.Equal(
            ["aes256-sha256-modp2048", "aes256-sha256-ecp256", "aes256-sha1-modp2048", "aes256-sha1-ecp256", "3des-sha256-modp2048", "3des-sha256-ecp256", "3des-sha1-modp2048", "3des-sha1-ecp256", "des-md5-modp768"],
            Profiles.Policies("aes256-3des-sha256-sha1-modp2048-ecp256, des-md5-modp768").Select(policy => ProposalNotation.Format(policy.Suite)));
        Assert.Equal(Enumerable.Range(1, 9), Profiles.Policies("aes256-3des-sha256-sha1-modp2048-ecp256, des-md5-modp768").Select(policy => policy.Priority));
        Assert.Equal([1, 2, 3], Profiles.Policies("des-md5-modp768, default, 3des-md5-modp768").Select(policy => policy.Priority));
        // The function may be named where it is the one that follows.
        Assert.Equal(Profiles.Policies("aes256-sha256-modp2048"), Profiles.Policies("aes256-sha256-prfsha256-modp2048"));
    }

    [Fact]
    public void A_builder_makes_what_it_was_told()
    {
        IsakmpPolicy policy = new IsakmpPolicyBuilder(10)
            .WithEncryption(V1EncryptionAlgorithm.TripleDesCbc).WithHash(V1HashAlgorithm.Md5).WithGroup(V1GroupDescription.Modp1024)
            .WithAuthentication(V1AuthenticationMethod.PreSharedKey).WithLifetime(TimeSpan.FromHours(8), 100_000, LifetimeRule.Strict).Build();
        Assert.Equal("priority 10: 3des-md5-modp1024, Pre-shared key, 28800 s, 100000 kB", policy.ToString());
        Assert.Equal(LifetimeRule.Strict, policy.LifetimeRule);
        Assert.Equal(policy with { LifetimeRule = default, Lifetime = new(86_400, null) }, new IsakmpPolicyBuilder(10).WithProposal("3des-md5-modp1024").Build());
        Assert.Equal(IsakmpPolicy.Default with { Priority = 7 }, new IsakmpPolicyBuilder(7).Build());
    }

    [Fact]
    public void A_builder_tells_all_errors_at_once()
    {
        IsakmpPolicyBuilder builder = new IsakmpPolicyBuilder(65_535)
            .WithProposal("aes256-aes128-sha256-modp2048").WithProposal("aes").WithProposal("aes256gcm16-prfsha256-x25519")
            .WithEncryption(V1EncryptionAlgorithm.AesCbc, 100).WithHash(V1HashAlgorithm.Tiger).WithGroup(V1GroupDescription.Ec2nGp155)
            .WithLifetime(TimeSpan.Zero, 0);
        Assert.False(builder.TryBuild(out IsakmpPolicy? policy, out ImmutableArray<PolicyError> errors));
        Assert.Null(policy);
        Assert.Equal(
            ["proposal", "proposal", "proposal", "priority", "key_length", "hash", "group", "lifetime", "lifetime"],
            errors.Select(error => error.Setting["policies.65535.".Length..]));
        Assert.Contains("key length of 100", Assert.Throws<PolicyException>(builder.Build).Message, StringComparison.Ordinal);
        Assert.False(new IsakmpPolicyBuilder(1).WithEncryption(V1EncryptionAlgorithm.TripleDesCbc, 192).TryBuild(out _, out errors));
        Assert.Equal("policies.1.key_length", Assert.Single(errors).Setting);
        Assert.False(new IsakmpPolicyBuilder(1).WithEncryption(V1EncryptionAlgorithm.SerpentCbc, 128).TryBuild(out _, out errors));
        Assert.Equal("policies.1.encryption", Assert.Single(errors).Setting);
    }

    [Fact]
    public void An_offer_has_each_policy_once_by_priority()
    {
        ImmutableArray<IsakmpPolicy> policies = [IsakmpPolicy.Default, .. Profiles.Policies("3des-md5-modp1024, aes256-sha256-modp2048")];
        var offer = Phase1Offer.For(policies);
        Assert.Equal([1, 2], offer.Policies.Select(policy => policy.Priority));
        Assert.Equal([1, 2], offer.Proposals[0].Transforms.Select(transform => (int)transform.Number));
        Assert.Equal((1, V1Protocol.Isakmp, 0), (offer.Proposals[0].Number, offer.Proposals[0].Protocol, offer.Proposals[0].Spi.Length));
        Assert.Throws<ArgumentException>(() => Phase1Offer.For([]));
    }
}
