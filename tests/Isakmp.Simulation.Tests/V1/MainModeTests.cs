using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;
using Xunit;

namespace Isakmp.Simulation.Tests.V1;

public sealed class MainModeTests
{
    [Theory]
    [InlineData("aes256-sha256-modp2048", "aes256-sha256")]
    [InlineData("3des-md5-modp1024", "3des-md5-modp1024")]
    [InlineData("aes128-sha1-ecp256", "aes128gcm16")]
    [InlineData("des-sha1-modp768", "null-sha1")]
    public void Two_endpoints_agree_on_phase_1_and_a_child_sa(string proposal, string esp)
    {
        using var pair = new Pair(Options(proposal, esp));
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        string seen = $"{pair.Alice}\n{string.Join(", ", pair.Alice.Events)}\n{pair.Bob}\n{string.Join(", ", pair.Bob.Events)}";
        IkeSaInfo alice = Assert.Single(pair.Alice.Established);
        IkeSaInfo bob = Assert.Single(pair.Bob.Established);
        Assert.True(alice.Children.Length == 1, seen);
        Assert.True(bob.Children.Length == 1, seen);
        Assert.Equal(alice.Children[0].InboundSpi, bob.Children[0].OutboundSpi);
        ChildSaKeys left = pair.Alice.KeysOf(alice.Children[0].Id);
        ChildSaKeys right = pair.Bob.KeysOf(bob.Children[0].Id);
        Assert.Equal(left.InboundEncryption.Span.ToArray(), right.OutboundEncryption.Span.ToArray());
        Assert.Equal(left.OutboundEncryption.Span.ToArray(), right.InboundEncryption.Span.ToArray());
        Assert.Equal(left.InboundIntegrity.Span.ToArray(), right.OutboundIntegrity.Span.ToArray());
        pair.AssertAgreement();
    }

    [Fact]
    public void Closing_tells_the_peer_of_everything()
    {
        using var pair = new Pair(Options("aes256-sha256-modp2048", "aes256-sha256"));
        ConnectionId connection = pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.Alice.Call((endpoint, now) => endpoint.Close(connection, now));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(0, pair.Alice.Endpoint.ConnectionCount);
        Assert.Equal(0, pair.Bob.Endpoint.ConnectionCount);
        Assert.Equal(CloseReason.PeerDeleted, Assert.Single(pair.Bob.EventsOf<ChildSaClosedEvent>()).Reason);
    }

    internal static PairOptions Options(string proposal, string esp) => new()
    {
        Proposal = proposal,
        EspProposal = esp,
        Both = static profile => profile.WithVersion(IkeVersion.V1).WithDefaultPolicy(false),
    };
}
