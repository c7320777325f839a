using Isakmp.Authentication;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests.V1;

/// <summary>Questions to the caller in IKEv1: answered, answered late, and left to their defaults, which deny.</summary>
public sealed class OperationTests
{
    private const EndpointQuestions All = EndpointQuestions.SelectProfile | EndpointQuestions.SharedKey | EndpointQuestions.Authorize
        | EndpointQuestions.AllocateSpi | EndpointQuestions.InstallInbound | EndpointQuestions.KeyAgreement;

    // With perfect forward secrecy there is a second key agreement.
    private static readonly string[] AliceAsks = ["KeyAgreement", "GetSharedKey", "Authorize", "AllocateSpi", "KeyAgreement", "InstallInbound"];
    private static readonly string[] BobAsks = ["SelectProfile", "GetSharedKey", "KeyAgreement", "SelectProfile", "Authorize", "AllocateSpi", "KeyAgreement", "InstallInbound"];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_question_is_asked_and_answers_hold_while_the_peer_repeats_itself(int seconds)
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

        pair.AssertAgreement();
        Assert.Equal(AliceAsks, Names(pair.Alice));
        Assert.Equal(BobAsks, Names(pair.Bob)); // what the peer repeats asks nothing again
        Assert.Equal(alice.Allocated, pair.Alice.Established.Single().Children.Select(static child => child.InboundSpi));
        Assert.Equal(bob.Allocated, pair.Bob.Established.Single().Children.Select(static child => child.InboundSpi));
        Assert.Equal(0, pair.Bob.Endpoint.Statistics.NotAuthentic);
        pair.Bob.Call((endpoint, now) =>
        {
            endpoint.CloseAll(now);
            return true;
        });
        pair.RunFor(TimeSpan.FromMinutes(1));
        AssertReleased(pair.Alice, alice);
        AssertReleased(pair.Bob, bob);
    }

    /// <summary>Who asks what for the n-th time; what becomes of the ISAKMP SA at Alice, if it ends.</summary>
    public static TheoryData<bool, string, int, CloseReason?> Defaults => new()
    {
        { true, "KeyAgreement", 1, CloseReason.Denied },
        { true, "GetSharedKey", 1, CloseReason.AuthenticationFailed },
        { true, "Authorize", 1, CloseReason.Denied },
        { true, "AllocateSpi", 1, null },
        { true, "KeyAgreement", 2, null },
        { true, "InstallInbound", 1, null },
        { false, "SelectProfile", 1, CloseReason.PeerIncompatible },
        { false, "GetSharedKey", 1, CloseReason.PeerIncompatible },
        { false, "KeyAgreement", 1, CloseReason.PeerUnresponsive },
        { false, "SelectProfile", 2, CloseReason.AuthenticationFailed },
        { false, "Authorize", 1, CloseReason.AuthenticationFailed },
        { false, "AllocateSpi", 1, null },
        { false, "KeyAgreement", 2, null },
        { false, "InstallInbound", 1, null },
    };

    [Theory]
    [MemberData(nameof(Defaults))]
    public void Without_an_answer_the_default_denies_at_the_deadline(bool atAlice, string question, int time, CloseReason? aliceEnds)
    {
        using Pair pair = Asking(out OperationAnswers alice, out OperationAnswers bob);
        SimulatedHost host = atAlice ? pair.Alice : pair.Bob;
        int seen = 0;
        (atAlice ? alice : bob).Leaves = operation => Name(operation) == question && ++seen >= time;
        pair.ConnectAlice();
        Assert.True(pair.RunUntil(() => host.Operations.Count(operation => Name(operation) == question) == time, TimeSpan.FromSeconds(1)));
        IkeOperation open = host.Operations[^1];
        Assert.Equal(pair.Clock.Now + TimeSpan.FromSeconds(10), open.Deadline);
        Assert.True(pair.RunUntil(() => open.IsAnswered, TimeSpan.FromSeconds(11)));
        Assert.False((atAlice ? alice : bob).Complete(open)); // too late

        pair.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(aliceEnds is { } reason ? [reason] : [], pair.Alice.EventsOf<IkeSaClosedEvent>().Select(static closed => closed.Reason));
        pair.AssertAgreement();
        Assert.Equal(aliceEnds is null, pair.Alice.Established.Any());
        Assert.DoesNotContain(pair.Alice.Established, static sa => sa.Children.Length > 0);
        AssertReleased(pair.Alice, alice);
        AssertReleased(pair.Bob, bob);
        Assert.Equal(0, pair.Bob.Endpoint.HalfOpenCount);
    }

    [Fact]
    public void Nothing_of_a_Child_SA_reaches_the_peer_before_the_inbound_direction_is_installed()
    {
        using Pair pair = Asking(out _, out OperationAnswers bob);
        bob.Leaves = static operation => operation is InstallInboundOperation;
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(5));
        var gate = (InstallInboundOperation)pair.Bob.Operations[^1];
        Assert.Equal(3, pair.Network.Sent.Count(sent => sent.Source.Address == pair.Bob.Address)); // main mode alone
        Assert.Empty(pair.Bob.EventsOf<ChildSaEstablishedEvent>());
        Assert.True(pair.Bob.Call((endpoint, now) => endpoint.Complete(gate, true, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.AssertAgreement();
        Assert.Equal(
            [typeof(IkeSaEstablishedEvent), typeof(ChildSaEstablishedEvent), typeof(ActivateOutboundEvent)],
            pair.Bob.Events.Select(static happened => happened.GetType()));
        Assert.Same(gate.Keys, pair.Bob.EventsOf<ChildSaEstablishedEvent>().Single().Keys);
    }

    [Theory]
    [InlineData("Authorize")]
    [InlineData("AllocateSpi")]
    [InlineData("InstallInbound")]
    public void A_question_ends_with_its_connection(string name)
    {
        using Pair pair = Asking(out OperationAnswers alice, out _);
        alice.Leaves = operation => Name(operation) == name;
        ConnectionId connection = pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        IkeOperation question = pair.Alice.Operations[^1];
        Assert.Equal(name, Name(question));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Close(connection, now)));
        pair.RunFor(TimeSpan.FromMinutes(10));
        Assert.False(alice.Complete(question));
        Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>());
        Assert.Null(pair.Alice.Endpoint.NextTimeout);
        AssertReleased(pair.Alice, alice);
    }

    private static Pair Asking(out OperationAnswers alice, out OperationAnswers bob)
    {
        var pair = new Pair(new PairOptions
        {
            AliceQuestions = All,
            BobQuestions = All,
            Credentials = new CredentialStore(),
            Proposal = "aes128-sha256-ecp256",
            EspProposal = "aes128-sha256-ecp256",
            Both = static profile => profile.WithVersion(IkeVersion.V1),
        });
        alice = new OperationAnswers(pair.Alice, pair.Options.AliceProfile, pair.Clock, 0xa1000);
        bob = new OperationAnswers(pair.Bob, pair.Options.BobProfile, pair.Clock, 0xb1000);
        pair.Alice.Answers = alice.Answer;
        pair.Bob.Answers = bob.Answer;
        return pair;
    }

    /// <summary>Every SPI that the caller allocated has come back once, unless it is in use.</summary>
    private static void AssertReleased(SimulatedHost host, OperationAnswers answers) => Assert.Equal(
        answers.Allocated.Except(host.Established.SelectMany(static sa => sa.Children).Select(static child => child.InboundSpi)),
        host.EventsOf<SpiReleasedEvent>().Select(static released => released.Spi));

    private static IEnumerable<string> Names(SimulatedHost host) => host.Operations.Select(Name);

    private static string Name(IkeOperation operation) => operation.GetType().Name.Replace("Operation", null, StringComparison.Ordinal);
}
