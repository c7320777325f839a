using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>Bounded queues, bounded work, and a driver that does not take what it should.</summary>
public sealed class BoundsTests
{
    [Fact]
    public void Advance_with_ten_thousand_SAs_resumes_where_it_stopped()
    {
        const int Count = 10_000;
        var clock = new VirtualClock();
        using IkeEndpoint endpoint = Endpoint([]);
        PeerProfile profile = new PeerProfileBuilder("peer").WithProposals("aes128-sha256-x25519").AddChild("net").Build(CryptoProvider.Default);
        byte[] buffer = new byte[65_535];
        for (int i = 0; i < Count; i++)
        {
            var remote = NetAddress.FromBytes([198, 51, (byte)(i >> 8), (byte)(i & 0xff)]);
            endpoint.Connect(profile, new PacketInfo(NetEndPoint.Parse("192.0.2.1:500"), new NetEndPoint(remote, 500)), clock.Now);
        }

        Assert.Equal(Count, Drain(endpoint, buffer).Count);
        clock.Advance(TimeSpan.FromSeconds(4));
        var repeated = new HashSet<NetEndPoint>();
        int calls = 0;
        while (endpoint.NextTimeout <= clock.Now)
        {
            endpoint.Advance(clock.Now);
            List<NetEndPoint> sent = Drain(endpoint, buffer);
            Assert.InRange(sent.Count, 1, 2_000);
            Assert.All(sent, remote => Assert.True(repeated.Add(remote)));
            calls++;
        }

        Assert.Equal(Count, repeated.Count);
        Assert.InRange(calls, 5, 20);
        Assert.Equal(Count, endpoint.Statistics.Retransmitted);
        IkeInstant next = Assert.NotNull(endpoint.NextTimeout);
        Assert.True(next > clock.Now && next <= clock.Now + TimeSpan.FromSeconds(7.2)); // the wheel may turn before a timer is due
        Assert.Equal(TimerReason.Retransmission, endpoint.NextTimeoutReason);
    }

    [Fact]
    public void An_SA_whose_output_is_not_taken_takes_no_more_input()
    {
        using Pair pair = Pair.Connected();
        IkeEndpoint bob = pair.Bob.Endpoint;
        SimulatedDatagram request = pair.Network.Sent[2];
        var path = new PacketInfo(request.Destination, request.Source);
        ReceiveResult[] results = [.. Enumerable.Range(0, 12).Select(_ => bob.Receive(request.Message, path, pair.Clock.Now))];
        Assert.Equal(Enumerable.Repeat(ReceiveResult.AnsweredFromCache, 4), results[..4]);
        Assert.Equal(Enumerable.Repeat(ReceiveResult.Busy, 8), results[4..]);
        Assert.Equal(8, bob.Statistics.Busy);
        Assert.Equal(4, Drain(bob, new byte[65_535]).Count);
        Assert.Equal(ReceiveResult.AnsweredFromCache, bob.Receive(request.Message, path, pair.Clock.Now));
    }

    [Fact]
    public void Answers_to_strangers_are_bounded()
    {
        using var pair = new Pair(new PairOptions { CookieThreshold = 0 });
        byte[] first = FirstMessage(pair);
        IkeEndpoint bob = pair.Bob.Endpoint;
        for (int i = 0; i < 5_000; i++)
        {
            var stranger = new NetEndPoint(NetAddress.FromBytes([203, 0, (byte)(i >> 8), (byte)(i & 0xff)]), 500);
            Assert.Equal(ReceiveResult.AnsweredStateless, bob.Receive(first, new PacketInfo(new NetEndPoint(pair.Bob.Address, 500), stranger), pair.Clock.Now));
        }

        Assert.Equal(1_024, Drain(bob, new byte[65_535]).Count);
        Assert.Equal(5_000 - 1_024, bob.Statistics.OutputsDropped);
        Assert.Equal((0, 0), (bob.IkeSaCount, bob.ConnectionCount));
        Assert.Null(bob.NextTimeout);
    }

