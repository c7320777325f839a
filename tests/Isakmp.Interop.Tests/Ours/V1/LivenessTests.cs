using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Interop.Tests.Network;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Policies;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>Dead Peer Detection in both directions (RFC 3706), lost datagrams, and NATs that change their mind.</summary>
public class LivenessTests
{
    private const string Question = "[ HASH N(R-U-THERE) ]";
    private const string Answer = "[ HASH N(R-U-THERE-ACK) ]";

    private static readonly RetransmissionPolicy s_hasty = new() { InitialTimeout = TimeSpan.FromSeconds(0.1), Base = 1, Tries = 2 };

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Charon_answers_our_question(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        for (int i = 1; i <= 3; i++)
        {
            pair.CheckLiveness();
            await pair.Ours.WaitForReceivedAsync(Answer, i);
        }

        Assert.False(pair.Ours.HasSeen<PeerUnresponsiveEvent>());
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task We_ask_by_ourselves_after_silence(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role, profile => profile.WithLiveness(TimeSpan.FromSeconds(0.2)));
        await pair.Ours.WaitForReceivedAsync(Answer, 2);
        Assert.Single(pair.Ours.Host.List());
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task We_answer_charons_questions(Role role)
    {
        Scenario scenario = IkeV1Scenarios.Get("tunnel");
        Side Asks(Side side) => side with { LivenessInterval = TimeSpan.FromSeconds(1) };
        return Laboratory.RunAsync(role == Role.Initiator ? scenario.WithResponder(Asks) : scenario.WithInitiator(Asks), async laboratory =>
        {
            // The side of the scenario that asks is charon's; ours has no interval. Charon looks at the number in the answer.
            Pair pair = await Pair.EstablishAsync(laboratory, role);
            await pair.Charon.WaitForLogAsync("[ HASH N(DPD_ACK) ]");
            await pair.Ours.WaitForReceivedAsync(Question, 3); // by then it has looked at an answer
            Assert.DoesNotContain("received invalid DPD sequence number", pair.Charon.ReadLog().Text, StringComparison.Ordinal);
            Assert.Equal("ESTABLISHED", Assert.Single(await pair.Charon.ListSasAsync()).State);
        });
    }

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task A_dead_charon_is_given_up(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role, profile => profile.WithRetransmission(s_hasty));
        await pair.Charon.KillAsync();
        pair.CheckLiveness();
        Assert.Equal(3, (await pair.Ours.WaitForAsync<PeerUnresponsiveEvent>()).Transmissions);
        Assert.Equal(CloseReason.PeerUnresponsive, (await pair.Ours.WaitForAsync<ConnectionClosedEvent>()).Reason);
        Assert.True(pair.Ours.HasSeen<ChildSaClosedEvent>());
        Assert.Empty(pair.Ours.Host.List());
    });

    [Fact]
    public Task Nobody_there_is_reported() => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        OurSide alice = OurSide.Start(laboratory, Role.Initiator, profile => profile.WithRetransmission(s_hasty));
        await Assert.ThrowsAsync<IkeNegotiationException>(alice.ConnectAsync);
        IkeFailure failure = (await alice.WaitForAsync<ConnectionClosedEvent>()).Failure!;
        Assert.Equal(FailureKind.Unresponsive, failure.Kind);
        Assert.Equal(NegotiationFailure.NoAnswer, failure.Report?.Failure);
    });

    // The first so many in both directions together.
    [Theory]
    [InlineData(Role.Initiator, 1)]
    [InlineData(Role.Initiator, 2)]
    [InlineData(Role.Initiator, 3)]
    [InlineData(Role.Initiator, 4)]
    [InlineData(Role.Responder, 1)]
    [InlineData(Role.Responder, 2)]
    [InlineData(Role.Responder, 3)]
    [InlineData(Role.Responder, 4)]
    public Task Lost_datagrams_are_sent_again(Role role, int lost) => Laboratory.RunAsync(IkeV1Scenarios.Get("NAT before the initiator"), async laboratory =>
    {
        NatOf(laboratory).DropNext = lost;
        RetransmissionPolicy patient = s_hasty with { Tries = 10 };
        CharonOptions hasty = new() { RetransmitTimeout = TimeSpan.FromSeconds(0.1), RetransmitBase = 1, RetransmitTries = 10 };
        Pair pair = await Pair.EstablishAsync(laboratory, role, profile => profile.WithRetransmission(patient), hasty);
        await OurExpectations.AssertAgreesAsync(laboratory, role, pair.Ours, pair.Charon);
        Assert.Equal(0, NatOf(laboratory).DropNext);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Every_third_datagram_may_be_lost(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("NAT before the initiator"), async laboratory =>
    {
        RetransmissionPolicy patient = s_hasty with { Tries = 10 };
        CharonOptions hasty = new() { RetransmitTimeout = TimeSpan.FromSeconds(0.1), RetransmitBase = 1, RetransmitTries = 10 };
        NatOf(laboratory).DropEvery = 3;
        Pair pair = await Pair.EstablishAsync(laboratory, role, profile => profile.WithRetransmission(patient), hasty);
        NatOf(laboratory).DropEvery = 0;
        await OurExpectations.AssertAgreesAsync(laboratory, role, pair.Ours, pair.Charon);
    });

    [Fact]
    public Task Charon_follows_us_through_a_NAT_that_rebinds() => Laboratory.RunAsync(IkeV1Scenarios.Get("NAT before the initiator"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, Role.Initiator);
        NatOf(laboratory).Rebind();
        pair.CheckLiveness();
        await pair.Charon.WaitForSasAsync(sas => sas.Single().RemotePort == NatOf(laboratory).OutsidePort(4500));
    });

    [Fact]
    public Task We_follow_charon_through_a_NAT_that_rebinds()
    {
        Scenario scenario = IkeV1Scenarios.Get("NAT before the initiator").WithInitiator(side => side with { LivenessInterval = TimeSpan.FromSeconds(1) });
        return Laboratory.RunAsync(scenario, async laboratory =>
        {
            Pair pair = await Pair.EstablishAsync(laboratory, Role.Responder);
            NatOf(laboratory).Rebind();
            PathChangedEvent moved = await pair.Ours.WaitForAsync<PathChangedEvent>(change => change.Current.Remote.Port == NatOf(laboratory).OutsidePort(4500));
            Assert.Equal(moved.Previous.Remote.Address, moved.Current.Remote.Address);
            await pair.Charon.WaitForLogAsync("[ HASH N(DPD_ACK) ]");
        });
    }

    [Fact]
    public Task A_NAT_before_us_is_kept_open() => Laboratory.RunAsync(IkeV1Scenarios.Get("NAT before the initiator"), async laboratory =>
    {
        await Pair.EstablishAsync(laboratory, Role.Initiator, profile => profile.WithKeepAlive(TimeSpan.FromSeconds(0.1)));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        while (NatOf(laboratory).KeepAlives < 2)
        {
            await Task.Delay(10, limit.Token);
        }
    });

    private static NatGateway NatOf(Laboratory laboratory) => Assert.IsType<NatGateway>(laboratory.Network.Nat);
}
