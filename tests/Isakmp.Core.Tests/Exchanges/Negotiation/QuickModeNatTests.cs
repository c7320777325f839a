using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>Quick Mode where NATs stand between the sides: modes in UDP, and in transport mode addresses that each side sees otherwise.</summary>
public sealed class QuickModeNatTests
{
    // The addresses of the examples in RFC 3947 section 5.2.
    private const string Iaddr = "10.0.0.1";
    private const string NatPub = "192.0.2.101";
    private const string Raddr = "172.16.0.1";
    private const string Nat2Pub = "192.0.2.102";

    private const ushort UdpTunnel = 3;
    private const ushort UdpTransport = 4;
    private const ushort UdpTunnelDraft = 61_443;
    private const ushort UdpTransportDraft = 61_444;

    [Theory]
    [InlineData(ChildMode.Tunnel, false, UdpTunnel)]
    [InlineData(ChildMode.Transport, false, UdpTransport)]
    [InlineData(ChildMode.Tunnel, true, UdpTunnelDraft)]
    [InlineData(ChildMode.Transport, true, UdpTransportDraft)]
    public void Modes_say_that_packets_travel_in_udp(ChildMode mode, bool isDraft, ushort number)
    {
        QuickModePair pair = Pair(mode, isBobBehind: false, isDraft).Complete();
        Assert.All(Edited.ProposalsOf(pair.Offer), proposal => Assert.All(proposal.Transforms, transform =>
            Assert.Equal(number, V1IpsecParameters.Read(transform).Mode!.Value.Value)));
        Assert.Equal(mode, pair.Alice.Established.Info.Mode);
        Assert.True(pair.Alice.Established.Info.IsUdpEncapsulated);
    }

    [Theory]
    [InlineData(ChildMode.Tunnel, UdpTunnelDraft, false)]
    [InlineData(ChildMode.Transport, UdpTransportDraft, false)]
    [InlineData(ChildMode.Tunnel, UdpTunnel, true)]
    [InlineData(ChildMode.Transport, UdpTransport, true)]
    public void Both_spellings_of_a_mode_are_understood(ChildMode mode, ushort number, bool isDraft)
    {
        QuickModePair pair = Pair(mode, isBobBehind: false, isDraft);
        QuickModePair.Succeed(pair.TryOffer());
        QuickModePair.Succeed(pair.Bob.Read(pair.Bob.Respond(), Edited.Attribute(pair.Offer, 4, number)));
    }

    [Fact]
    public void A_mode_without_udp_is_refused_where_there_is_a_nat()
    {
        QuickModePair pair = Pair(ChildMode.Tunnel, isBobBehind: false);
        pair.TryOffer();
        IkeFailure failure = pair.Bob.Read(pair.Bob.Respond(), Edited.Attribute(pair.Offer, 4, 1)).Failure!;
        Assert.Equal(V1NotifyType.NoProposalChosen, failure.V1Notify);
        Assert.Contains("Encapsulation mode", failure.Report!.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ChildMode.Tunnel)]
    [InlineData(ChildMode.Transport)]
    public void A_peer_may_leave_the_mode_to_us(ChildMode mode)
    {
        QuickModePair pair = Pair(mode, isBobBehind: false);
        pair.TryOffer();
        using QuickModeResponder responder = pair.Bob.Respond();
        QuickModePair.Succeed(pair.Bob.Read(responder, Edited.Attribute(pair.Offer, 4, null))); // RFC 2407 4.5: host-dependent
        Assert.Equal(mode, responder.Child!.Mode);
    }

    /// <summary>Example 1 of the RFC: the initiator is behind a NAT.</summary>
    [Fact]
    public void Transport_mode_tells_the_addresses_before_one_nat()
    {
        QuickModePair pair = Pair(ChildMode.Transport, isBobBehind: false).Complete();
        AssertOriginalAddresses(pair.Offer, 21, Iaddr, Raddr);
        AssertOriginalAddresses(pair.Answer, 21, NatPub, Raddr);
        Assert.Equal(Addresses(NatPub, Raddr), pair.Alice.Established.Info.OriginalAddresses);
        Assert.Equal(Addresses(Raddr, Iaddr), pair.Bob.Established.Info.OriginalAddresses);
        AssertSelectors(pair.Alice, Iaddr, Raddr);
        AssertSelectors(pair.Bob, Raddr, NatPub);
    }

