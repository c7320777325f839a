using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>What two of our own sides agree on.</summary>
public sealed class QuickModeTests
{
    [Theory]
    [InlineData("aes256-sha256", 32, 32)]
    [InlineData("aes128gcm16", 20, 0)]
    [InlineData("3des-md5", 24, 16)]
    [InlineData("des-sha1", 8, 20)]
    [InlineData("null-sha1", 0, 20)]
    public void Both_sides_have_the_same_keys(string proposal, int encryption, int integrity)
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals(proposal)).Complete();
        Assert.Equal([1, 10, 5, 5], QuickModeSide.Types(pair.Offer));
        Assert.Equal([1, 10, 5, 5], QuickModeSide.Types(pair.Answer));
        ChildSaEstablishedEvent alice = pair.Alice.Established;
        Assert.Equal((encryption, integrity), (alice.Keys.OutboundEncryption.Length, alice.Keys.OutboundIntegrity.Length));
        Assert.Equal((0, 0), (alice.Keys.InboundAh.Length, alice.Keys.OutboundAh.Length));
        Assert.Equal(SecurityProtocol.Esp, alice.Info.Protocol);
        Assert.Equal(ChildMode.Tunnel, alice.Info.Mode);
        Assert.Equal("net", alice.Info.Name);
        Assert.Equal("10.1.0.0/24", Assert.Single(alice.Info.LocalSelectors).ToString());
        Assert.Equal("10.2.0.0/24", Assert.Single(alice.Info.RemoteSelectors).ToString());
        Assert.Equal(alice.Info.LocalSelectors, pair.Bob.Established.Info.RemoteSelectors);
        Assert.Equal(alice.Info.RemoteSelectors, pair.Bob.Established.Info.LocalSelectors);
        Assert.Equal(TimeSpan.FromHours(1), alice.Info.Lifetime);
        Assert.Null(alice.Info.LifetimeKilobytes);
        Assert.Null(alice.Info.Ah);
        Assert.Null(alice.Info.Compression);
        Assert.Null(alice.Info.OriginalAddresses);
        Assert.True(alice.Replaces.IsNone);
        Assert.Equal(pair.Alice.Services.Now, Assert.Single(pair.Alice.Children).EstablishedAt);
        Assert.Equal([alice.Info.InboundSpi.Value], pair.Alice.Services.Taken);
    }

    [Theory]
    [InlineData("aes256-sha256-modp1024")]
    [InlineData("aes256-sha256-modp2048")]
    [InlineData("aes256-sha256-ecp256")]
    [InlineData("aes256gcm16-ecp521")]
    public void With_a_group_each_quick_mode_has_a_key_exchange_of_its_own(string proposal)
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals(proposal)).Complete();
        Assert.Equal([1, 10, 4, 5, 5], QuickModeSide.Types(pair.Offer));
        Assert.Equal([1, 10, 4, 5, 5], QuickModeSide.Types(pair.Answer));
        Assert.NotEqual(QuickModeSide.Body(pair.Offer, PayloadType.V1KeyExchange), QuickModeSide.Body(pair.Answer, PayloadType.V1KeyExchange));
        string first = QuickModeSide.Text(pair.Alice.Established.Keys);
        pair.Complete();
        Assert.NotEqual(first, QuickModeSide.Text(pair.Alice.Context.Events.OfType<ChildSaEstablishedEvent>().Last().Keys));
    }

    [Fact]
    public void The_responder_takes_its_own_favourite_among_several_proposals()
    {
        QuickModePair pair = QuickModePair.Of(
            child => child.WithEspProposals("3des-md5", "aes128-sha1", "aes256-sha256"), child => child.WithEspProposals("aes256gcm16", "aes128-sha1")).Complete();
        Assert.Equal(EncryptionAlgorithm.AesCbc, pair.Alice.Established.Info.Proposal.Encryption);
        Assert.Equal((ushort)128, pair.Bob.Established.Info.Proposal.EncryptionKeyLength);
    }

    [Fact]
    public void One_proposal_may_have_several_transforms()
    {
        QuickModePair pair = QuickModePair.Of(
            child => child.WithEspProposals("aes256-aes128-sha512-sha256-modp2048"), child => child.WithEspProposals("aes128-sha256-modp2048")).Complete();
        Assert.Equal((ushort)128, pair.Alice.Established.Info.Proposal.EncryptionKeyLength);
        Assert.Equal(IntegrityAlgorithm.HmacSha2_256_128, pair.Alice.Established.Info.Proposal.Integrity);
        Assert.Equal(KeyExchangeMethod.Modp2048, pair.Alice.Established.Info.Proposal.KeyExchange);
    }

    [Theory]
    [InlineData("aes256-sha256-esn", true)]
    [InlineData("aes256-sha256-noesn", false)]
    public void Sequence_numbers_have_the_size_that_was_agreed_on(string proposal, bool isExtended)
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals(proposal)).Complete();
        Assert.Equal(isExtended, pair.Alice.Established.Info.ExtendedSequenceNumbers);
        Assert.Equal(isExtended, pair.Bob.Established.Info.ExtendedSequenceNumbers);
    }

    [Theory]
    [InlineData("10.1.0.0/24", "10.2.0.0/24")]
    [InlineData("10.1.0.7", "10.2.0.9")]
    [InlineData("10.1.0.7-10.1.0.12", "10.2.0.0/25")]
    [InlineData("10.1.0.0/24[tcp]", "10.2.0.0/24[tcp/80]")]
    [InlineData("10.1.0.1[udp/1701]", "10.2.0.1[udp/1701]")]
    [InlineData("2001:db8:1::/48", "2001:db8:2::1")]
    [InlineData("2001:db8:1::1-2001:db8:1::9[6/443]", "2001:db8:2::/48[6]")]
    public void Traffic_within_that_of_a_child_is_what_the_sa_is_for(string local, string remote)
    {
        var pair = new QuickModePair(
            QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")),
            QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")
                .WithLocalSelectors("10.2.0.0/24", "2001:db8:2::/48").WithRemoteSelectors("10.1.0.0/24", "2001:db8:1::/48")));
        pair.Complete(local, remote);
        foreach (ChildSaInfo info in (ChildSaInfo[])[pair.Alice.Established.Info, pair.Bob.Established.Info])
        {
            bool isAlice = info.Id == pair.Alice.Established.Child && ReferenceEquals(info, pair.Alice.Established.Info);
            Assert.Equal(TrafficSelector.Parse(local), Assert.Single(isAlice ? info.LocalSelectors : info.RemoteSelectors));
            Assert.Equal(TrafficSelector.Parse(remote), Assert.Single(isAlice ? info.RemoteSelectors : info.LocalSelectors));
        }
    }

    [Fact]
    public void Dynamic_selectors_stand_for_the_addresses_of_both_sides()
    {
        var pair = new QuickModePair(QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")), QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")));
        pair.Complete();
        Assert.Equal("192.0.2.1/32", pair.Alice.Established.Info.LocalSelectors[0].ToString());
        Assert.Equal("192.0.2.1/32", pair.Bob.Established.Info.RemoteSelectors[0].ToString());
        Assert.Equal("01000000c0000201", Convert.ToHexStringLower(QuickModeSide.Body(pair.Offer, PayloadType.V1Identification)));
    }

    [Fact]
    public void Several_quick_modes_may_go_on_at_once()
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1"));
        using QuickModeInitiator first = pair.Alice.Initiate();
        using QuickModeInitiator second = pair.Alice.Initiate("10.1.0.1", "10.2.0.1");
        Assert.True(first.Prepare(pair.Alice.Context).IsDone);
        Assert.True(second.Prepare(pair.Alice.Context).IsDone);
        using QuickModeResponder one = pair.Bob.Respond();
        using QuickModeResponder two = pair.Bob.Respond();
        QuickModePair.Succeed(pair.Bob.Read(one, pair.Alice.Offer(first)));
        QuickModePair.Succeed(pair.Bob.Read(two, pair.Alice.Offer(second)));
        QuickModePair.Succeed(pair.Alice.Read(second, pair.Bob.Answer(two)));
        QuickModePair.Succeed(pair.Alice.Read(first, pair.Bob.Answer(one)));
        foreach (QuickModeNegotiation negotiation in (QuickModeNegotiation[])[first, second])
        {
            negotiation.Commit(pair.Alice.Context, pair.Alice.Children);
        }

        Assert.Equal(2, pair.Alice.Children.Count);
        Assert.Equal(4, pair.Alice.Services.Taken.Count + pair.Bob.Services.Taken.Count);
        Assert.True(two.Replaces is null && one.Replaces is null);
    }
}
