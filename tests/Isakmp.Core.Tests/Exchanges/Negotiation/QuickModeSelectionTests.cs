using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>Which child an offer is for, why it is for none, and which Child SA a new one replaces.</summary>
public sealed class QuickModeSelectionTests
{
    [Theory]
    [InlineData("10.1.0.0/24", "10.2.0.0/24", "net2")] // exactly this one, although the first covers it
    [InlineData("10.1.0.0/16", "10.2.0.0/16", "net")]
    [InlineData("10.1.7.0/24", "10.2.7.0/24", "net")]
    [InlineData("10.1.0.1", "10.2.0.1", "net")] // both cover it: the order of the profile
    [InlineData("10.1.0.0/24", "10.2.0.1", "net2")] // one side exactly
    [InlineData("10.1.0.0/24", "10.2.7.0/24", "net")]
    [InlineData("10.3.0.0/24", "10.4.0.0/24", "net3")]
    public void The_child_that_fits_best_is_taken(string local, string remote, string expected)
    {
        var pair = new QuickModePair(QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")), Bob("aes128-sha1", "aes128-sha1", "aes128-sha1"));
        QuickModePair.Succeed(pair.TryOffer(local, remote));
        Assert.Equal(expected, pair.Responder!.Child!.Profile.Name);
    }

    [Fact]
    public void A_child_whose_proposals_do_not_fit_gives_way_to_another()
    {
        var pair = new QuickModePair(QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")), Bob("aes128-sha1", "aes256-sha256", "aes128-sha1"));
        QuickModePair.Succeed(pair.TryOffer("10.1.0.0/24", "10.2.0.0/24"));
        Assert.Equal("net", pair.Responder!.Child!.Profile.Name);
    }

    [Fact]
    public void The_mode_tells_children_for_the_same_traffic_apart()
    {
        PeerProfile bob = QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1"), child => child.WithEspProposals("aes128-sha1").WithMode(ChildMode.Transport));
        var pair = new QuickModePair(QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1").WithMode(ChildMode.Transport)), bob);
        pair.Complete();
        Assert.Equal("net2", pair.Bob.Established.Info.Name);
        Assert.Equal(ChildMode.Transport, pair.Bob.Established.Info.Mode);
    }

    [Fact]
    public void Without_a_match_the_report_is_of_the_nearest_child()
    {
        var pair = new QuickModePair(QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")), Bob("3des-md5-modp2048", "aes256-sha1", "aes128-sha1"));
        IkeFailure failure = pair.TryOffer("10.1.0.0/24", "10.2.0.0/24").Failure!;
        Assert.Equal((V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible), (failure.V1Notify!.Value, failure.Kind));
        Assert.Equal("aes256-sha1", failure.Report!.NearestTransform!.Policy);
        Assert.Contains("child 'net2'", failure.Report.Summary, StringComparison.Ordinal);
        failure = pair.TryOffer("10.1.7.0/24", "10.2.0.0/24").Failure!;
        Assert.Contains("child 'net'", failure.Report!.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.9.0.0/24", "10.2.0.0/24", "For the peer's side (IDci)", "our remote_ts cover the peer's local_ts:")]
    [InlineData("10.1.0.0/24", "10.9.0.0/24", "For our side (IDcr)", "our local_ts cover the peer's remote_ts:")]
    [InlineData("10.9.0.0/24", "10.8.0.0/24", "For neither side", "and our local_ts its remote_ts")]
    [InlineData("10.1.0.0/24", "10.4.0.0/24", "not both of the same", "Give one child here both")]
    [InlineData("10.0.0.0/8", "10.2.0.0/24", "For the peer's side (IDci)", "cannot narrow")] // wider: IKEv1 has no narrowing
    public void Traffic_of_no_child_is_refused_with_reasons(string local, string remote, string summary, string hint)
    {
        var pair = new QuickModePair(QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")), Bob("aes128-sha1", "aes128-sha1", "aes128-sha1"));
        IkeFailure failure = pair.TryOffer(local, remote).Failure!;
        Assert.Equal((V1NotifyType.InvalidIdInformation, FailureKind.PeerIncompatible), (failure.V1Notify!.Value, failure.Kind));
        Assert.Equal(NegotiationFailure.TrafficSelectorsDisjoint, failure.Report!.Failure);
        Assert.Contains(summary, failure.Report.Summary, StringComparison.Ordinal);
        Assert.Contains(hint, failure.Report.Hint, StringComparison.Ordinal);
        Assert.Contains("10.3.0.0/24", failure.Report.ToText(), StringComparison.Ordinal);
        Assert.Contains(local, failure.Report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_identities_the_addresses_of_phase_1_are_meant()
    {
        var pair = new QuickModePair(QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")), QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")));
        pair.TryOffer();
        using QuickModeResponder responder = pair.Bob.Respond();
        QuickModePair.Succeed(pair.Bob.Read(responder, Edited.Identities(pair.Offer)));
        Assert.Equal("192.0.2.2/32", Assert.Single(responder.Child!.LocalSelectors).ToString());
        Assert.Equal("192.0.2.1/32", Assert.Single(responder.Child.RemoteSelectors).ToString());
        Assert.Equal([1, 10], QuickModeSide.Types(pair.Bob.Answer(responder)));
    }

    [Fact]
    public void Identities_are_answered_as_they_came()
    {
        var pair = new QuickModePair(QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")), QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")));
        pair.TryOffer();
        // A subnet of one address, with port and protocol.
        byte[] body = [4, 17, 6, 165, 192, 0, 2, 1, 255, 255, 255, 255];
        byte[] offer = Edited.List(pair.Offer, payloads => [payloads[0], payloads[1], (PayloadType.V1Identification, body), payloads[3]]);
        using QuickModeResponder responder = pair.Bob.Respond();
        QuickModePair.Succeed(pair.Bob.Read(responder, offer));
        Assert.Equal(body, QuickModeSide.Body(pair.Bob.Answer(responder), PayloadType.V1Identification));
        Assert.Equal(TrafficSelector.Parse("192.0.2.1[udp/1701]"), responder.Child!.RemoteSelectors[0]);
    }

    [Fact]
    public void A_public_value_without_a_group_is_refused()
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1-modp1024"), child => child.WithEspProposals("aes128-sha1"));
        pair.TryOffer();
        IkeFailure failure = pair.Bob.Read(pair.Bob.Respond(), Edited.Attribute(pair.Offer, 3, null)).Failure!;
        Assert.Equal(V1NotifyType.InvalidKeyInformation, failure.V1Notify);
        pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1"));
        pair.TryOffer();
        failure = pair.TryAnswer(answer => Edited.Append(answer, PayloadType.V1KeyExchange, new byte[128])).Failure!;
        Assert.Equal(V1NotifyType.InvalidKeyInformation, failure.V1Notify);
    }

    [Fact]
    public void The_newest_child_sa_for_the_same_traffic_is_replaced()
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1"));
        pair.Complete();
        pair.Complete(replaces: pair.Alice.Children[0]);
        AssertReplaces(pair, 0);
        pair.Complete("10.1.0.1", "10.2.0.1");
        Assert.True(Last(pair.Bob).Replaces.IsNone);
        pair.Complete(replaces: pair.Alice.Children[1]);
        AssertReplaces(pair, 1);
        pair.Bob.Children[3].IsClosing = true;
        pair.Complete(replaces: pair.Alice.Children[1]);
        AssertReplaces(pair, 1);
        Assert.Equal([true, true, false, false, false], pair.Bob.Children.Select(child => child.IsReplaced));
        Assert.Equal([true, true, false, false, false], pair.Alice.Children.Select(child => child.IsReplaced));
    }

    [Theory]
    [InlineData("10.1.0.0/24", "10.2.0.0/24", true)]
    [InlineData("10.1.0.1", "10.2.0.0/24", false)]
    [InlineData("10.1.0.0/24", "10.2.0.1", false)]
    [InlineData("10.1.0.0/24[tcp]", "10.2.0.0/24", false)]
    public void What_is_for_other_traffic_replaces_nothing(string local, string remote, bool replaces)
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1")).Complete();
        QuickModePair.Succeed(pair.TryOffer(local, remote));
        Assert.Equal(replaces ? pair.Bob.Children[0] : null, pair.Responder!.Replaces);
    }

    /// <summary>The settings of a child may change under its name while its SA lives.</summary>
    [Fact]
    public void Another_protocol_mode_or_child_replaces_nothing()
    {
        PeerProfile esp = QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1"));
        foreach ((PeerProfile profile, bool replaces) in ((PeerProfile, bool)[])
        [
            (QuickModeSide.Profile(child => child.WithEspProposals("aes256-sha256")), true),
            (QuickModeSide.Profile(child => child.WithAhProposals("sha1")), false),
            (QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1").WithMode(ChildMode.Transport)), false),
            (QuickModeSide.Profile(child => child.WithLocalSelectors("10.7.0.0/16"), child => child.WithEspProposals("aes128-sha1")), false),
        ])
        {
            QuickModePair pair = new QuickModePair(esp, esp).Complete();
            pair.Alice.Terms = pair.Alice.Terms with { Profile = profile };
            pair.Bob.Terms = pair.Bob.Terms with { Profile = profile };
            using QuickModeInitiator initiator = pair.Alice.Initiate(child: profile.Children[^1]);
            Assert.True(initiator.Prepare(pair.Alice.Context).IsDone);
            using QuickModeResponder responder = pair.Bob.Respond();
            QuickModePair.Succeed(pair.Bob.Read(responder, pair.Alice.Offer(initiator)));
            Assert.Same(profile.Children[^1], responder.Child!.Profile);
            Assert.Equal(replaces, responder.Replaces is not null);
        }
    }

    [Fact]
    public void Of_two_rekeyings_that_cross_neither_replaces_the_other()
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1"));
        pair.Complete();
        ChildSa old = pair.Bob.Children[0];
        QuickModePair.Succeed(pair.TryOffer(replaces: pair.Alice.Children[0]));
        QuickModeResponder first = pair.Responder!;
        QuickModePair.Succeed(pair.TryOffer(replaces: pair.Alice.Children[0]));
        first.Commit(pair.Bob.Context, pair.Bob.Children);
        pair.Responder!.Commit(pair.Bob.Context, pair.Bob.Children);
        Assert.Same(old, first.Replaces);
        Assert.Same(old, pair.Responder.Replaces);
        Assert.Equal([true, false, false], pair.Bob.Children.Select(child => child.IsReplaced));
    }

    [Fact]
    public void What_was_committed_outlives_its_negotiation()
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1")).Complete();
        ChildSpi spi = pair.Bob.Established.Info.InboundSpi;
        pair.Responder!.Abandon(pair.Bob.Context);
        pair.Responder.Dispose();
        Assert.Equal([spi.Value], pair.Bob.Services.Taken);
        Assert.Same(pair.Bob.Children[0], pair.Responder.Child);
        Assert.False(pair.Bob.Established.Keys.InboundEncryption.IsDisposed);
    }

    private static PeerProfile Bob(string first, string second, string third) => QuickModeSide.Profile(
        child => child.WithEspProposals(first).WithLocalSelectors("10.2.0.0/16").WithRemoteSelectors("10.1.0.0/16"),
        child => child.WithEspProposals(second).WithLocalSelectors("10.2.0.0/24").WithRemoteSelectors("10.1.0.0/24"),
        child => child.WithEspProposals(third).WithLocalSelectors("10.4.0.0/24").WithRemoteSelectors("10.3.0.0/24"));

    private static ChildSaEstablishedEvent Last(QuickModeSide side) => side.Context.Events.OfType<ChildSaEstablishedEvent>().Last();

    private static void AssertReplaces(QuickModePair pair, int index)
    {
        Assert.Equal(pair.Bob.Children[index].Id, Last(pair.Bob).Replaces);
        Assert.Equal(pair.Alice.Children[index].Id, Last(pair.Alice).Replaces);
    }
}