    /// <summary>Example 2: both are.</summary>
    [Fact]
    public void Transport_mode_tells_the_addresses_before_two_nats()
    {
        QuickModePair pair = Pair(ChildMode.Transport, isBobBehind: true).Complete();
        AssertOriginalAddresses(pair.Offer, 21, Iaddr, Nat2Pub);
        AssertOriginalAddresses(pair.Answer, 21, NatPub, Raddr);
        Assert.Equal(Addresses(NatPub, Raddr), pair.Alice.Established.Info.OriginalAddresses);
        Assert.Equal(Addresses(Nat2Pub, Iaddr), pair.Bob.Established.Info.OriginalAddresses);
        AssertSelectors(pair.Alice, Iaddr, Nat2Pub);
        AssertSelectors(pair.Bob, Raddr, NatPub);
        Assert.Equal(QuickModeSide.Body(pair.Offer, PayloadType.V1Identification), QuickModeSide.Body(pair.Answer, PayloadType.V1Identification));
    }

    [Fact]
    public void In_the_drafts_each_side_tells_its_own_address_alone()
    {
        QuickModePair pair = Pair(ChildMode.Transport, isBobBehind: true, isDraft: true).Complete();
        AssertOriginalAddresses(pair.Offer, 131, Iaddr);
        AssertOriginalAddresses(pair.Answer, 131, Raddr);
        Assert.Equal(new OriginalAddresses(default, NetAddress.Parse(Raddr)), pair.Alice.Established.Info.OriginalAddresses);
        Assert.Equal(new OriginalAddresses(default, NetAddress.Parse(Iaddr)), pair.Bob.Established.Info.OriginalAddresses);
    }

    [Fact]
    public void In_tunnel_mode_no_address_is_told()
    {
        QuickModePair pair = Pair(ChildMode.Tunnel, isBobBehind: true).Complete();
        Assert.Equal([1, 10, 5, 5], QuickModeSide.Types(pair.Offer));
        Assert.Equal([1, 10, 5, 5], QuickModeSide.Types(pair.Answer));
        Assert.Null(pair.Bob.Established.Info.OriginalAddresses);
    }

    [Theory]
    [InlineData("02000000c0000201")]
    [InlineData("0100")]
    [InlineData("010000000a0000")]
    [InlineData("")]
    public void An_address_that_cannot_be_read_does_no_harm(string body)
    {
        QuickModePair pair = Pair(ChildMode.Transport, isBobBehind: false);
        pair.TryOffer();
        using QuickModeResponder responder = pair.Bob.Respond();
        QuickModePair.Succeed(pair.Bob.Read(responder, Edited.Payload(pair.Offer, PayloadType.V1NatOriginalAddress, Convert.FromHexString(body))));
        Assert.Null(responder.Child!.OriginalAddresses);
        QuickModePair.Succeed(pair.TryAnswer(answer => Edited.Payload(answer, PayloadType.V1NatOriginalAddress, null)));
        Assert.Null(pair.Initiator!.Child!.OriginalAddresses);
    }

    [Fact]
    public void A_peer_may_answer_in_transport_mode_with_the_addresses_that_it_sees()
    {
        QuickModePair pair = Pair(ChildMode.Transport, isBobBehind: true);
        pair.TryOffer();
        QuickModePair.Succeed(pair.TryAnswer(answer => Edited.Identities(answer, NatPub, Raddr)));
        Assert.Equal(Iaddr, pair.Initiator!.Child!.LocalSelectors[0].StartAddress.ToString());
        Assert.Equal(Nat2Pub, pair.Initiator.Child.RemoteSelectors[0].StartAddress.ToString());
    }

    [Theory]
    [InlineData(ChildMode.Transport, true, false, NatPub, Nat2Pub, true)]
    [InlineData(ChildMode.Transport, true, false, Iaddr, Raddr, false)] // the peer is behind no NAT
    [InlineData(ChildMode.Transport, false, true, Iaddr, Raddr, true)]
    [InlineData(ChildMode.Transport, false, true, NatPub, Nat2Pub, false)] // we are behind no NAT
    [InlineData(ChildMode.Transport, true, true, "10.0.0.0/24", Raddr, false)] // more than an address
    [InlineData(ChildMode.Tunnel, true, true, NatPub, Raddr, false)] // identities of tunnel mode are what they are
    public void Other_addresses_in_an_answer_are_taken_on_the_side_of_a_nat_alone(
        ChildMode mode, bool isLocalBehind, bool isRemoteBehind, string local, string remote, bool isRight)
    {
        QuickModePair pair = Pair(mode, isBobBehind: true);
        pair.Alice.Terms = pair.Alice.Terms with { IsLocalBehindNat = isLocalBehind, IsRemoteBehindNat = isRemoteBehind };
        QuickModePair.Succeed(pair.TryOffer());
        NegotiationStep step = pair.TryAnswer(answer => Edited.Identities(answer, local, remote));
        Assert.Equal(isRight, step.IsDone);
        Assert.Equal(isRight ? null : V1NotifyType.InvalidIdInformation, step.Failure?.V1Notify);
    }

