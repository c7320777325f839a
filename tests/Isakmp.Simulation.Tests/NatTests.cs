using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Simulation.Tests;

/// <summary>NAT traversal: RFC 7296 section 2.23, RFC 3948.</summary>
public sealed class NatTests
{
    private static readonly NetAddress AliceInside = NetAddress.Parse("10.0.0.1");
    private static readonly NetAddress BobInside = NetAddress.Parse("10.9.0.2");

    [Fact]
    public void Without_a_NAT_everything_stays_on_port_500_and_nothing_keeps_it_alive()
    {
        using Pair pair = Pair.Connected();
        pair.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(4, pair.Network.Sent.Count);
        Assert.All(pair.Network.Sent, static sent => Assert.Equal((500, 500), (sent.Source.Port, sent.Destination.Port)));
        foreach (SimulatedHost host in (ReadOnlySpan<SimulatedHost>)[pair.Alice, pair.Bob])
        {
            IkeSaInfo info = Assert.Single(host.Established);
            Assert.False(info.IsLocalBehindNat || info.IsRemoteBehindNat || info.Children[0].IsUdpEncapsulated);
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Either_side_finds_the_NATs_and_IKE_AUTH_goes_to_port_4500_with_a_marker(bool aliceHidden, bool bobHidden)
    {
        using Pair pair = Pair.Connected(Hidden(aliceHidden, bobHidden));
        IkeSaInfo alice = Assert.Single(pair.Alice.Established);
        IkeSaInfo bob = Assert.Single(pair.Bob.Established);
        Assert.Equal((aliceHidden, bobHidden), (alice.IsLocalBehindNat, alice.IsRemoteBehindNat));
        Assert.Equal((bobHidden, aliceHidden), (bob.IsLocalBehindNat, bob.IsRemoteBehindNat));
        Assert.True(alice.Children[0].IsUdpEncapsulated);
        pair.AssertAgreement();

        SimulatedDatagram[] sent = [.. pair.Network.Sent];
        Assert.Equal([500, 500, 4500, 4500], sent.Select(static datagram => (int)datagram.Source.Port));
        Assert.All(sent[2..], static datagram => Assert.Equal([0, 0, 0, 0], datagram.Octets[..4]));
        Assert.All(sent[..2], static datagram => Assert.NotEqual([0, 0, 0, 0], datagram.Octets[..4]));
        Assert.Equal(new NetEndPoint(aliceHidden ? NetAddress.Parse("203.0.113.1") : pair.Alice.Address, bob.Path.Remote.Port), bob.Path.Remote);
        Assert.Equal(aliceHidden ? 40_001 : 4500, bob.Path.Remote.Port);
        Assert.Equal(Encapsulation.NonEspMarker, bob.Path.Encapsulation);
        Assert.Equal(alice.Path, alice.Children[0].Path);
        Assert.Empty(pair.Bob.EventsOf<PathChangedEvent>()); // the move to port 4500 belongs to the handshake
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Forced_encapsulation_moves_to_port_4500_without_any_NAT(bool aliceForces)
    {
        using Pair pair = Pair.Connected(new PairOptions
        {
            AliceOnly = profile => profile.WithForcedEncapsulation(aliceForces),
            BobOnly = profile => profile.WithForcedEncapsulation(!aliceForces),
        });
        IkeSaInfo forcing = Assert.Single((aliceForces ? pair.Alice : pair.Bob).Established);
        IkeSaInfo other = Assert.Single((aliceForces ? pair.Bob : pair.Alice).Established);
        Assert.True(other.IsRemoteBehindNat);
        Assert.False(forcing.IsLocalBehindNat || forcing.IsRemoteBehindNat || other.IsLocalBehindNat);
        Assert.True(forcing.Children[0].IsUdpEncapsulated && other.Children[0].IsUdpEncapsulated);
        Assert.Equal((4500, 4500), (forcing.Path.Local.Port, forcing.Path.Remote.Port));
        Assert.Equal((4500, 4500), (other.Path.Local.Port, other.Path.Remote.Port));
        pair.AssertAgreement();
    }

    [Fact]
    public void Other_ports_for_NAT_traversal_are_used_where_the_profile_names_them()
    {
        using Pair pair = new(new PairOptions
        {
            Both = profile => profile.WithForcedEncapsulation(),
            AliceOnly = profile => profile.WithNatTraversalPorts(14500, 24500),
            BobOnly = profile => profile.WithNatTraversalPorts(24500, 14500),
        });
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal((14500, 24500), (Assert.Single(pair.Alice.Established).Path.Local.Port, Assert.Single(pair.Alice.Established).Path.Remote.Port));
        Assert.Equal((24500, 14500), (Assert.Single(pair.Bob.Established).Path.Local.Port, Assert.Single(pair.Bob.Established).Path.Remote.Port));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Who_is_behind_a_NAT_keeps_it_open_by_one_octet_at_the_interval(bool aliceHidden, bool bobHidden)
    {
        using Pair pair = Pair.Connected(Hidden(aliceHidden, bobHidden));
        pair.Network.Sent.Clear();
        IkeInstant established = Assert.Single(pair.Alice.Established).EstablishedAt!.Value;
        pair.RunFor(TimeSpan.FromSeconds(110));
        Assert.Equal(aliceHidden ? 5 : 0, pair.Bob.KeepAlivesReceived);
        Assert.Equal(bobHidden ? 5 : 0, pair.Alice.KeepAlivesReceived);
        Assert.All(pair.Network.Sent, static sent => Assert.Equal([0xff], sent.Octets));
        Assert.All(pair.Network.Sent, static sent => Assert.Equal(4500, sent.Source.Port));
        double[] times = [.. pair.Network.Sent.Where(sent => sent.Source.Address == AliceInside).Select(sent => (sent.Time - established).TotalSeconds)];
        Assert.All(times.Select((time, number) => time - (20 * (number + 1))), static late => Assert.InRange(late, -0.1, 0.1));
        Assert.DoesNotContain(ReceiveResult.Malformed, pair.Bob.Results.Keys);
    }

    [Fact]
    public void A_message_keeps_the_NAT_open_as_well_as_a_keep_alive()
    {
        using Pair pair = Pair.Connected(Hidden(aliceHidden: true, bobHidden: false));
        pair.RunFor(TimeSpan.FromSeconds(15));
        CheckLiveness(pair.Alice);
        pair.RunFor(TimeSpan.FromSeconds(15)); // 30 s: the message was 15 s ago
        Assert.Equal(0, pair.Bob.KeepAlivesReceived);
        pair.RunFor(TimeSpan.FromSeconds(6)); // 36 s: now the message was 21 s ago
        Assert.Equal(1, pair.Bob.KeepAlivesReceived);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(60, false)]
    public void Keep_alives_hold_a_mapping_of_thirty_seconds_if_they_come_often_enough(int interval, bool holds)
    {
        using Pair pair = Pair.Connected(new PairOptions
        {
            AliceAddress = AliceInside,
            AliceNat = new SimulatedNat("203.0.113.1") { MappingLifetime = TimeSpan.FromSeconds(30) },
            AliceOnly = profile => profile.WithKeepAlive(TimeSpan.FromSeconds(interval)),
        });
        pair.RunFor(TimeSpan.FromSeconds(355)); // 55 s after a keep-alive of the slow one
        CheckLiveness(pair.Bob);
        pair.RunFor(TimeSpan.FromSeconds(3));
        Assert.Equal(holds, pair.Alice.Results[ReceiveResult.Processed] == 3);
        Assert.Equal(holds, pair.Bob.Endpoint.Statistics.Retransmitted == 0 && pair.Bob.Results[ReceiveResult.Processed] == 3);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("203.0.113.11")]
    public void An_authentic_message_moves_the_SA_to_the_new_address_of_its_NAT(string? outside)
    {
        PairOptions options = Hidden(aliceHidden: true, bobHidden: false);
        using Pair pair = Pair.Connected(options);
        PacketInfo before = Assert.Single(pair.Bob.Established).Path;
        options.AliceNat!.Rebind(outside);
        pair.RunFor(TimeSpan.FromSeconds(30)); // keep-alives prove nothing
        Assert.Equal(before, Assert.Single(pair.Bob.Established).Path);

        CheckLiveness(pair.Alice);
        pair.RunFor(TimeSpan.FromSeconds(1));
        PathChangedEvent moved = Assert.Single(pair.Bob.EventsOf<PathChangedEvent>());
        Assert.Equal(before, moved.Previous);
        Assert.Equal(before with { Remote = new NetEndPoint(NetAddress.Parse(outside ?? "203.0.113.1"), 40_002) }, moved.Current);
        Assert.Equal(moved.Current, Assert.Single(pair.Bob.Established).Path);
        Assert.Equal(3, pair.Alice.Results[ReceiveResult.Processed]); // the reply came to the new address

        CheckLiveness(pair.Bob);
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(moved.Current.Remote, pair.Network.Sent[^2].Destination);
        Assert.Equal(0, pair.Bob.Endpoint.Statistics.Retransmitted);
        Assert.Single(pair.Bob.EventsOf<PathChangedEvent>());
        Assert.Empty(pair.Alice.EventsOf<PathChangedEvent>());
    }

    [Fact]
    public void Who_is_behind_a_NAT_itself_answers_a_new_address_but_does_not_move_to_it()
    {
        PairOptions options = Hidden(aliceHidden: true, bobHidden: true);
        using Pair pair = Pair.Connected(options);
        PacketInfo before = Assert.Single(pair.Bob.Established).Path;
        options.AliceNat!.Rebind();
        CheckLiveness(pair.Alice);
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(3, pair.Alice.Results[ReceiveResult.Processed]);
        Assert.Equal(before, Assert.Single(pair.Bob.Established).Path);
        Assert.Empty(pair.Bob.EventsOf<PathChangedEvent>());
    }

    [Fact]
    public void Without_a_NAT_a_new_address_gets_the_answer_and_does_not_move_the_SA()
    {
        using Pair pair = Pair.Connected();
        byte[] question = Catch(pair, () => CheckLiveness(pair.Alice));
        var elsewhere = NetEndPoint.Parse("203.0.113.99:500");
        pair.Network.Inject(elsewhere, new NetEndPoint(pair.Bob.Address, 500), question);
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(elsewhere, pair.Network.Sent[^1].Destination);
        Assert.Equal(pair.Alice.Address, Assert.Single(pair.Bob.Established).Path.Remote.Address);
        Assert.Empty(pair.Bob.EventsOf<PathChangedEvent>());
    }

    [Theory]
    [InlineData(0)] // the last request: answered again, to where it came from
    [InlineData(1)] // one before it
    [InlineData(2)] // an old response
    [InlineData(3)] // IKE_AUTH
    [InlineData(4)] // IKE_SA_INIT
    public void A_replayed_message_from_a_new_address_moves_nothing(int which)
    {
        using Pair pair = Pair.Connected(Hidden(aliceHidden: true, bobHidden: false));
        CheckLiveness(pair.Bob);
        pair.RunFor(TimeSpan.FromSeconds(1));
        CheckLiveness(pair.Alice);
        pair.RunFor(TimeSpan.FromSeconds(1));
        CheckLiveness(pair.Alice);
        pair.RunFor(TimeSpan.FromSeconds(1));
        PacketInfo before = Assert.Single(pair.Bob.Established).Path;
        SimulatedDatagram[] fromAlice = [.. pair.Network.Sent.Where(static sent => sent.Source.Address == AliceInside)];
        Assert.Equal(5, fromAlice.Length);
        SimulatedDatagram old = fromAlice[which switch { 0 => 4, 1 => 3, 2 => 2, 3 => 1, _ => 0 }];
        Assert.Equal(which == 2, IsResponse(old));

        pair.Network.Inject(NetEndPoint.Parse("203.0.113.99:4500"), old.Destination, old.Octets);
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(before, Assert.Single(pair.Bob.Established).Path);
        Assert.Empty(pair.Bob.EventsOf<PathChangedEvent>());
        CheckLiveness(pair.Bob);
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(before.Remote, pair.Network.Sent[^2].Destination);
        Assert.Empty(pair.Bob.EventsOf<PeerUnresponsiveEvent>());
    }

    [Fact]
    public void Changes_that_nobody_has_taken_yet_become_one_event()
    {
        using Pair pair = Pair.Connected(Hidden(aliceHidden: true, bobHidden: false));
        IkeEndpoint bob = pair.Bob.Endpoint;
        PacketInfo before = Assert.Single(pair.Bob.Established).Path;
        for (ushort port = 1; port <= 3; port++)
        {
            byte[] question = Catch(pair, () => CheckLiveness(pair.Alice));
            PacketInfo moved = before with { Remote = before.Remote with { Port = port } };
            Assert.Equal(ReceiveResult.Processed, bob.Receive(question.AsSpan(4), moved, pair.Clock.Now));
            byte[] buffer = new byte[65_535];
            Assert.Equal(TransmitStatus.Ready, bob.TryGetTransmit(buffer, out Transmit answer));
            Assert.Equal(moved.Remote, answer.Path.Remote);
            pair.Network.Inject(
                new NetEndPoint(pair.Bob.Address, 4500), before.Remote, [0, 0, 0, 0, .. buffer.AsSpan(0, answer.Length)]);
            while (pair.Alice.Results[ReceiveResult.Processed] < 2 + port)
            {
                Assert.True(pair.Network.TryTakeArrived(out SimulatedDatagram? arrived));
                pair.Alice.Receive(arrived!);
            }
        }

        pair.Bob.Drain();
        PathChangedEvent change = Assert.Single(pair.Bob.EventsOf<PathChangedEvent>());
        Assert.Equal((before.Remote.Port, (ushort)3), (change.Previous.Remote.Port, change.Current.Remote.Port));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Transport_mode_between_the_endpoints_themselves_goes_through_NATs(bool aliceHidden, bool bobHidden)
    {
        using var pair = new Pair(Hidden(aliceHidden, bobHidden, profile => profile.AddChild("host", child => child.WithMode(ChildMode.Transport))));
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));

        // RFC 7296 2.23.1: IP1 and IPN2 as the client sees them, IPN1 and IP2 as the server does
        ChildSaInfo alice = Assert.Single(Assert.Single(pair.Alice.Established).Children);
        ChildSaInfo bob = Assert.Single(Assert.Single(pair.Bob.Established).Children);
        NetAddress bobOutside = bobHidden ? NetAddress.Parse("203.0.113.2") : pair.Bob.Address;
        NetAddress aliceOutside = aliceHidden ? NetAddress.Parse("203.0.113.1") : pair.Alice.Address;
        Assert.Equal([TrafficSelector.ForAddress(pair.Alice.Address)], alice.LocalSelectors);
        Assert.Equal([TrafficSelector.ForAddress(bobOutside)], alice.RemoteSelectors);
        Assert.Equal([TrafficSelector.ForAddress(pair.Bob.Address)], bob.LocalSelectors);
        Assert.Equal([TrafficSelector.ForAddress(aliceOutside)], bob.RemoteSelectors);
        Assert.Equal((ChildMode.Transport, ChildMode.Transport), (alice.Mode, bob.Mode));
        Assert.Equal((alice.InboundSpi, alice.OutboundSpi), (bob.OutboundSpi, bob.InboundSpi));
        Assert.Empty(pair.Alice.EventsOf<ChildSaFailedEvent>());
    }

    [Fact]
    public void Transport_mode_with_addresses_of_the_inside_in_the_policy_is_found_by_them()
    {
        PairOptions hidden = Hidden(aliceHidden: true, bobHidden: false);
        using var pair = new Pair(new PairOptions
        {
            AliceAddress = hidden.AliceAddress,
            AliceNat = hidden.AliceNat,
            EspProposal = null,
            AliceOnly = profile => profile.AddChild("host", child => child.WithMode(ChildMode.Transport)),
            BobOnly = profile => profile.AddChild("host", child => child.WithMode(ChildMode.Transport).WithRemoteSelectors("10.0.0.1/32")),
        });
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.AssertAgreement();
        Assert.Equal([TrafficSelector.ForAddress(AliceInside)], Assert.Single(Assert.Single(pair.Bob.Established).Children).RemoteSelectors);
    }

    private static PairOptions Hidden(bool aliceHidden, bool bobHidden, Action<PeerProfileBuilder>? children = null) => new()
    {
        EspProposal = children is null ? "aes256gcm16" : null,
        Both = children,
        AliceAddress = aliceHidden ? AliceInside : NetAddress.Parse("192.0.2.1"),
        BobAddress = bobHidden ? BobInside : NetAddress.Parse("198.51.100.2"),
        AliceNat = aliceHidden ? new SimulatedNat("203.0.113.1") : null,
        BobNat = bobHidden
            ? new SimulatedNat("203.0.113.2").Forward(500, new NetEndPoint(BobInside, 500)).Forward(4500, new NetEndPoint(BobInside, 4500))
            : null,
    };

    private static void CheckLiveness(SimulatedHost host) =>
        Assert.True(host.Call((endpoint, now) => endpoint.CheckLiveness(Assert.Single(host.Established).Connection, now)));

    /// <summary>Catches what a call sends, so that it does not arrive.</summary>
    private static byte[] Catch(Pair pair, Action call)
    {
        pair.Network.Drops = static _ => true;
        int before = pair.Network.Sent.Count;
        call();
        pair.Network.Drops = null;
        Assert.Equal(before + 1, pair.Network.Sent.Count);
        return pair.Network.Sent[^1].Octets;
    }

    private static bool IsResponse(SimulatedDatagram datagram)
    {
        Assert.True(IkeHeader.TryRead(datagram.Message, out IkeHeader header).IsOk);
        return header.IsResponse;
    }
}
