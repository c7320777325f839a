using IkeTool.Configuration;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;

namespace Isakmp.Tool.Tests.Configuration;

/// <summary>Connections whose version is 1.</summary>
public class V1ConfigTests
{
    [Fact]
    public void Reads_the_words_of_version_1()
    {
        PeerProfile profile = Assert.Single(ConfigFile.Read("""
            {
              "connections": { "old": {
                "version": 1, "remote_addrs": "192.0.2.2",
                "proposals": ["aes256-aes128-sha1-modp2048", "3des-sha1-ecp256"],
                "policies": {
                  "2": { "proposal": "camellia256-sha256-modp3072", "lifetime": "8h", "lifetime_rule": "strict" },
                  "40": { "proposal": "aes256-sha512-ecp384" } },
                "default_policy": "no", "ike_lifetime": "4h", "lifetime_rule": "obey",
                "local": { "auth": "psk" }, "remote": { "auth": "psk" },
                "children": {
                  "both": { "esp_proposals": "aes256-sha256", "ah_proposals": "sha1", "ipcomp": "yes",
                            "life_time": "30m", "life_bytes": 1048577, "lifetime_rule": "exact" },
                  "plain": { "esp_proposals": "aes256gcm16-modp2048", "life_bytes": 4718592000 } } } },
              "secrets": { "ike": { "secret": "x" } }
            }
            """).Connections).Profile;

        Assert.Equal(IkeVersion.V1, profile.Version);
        Assert.Equal(
            [
                "priority 1: aes256-sha1-modp2048, Pre-shared key, 14400 s", "priority 2: camellia256-sha256-modp3072, Pre-shared key, 28800 s",
                "priority 3: aes128-sha1-modp2048, Pre-shared key, 14400 s", "priority 4: 3des-sha1-ecp256, Pre-shared key, 14400 s",
                "priority 40: aes256-sha512-ecp384, Pre-shared key, 86400 s",
            ],
            profile.Policies.Select(policy => policy.ToString()));
        Assert.Equal(
            [LifetimeRule.Obey, LifetimeRule.Strict, LifetimeRule.Obey, LifetimeRule.Obey, LifetimeRule.Obey], profile.Policies.Select(policy => policy.LifetimeRule));
        ChildProfile both = profile.Children[0];
        Assert.Equal(("aes256-sha256", "sha1", true), (ProposalNotation.FormatList(both.Proposals), ProposalNotation.FormatList(both.OuterProposals), both.Compression));
        Assert.Equal((new V1Lifetime(1800, 1025), LifetimeRule.Exact), (both.Lifetime, both.LifetimeRule));
        Assert.Equal((new V1Lifetime(3600, 4_608_000), LifetimeRule.Claim), (profile.Children[1].Lifetime, profile.Children[1].LifetimeRule));
    }

    [Fact]
    public void Without_proposals_there_is_the_default_policy() =>
        Assert.Equal([IsakmpPolicy.Default], Assert.Single(ConfigFile.Read(ConfigFile.With("\"version\": 1")).Connections).Profile.Policies);

    [Theory]
    [InlineData("\"proposals\": \"aes256gcm16-prfsha256-x25519\"", "aes256gcm16, for which IKEv1 has no number")]
    [InlineData("\"policies\": 3", "'policies' is a number, but must be a section")]
    [InlineData("\"policies\": { \"ten\": { \"proposal\": \"aes256-sha256-modp2048\" } }", "'ten' is the priority of a policy, but must be a number from 1 to 65534")]
    [InlineData("\"policies\": { \"65535\": { \"proposal\": \"aes256-sha256-modp2048\" } }", "The priority is from 1 to 65534")]
    [InlineData("\"policies\": { \"10\": { } }", "policy 10 has no proposal")]
    [InlineData("\"policies\": { \"10\": { \"proposal\": \"aes256-aes128-sha256-modp2048\" } }", "has alternatives")]
    [InlineData("\"policies\": { \"10\": { \"proposal\": \"aes256-sha256-modp2048\", \"group\": 14 } }", "'group' is no word of a policy")]
    [InlineData("\"policies\": { \"10\": { \"proposal\": \"aes256-sha256-modp2048\" }, \"010\": { \"proposal\": \"aes256-sha256-modp2048\" } }", "more than one policy of priority 10")]
    [InlineData("\"lifetime_rule\": \"claims\"", "did you mean 'claim'?")]
    [InlineData("\"default_policy\": \"no\"", "There is no policy left")]
    [InlineData("\"rekey_time\": \"4h\"", "'rekey_time' is not supported yet")]
    public void A_wrong_word_is_told_on_its_line(string line, string words)
    {
        string error = Assert.Single(ConfigFile.Errors(ConfigFile.With($"\"version\": 1,\n{line}")));
        Assert.StartsWith(words.StartsWith("There is", StringComparison.Ordinal) ? "test.json:3: " : "test.json:5: ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }
}