    [Fact]
    public void A_child_of_transport_mode_says_nothing_about_an_offer_of_tunnel_mode()
    {
        QuickModePair pair = Pair(ChildMode.Tunnel, isBobBehind: false, bob: child => child.WithMode(ChildMode.Transport));
        Assert.Equal(V1NotifyType.InvalidIdInformation, pair.TryOffer().Failure!.V1Notify);
    }

    [Fact]
    public void A_child_of_tunnel_mode_never_takes_an_address_for_another()
    {
        QuickModePair pair = Pair(ChildMode.Transport, isBobBehind: false, bob: child => child);
        pair.TryOffer();
        IkeFailure failure = pair.Bob.Read(pair.Bob.Respond(), Edited.Attribute(pair.Offer, 4, null)).Failure!;
        Assert.Equal(V1NotifyType.InvalidIdInformation, failure.V1Notify);
    }

    [Fact]
    public void In_tunnel_mode_identities_stay_as_they_are()
    {
        // The peer's own address behind its NAT, which the child must name.
        QuickModePair pair = Pair(ChildMode.Tunnel, isBobBehind: false, bob: child => child.WithRemoteSelectors(Iaddr)).Complete();
        AssertSelectors(pair.Bob, Raddr, Iaddr);
        pair = Pair(ChildMode.Tunnel, isBobBehind: false, bob: child => child);
        Assert.Equal(V1NotifyType.InvalidIdInformation, pair.TryOffer().Failure!.V1Notify);
    }

    [Fact]
    public void A_child_of_transport_mode_may_name_the_address_behind_the_nat()
    {
        QuickModePair pair = Pair(ChildMode.Transport, isBobBehind: false, bob: child => child.WithMode(ChildMode.Transport).WithRemoteSelectors(Iaddr)).Complete();
        AssertSelectors(pair.Bob, Raddr, Iaddr);
    }

    private static QuickModePair Pair(ChildMode mode, bool isBobBehind, bool isDraft = false, Func<ChildProfileBuilder, ChildProfileBuilder>? bob = null)
    {
        PacketInfo alices = QuickModePair.Path(Iaddr, isBobBehind ? Nat2Pub : Raddr, 4500);
        PacketInfo bobs = QuickModePair.Path(Raddr, NatPub, 4500);
        bob ??= child => mode == ChildMode.Tunnel ? child.WithLocalSelectors("0.0.0.0/0").WithRemoteSelectors("0.0.0.0/0") : child.WithMode(mode);
        return new QuickModePair(
            QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1").WithMode(mode)),
            QuickModeSide.Profile(child => bob(child.WithEspProposals("aes128-sha1"))),
            alices,
            bobs).ThroughNat(isAliceBehind: true, isBobBehind, isDraft);
    }

    private static OriginalAddresses Addresses(string local, string remote) => new(NetAddress.Parse(local), NetAddress.Parse(remote));

    private static void AssertSelectors(QuickModeSide side, string local, string remote)
    {
        ChildSaInfo info = side.Established.Info;
        Assert.Equal(TrafficSelector.Parse(local), Assert.Single(info.LocalSelectors));
        Assert.Equal(TrafficSelector.Parse(remote), Assert.Single(info.RemoteSelectors));
    }

    private static void AssertOriginalAddresses(byte[] chain, byte type, params string[] addresses)
    {
        Assert.Equal(addresses.Length, QuickModeSide.Types(chain).Count(candidate => candidate == type));
        for (int i = 0; i < addresses.Length; i++)
        {
            byte[] octets = NetAddress.Parse(addresses[i]).ToIPAddress().GetAddressBytes();
            Assert.Equal([1, 0, 0, 0, .. octets], QuickModeSide.Body(chain, new PayloadType(type), i));
        }
    }
}