    [Fact]
    public void Events_about_strangers_are_bounded()
    {
        using var pair = new Pair(new PairOptions { BobProposal = "aes128-sha256-x25519" });
        byte[] first = FirstMessage(pair);
        IkeEndpoint bob = pair.Bob.Endpoint;
        for (int i = 0; i < 500; i++)
        {
            bob.Receive(first, new PacketInfo(new NetEndPoint(pair.Bob.Address, 500), new NetEndPoint(pair.Alice.Address, (ushort)(i + 1))), pair.Clock.Now);
        }

        int events = 0;
        while (bob.TryGetEvent(out IkeEvent? happened))
        {
            Assert.IsType<NegotiationRefusedEvent>(happened);
            events++;
        }

        // after a hundred refusals within a second the rest must bring a cookie first
        Assert.Equal(64, events);
        Assert.Equal((100 - 64, 400), (bob.Statistics.EventsDropped, bob.Statistics.CookiesSent));
    }

    [Fact]
    public void Half_open_SAs_of_one_address_are_bounded_and_room_returns()
    {
        using var pair = new Pair(new PairOptions { HalfOpenLimitPerAddress = 10 });
        byte[] first = FirstMessage(pair);
        IkeEndpoint bob = pair.Bob.Endpoint;
        ReceiveResult From(int port) => bob.Receive(
            first, new PacketInfo(new NetEndPoint(pair.Bob.Address, 500), new NetEndPoint(pair.Alice.Address, (ushort)port)), pair.Clock.Now);
        Assert.All(Enumerable.Range(1, 10), port => Assert.Equal(ReceiveResult.Processed, From(port)));
        Assert.All(Enumerable.Range(11, 10), port => Assert.Equal(ReceiveResult.LimitReached, From(port)));
        Assert.Equal((10, 10), (bob.HalfOpenCount, bob.IkeSaCount));
        Drain(bob, new byte[65_535]);
        pair.RunFor(TimeSpan.FromSeconds(31));
        Assert.Equal(0, bob.HalfOpenCount);
        Assert.Equal(ReceiveResult.Processed, From(30));
    }

    [Fact]
    public void Keep_alives_do_not_pile_up()
    {
        using Pair pair = Pair.Connected(new PairOptions { AliceAddress = NetAddress.Parse("10.0.0.1"), AliceNat = new SimulatedNat("203.0.113.1") });
        IkeEndpoint alice = pair.Alice.Endpoint;
        for (int i = 0; i < 1_000; i++)
        {
            pair.Clock.Advance(TimeSpan.FromSeconds(20));
            alice.Advance(pair.Clock.Now);
        }

        Assert.Single(Drain(alice, new byte[65_535]));
    }

    [Fact]
    public void Time_that_goes_back_does_no_harm()
    {
        using Pair pair = Pair.Connected(new PairOptions { Both = profile => profile.WithLiveness(TimeSpan.FromSeconds(30)) });
        IkeInstant early = pair.Clock.Now;
        pair.RunFor(TimeSpan.FromSeconds(100));
        IkeInstant? next = pair.Alice.Endpoint.NextTimeout;
        pair.Alice.Endpoint.Advance(early);
        pair.Alice.Drain();
        Assert.Equal(next, pair.Alice.Endpoint.NextTimeout);
        pair.RunFor(TimeSpan.FromSeconds(100));
        pair.AssertAgreement();
    }

    private static byte[] FirstMessage(Pair pair)
    {
        pair.Network.Drops = static _ => true;
        pair.ConnectAlice();
        return pair.Network.Sent.Single().Message;
    }

    private static List<NetEndPoint> Drain(IkeEndpoint endpoint, byte[] buffer)
    {
        var sent = new List<NetEndPoint>();
        while (endpoint.TryGetTransmit(buffer, out Transmit transmit) == TransmitStatus.Ready)
        {
            sent.Add(transmit.Path.Remote);
        }

        return sent;
    }

    private static IkeEndpoint Endpoint(PeerProfile[] profiles) => new(new IkeEndpointOptions
    {
        Crypto = CryptoProvider.Default,
        Random = new SeededRandom(1),
        Credentials = new CredentialStore().AddSharedKey("correct horse battery staple"),
        Profiles = [.. profiles],
    });
}
