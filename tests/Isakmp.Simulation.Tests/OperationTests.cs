using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>Questions to the caller: answered, answered late, and left to their defaults, which deny.</summary>
public sealed class OperationTests
{
    private const EndpointQuestions All = EndpointQuestions.SelectProfile | EndpointQuestions.SharedKey | EndpointQuestions.Authorize
        | EndpointQuestions.AllocateSpi | EndpointQuestions.InstallInbound | EndpointQuestions.KeyAgreement;

    private static readonly string[] AliceAsks = ["GetSharedKey", "AllocateSpi", "KeyAgreement", "Authorize", "InstallInbound"];
    private static readonly string[] BobAsks = ["SelectProfile", "KeyAgreement", "GetSharedKey", "Authorize", "AllocateSpi", "InstallInbound"];

    [Fact]
    public void Every_question_is_asked_and_the_answers_hold()
    {
        using Pair pair = Asking(out OperationAnswers alice, out OperationAnswers bob);
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.AssertAgreement();
        Assert.Equal(AliceAsks.Order(), Names(pair.Alice).Order());
        Assert.Equal([.. BobAsks.Append("SelectProfile").Order()], Names(pair.Bob).Order());
        Assert.Equal(alice.Allocated, pair.Alice.Established.Single().Children.Select(static child => child.InboundSpi));
        Assert.Equal(bob.Allocated, pair.Bob.Established.Single().Children.Select(static child => child.InboundSpi));
        Assert.Equal(4, pair.Network.Sent.Count);

        pair.Bob.Call((endpoint, now) =>
        {
            endpoint.CloseAll(now);
            return true;
        });
        pair.RunFor(TimeSpan.FromMinutes(1));
        AssertReleased(pair.Alice, alice);
        AssertReleased(pair.Bob, bob);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1)]
    public void Late_answers_are_as_good_while_the_peer_repeats_itself(int seconds)
    {
        using Pair pair = Asking(out OperationAnswers alice, out OperationAnswers bob);
        var due = new PriorityQueue<Func<bool>, long>();
        foreach ((SimulatedHost host, OperationAnswers answers) in ((SimulatedHost, OperationAnswers)[])[(pair.Alice, alice), (pair.Bob, bob)])
        {
            host.Answers = operation => due.Enqueue(
                () =>
                {
                    bool taken = answers.Complete(operation);
                    host.Drain();
                    return taken;
                },
                (pair.Clock.Now + TimeSpan.FromSeconds(seconds)).MonotonicTicks);
        }

        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromMilliseconds(100));
        while (due.TryDequeue(out Func<bool>? answer, out long at))
        {
            pair.RunFor(new TimeSpan(at - pair.Clock.Now.MonotonicTicks));
            Assert.True(answer());
            pair.RunFor(TimeSpan.FromMilliseconds(100));
        }

        Assert.Single(pair.Alice.Established);
        pair.AssertAgreement();
        Assert.Equal(BobAsks.Length + 1, pair.Bob.Operations.Count); // a repeated request asks nothing again
        Assert.Equal(seconds > 0, pair.Bob.Endpoint.Statistics.Duplicates > 0);
        Assert.Equal(0, pair.Bob.Endpoint.Statistics.NotAuthentic);
    }

    /// <summary>Who asks what; what becomes of the IKE SA at Alice and at Bob, if it ends.</summary>
    public static TheoryData<bool, string, CloseReason?, CloseReason?> Defaults => new()
    {
        { true, "GetSharedKey", CloseReason.AuthenticationFailed, null },
        { true, "AllocateSpi", CloseReason.Denied, null },
        { true, "KeyAgreement", CloseReason.Denied, null },
        { true, "Authorize", CloseReason.Denied, CloseReason.AuthenticationFailed },
        { true, "InstallInbound", null, null },
        { false, "SelectProfile", CloseReason.PeerIncompatible, null },
        { false, "KeyAgreement", CloseReason.PeerIncompatible, null },
        { false, "GetSharedKey", CloseReason.AuthenticationFailed, CloseReason.AuthenticationFailed },
        { false, "Authorize", CloseReason.AuthenticationFailed, CloseReason.Denied },
        { false, "AllocateSpi", null, null },
        { false, "InstallInbound", null, null },
    };

    [Theory]
    [MemberData(nameof(Defaults))]
    public void Without_an_answer_the_default_denies_at_the_deadline(bool atAlice, string question, CloseReason? aliceEnds, CloseReason? bobEnds)
    {
        using Pair pair = Asking(out OperationAnswers alice, out OperationAnswers bob);
        SimulatedHost host = atAlice ? pair.Alice : pair.Bob;
        (atAlice ? alice : bob).Leaves = operation => Name(operation) == question;
        IkeInstant asked = default;
        pair.ConnectAlice();
        Assert.True(pair.RunUntil(() => host.Operations.Count > 0 && Name(host.Operations[^1]) == question, TimeSpan.FromSeconds(1)));
        IkeOperation open = host.Operations[^1];
        asked = pair.Clock.Now;
        Assert.Equal(asked + TimeSpan.FromSeconds(10), open.Deadline);
        Assert.False(open.IsAnswered);
        Assert.True(pair.RunUntil(() => open.IsAnswered, TimeSpan.FromSeconds(11)));
        Assert.InRange(pair.Clock.Now - open.Deadline, TimeSpan.Zero, TimeSpan.FromMilliseconds(2));
        Assert.False((atAlice ? alice : bob).Complete(open)); // too late

        pair.RunFor(TimeSpan.FromMinutes(10));
        AssertEnd(pair.Alice, aliceEnds);
        AssertEnd(pair.Bob, bobEnds);
        Assert.Equal(aliceEnds is null, pair.Alice.Established.Any());
        Assert.Equal(aliceEnds is null, pair.Bob.Established.Any());
        if (aliceEnds is null)
        {
            pair.AssertAgreement();
            Assert.Empty(pair.Alice.Established.Single().Children);
            Assert.Single(pair.Alice.EventsOf<ChildSaFailedEvent>());
        }

        AssertReleased(pair.Alice, alice);
        AssertReleased(pair.Bob, bob);
    }

    [Fact]
    public void Nothing_of_a_Child_SA_reaches_the_peer_before_the_inbound_direction_is_installed()
    {
        using Pair pair = Asking(out _, out OperationAnswers bob);
        bob.Leaves = static operation => operation is InstallInboundOperation;
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(5));
        var gate = (InstallInboundOperation)pair.Bob.Operations[^1];
        Assert.Equal(bob.Allocated.Single(), gate.Info.InboundSpi);
        Assert.DoesNotContain(pair.Network.Sent.Skip(2), sent => sent.Source.Address == pair.Bob.Address); // only the answer to IKE_SA_INIT
        Assert.Empty(pair.Bob.EventsOf<ChildSaEstablishedEvent>());
        Assert.True(pair.Bob.Call((endpoint, now) => endpoint.Complete(gate, true, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.AssertAgreement();
        Assert.Equal(
            [typeof(IkeSaEstablishedEvent), typeof(ChildSaEstablishedEvent), typeof(ActivateOutboundEvent)],
            pair.Bob.Events.Select(static happened => happened.GetType()));
        Assert.Same(gate.Keys, pair.Bob.EventsOf<ChildSaEstablishedEvent>().Single().Keys);
    }

    [Fact]
    public void A_question_is_answered_once_and_only_by_whom_it_was_asked()
    {
        using Pair pair = Asking(out OperationAnswers alice, out OperationAnswers bob);
        bob.Leaves = static operation => operation is AuthorizeOperation;
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        var question = (AuthorizeOperation)pair.Bob.Operations[^1];
        Assert.False(pair.Alice.Endpoint.Complete(question, true, pair.Clock.Now));
        Assert.True(pair.Bob.Call((endpoint, now) => endpoint.Complete(question, true, now)));
        Assert.False(pair.Bob.Call((endpoint, now) => endpoint.Complete(question, false, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.AssertAgreement();
        Assert.Single(alice.Allocated);
    }

    [Fact]
    public void A_question_ends_with_its_connection()
    {
        using Pair pair = Asking(out OperationAnswers alice, out _);
        alice.Leaves = static operation => operation is KeyAgreementOperation;
        ConnectionId connection = pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        var question = (KeyAgreementOperation)pair.Alice.Operations[^1];
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Close(connection, now)));
        Assert.False(pair.Alice.Call((endpoint, now) => endpoint.Complete(question, null, now)));
        Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>());
        pair.RunFor(TimeSpan.FromMinutes(10));
        Assert.Null(pair.Alice.Endpoint.NextTimeout);
    }

    [Fact]
    public void A_question_that_waits_to_be_taken_is_output()
    {
        using Pair pair = Asking(out _, out _);
        IkeEndpoint endpoint = pair.Alice.Endpoint;
        endpoint.Connect(pair.Options.AliceProfile, pair.Alice.PathTo(pair.Bob.Address), pair.Clock.Now);
        byte[] buffer = new byte[65_535];
        Assert.Equal((pair.Clock.Now, TimerReason.Output), (endpoint.NextTimeout, endpoint.NextTimeoutReason));
        Assert.Equal(TransmitStatus.DestinationTooSmall, endpoint.TryGetTransmit([], out Transmit needed));
        Assert.Equal(TransmitStatus.Ready, endpoint.TryGetTransmit(buffer.AsSpan(0, needed.Length), out Transmit first));
        Assert.Equal(needed, first);
        Assert.Equal(TransmitStatus.Empty, endpoint.TryGetTransmit(buffer, out _));
        Assert.Equal(TimerReason.Retransmission, endpoint.NextTimeoutReason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_disposed_endpoint_still_gives_the_SPIs_back(bool established)
    {
        using Pair pair = Asking(out OperationAnswers alice, out OperationAnswers bob);
        bob.Leaves = operation => !established && operation is InstallInboundOperation;
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        foreach ((SimulatedHost host, OperationAnswers answers) in ((SimulatedHost, OperationAnswers)[])[(pair.Alice, alice), (pair.Bob, bob)])
        {
            host.Endpoint.Dispose();
            Assert.True(host.Endpoint.TryGetEvent(out IkeEvent? released));
            Assert.Equal(Assert.Single(answers.Allocated), Assert.IsType<SpiReleasedEvent>(released).Spi);
            Assert.False(host.Endpoint.TryGetEvent(out _));
        }
    }

    private static Pair Asking(out OperationAnswers alice, out OperationAnswers bob)
    {
        var pair = new Pair(new PairOptions { AliceQuestions = All, BobQuestions = All, Credentials = new CredentialStore() });
        alice = new OperationAnswers(pair.Alice, pair.Options.AliceProfile, pair.Clock, 0xa1000);
        bob = new OperationAnswers(pair.Bob, pair.Options.BobProfile, pair.Clock, 0xb1000);
        pair.Alice.Answers = alice.Answer;
        pair.Bob.Answers = bob.Answer;
        return pair;
    }

    private static void AssertEnd(SimulatedHost host, CloseReason? reason) =>
        Assert.Equal(reason is { } one ? [one] : [], host.EventsOf<IkeSaClosedEvent>().Select(static closed => closed.Reason));

    /// <summary>Every SPI that the caller allocated has come back once, unless it is in use.</summary>
    private static void AssertReleased(SimulatedHost host, OperationAnswers answers) => Assert.Equal(
        answers.Allocated.Except(host.Established.SelectMany(static sa => sa.Children).Select(static child => child.InboundSpi)),
        host.EventsOf<SpiReleasedEvent>().Select(static released => released.Spi));

    private static IEnumerable<string> Names(SimulatedHost host) => host.Operations.Select(Name);

    private static string Name(IkeOperation operation) => operation.GetType().Name.Replace("Operation", null, StringComparison.Ordinal);
}
