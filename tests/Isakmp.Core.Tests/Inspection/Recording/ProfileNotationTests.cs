using Isakmp.Crypto;
using Isakmp.Inspection.Recording;
using Isakmp.Policies;
using Isakmp.Policies.V1;

namespace Isakmp.Core.Tests.Inspection.Recording;

public class ProfileNotationTests
{
    [Fact]
    public void A_profile_of_IKEv1_is_built_anew_as_it_was()
    {
        PeerProfile profile = new PeerProfileBuilder("old").WithVersion(IkeVersion.V1).WithRemoteAddresses("192.0.2.2")
            .WithProposals("aes256-aes128-sha1-modp2048")
            .WithPolicies(new IsakmpPolicyBuilder(40).WithProposal("camellia256-sha256-ecp256").WithLifetime(TimeSpan.FromHours(2), 5000, LifetimeRule.Strict).Build())
            .WithPhase1Lifetime(TimeSpan.FromHours(4), LifetimeRule.Obey)
            .AddChild("both", child => child.WithEspProposals("aes256-sha256-esn").WithAhProposals("sha1").WithCompression()
                .WithLifetime(TimeSpan.FromMinutes(5), 1000, LifetimeRule.Exact))
            .AddChild("ah", child => child.WithAhProposals("sha256"))
            .Build(CryptoProvider.Default);

        PeerProfile again = ProfileNotation.Read(LineReader.Read(Write(profile), 1), CryptoProvider.Default);

        Assert.Equal(profile.Policies, again.Policies);
        Assert.Equal(4, again.Policies.Length);
        Assert.Empty(again.IkeProposals);
        foreach ((ChildProfile before, ChildProfile after) in profile.Children.Zip(again.Children))
        {
            Assert.Equal(before.Proposals, after.Proposals);
            Assert.Equal(before.OuterProposals, after.OuterProposals);
            Assert.Equal((before.Compression, before.Lifetime, before.LifetimeRule), (after.Compression, after.Lifetime, after.LifetimeRule));
        }

        Assert.Equal(Write(profile), Write(again));
    }

    [Theory]
    [InlineData("\"priority\":40", "\"priority\":0", "The priority is from 1 to 65534")]
    [InlineData("\"auth\":1", "\"auth\":3", "RSA signatures, which is not supported yet")]
    [InlineData("\"lifetime_rule\":\"Claim\"", "\"lifetime_rule\":\"Sometimes\"", "'Sometimes' is none of the words")]
    [InlineData("\"policies\":", "\"polices\":", "\"policies\" is missing")]
    public void What_is_wrong_is_told(string good, string bad, string words)
    {
        PeerProfile profile = new PeerProfileBuilder("old").WithVersion(IkeVersion.V1).WithPolicies(new IsakmpPolicyBuilder(40).Build()).AddChild("net").Build(CryptoProvider.Default);
        string line = Write(profile).Replace(good, bad, StringComparison.Ordinal);
        RecordingException fault = Assert.Throws<RecordingException>(() => ProfileNotation.Read(LineReader.Read(line, 1), CryptoProvider.Default));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    private static string Write(PeerProfile profile)
    {
        using var line = new LineWriter();
        ProfileNotation.Write(line.Begin(), profile);
        return line.End();
    }
}
