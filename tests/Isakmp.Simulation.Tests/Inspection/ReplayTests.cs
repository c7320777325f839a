using System.Diagnostics;
using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Inspection.Recording;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests.Inspection;

/// <summary>What a simulation has recorded comes out the same when it is run again.</summary>
public class ReplayTests
{
    private const EndpointQuestions All = EndpointQuestions.SelectProfile | EndpointQuestions.SharedKey | EndpointQuestions.Authorize
        | EndpointQuestions.AllocateSpi | EndpointQuestions.InstallInbound | EndpointQuestions.KeyAgreement;

    public static TheoryData<string> SuitesOfAll => [.. Suites.Ike];

    [Theory]
    [InlineData("perfect", 0)]
    [InlineData("loss", 0.05)]
    [InlineData("more loss", 0.2)]
    public void A_life_over_a_network_comes_out_the_same(string _, double loss)
    {
        long datagrams = 0;
        for (ulong seed = 1; seed <= 30; seed++)
        {
            (string alice, string bob) = Live(seed, loss);
            datagrams += Same(alice).Datagrams + Same(bob).Datagrams;
        }

        Assert.True(datagrams > 300, $"{datagrams}");
    }

    [Fact]
    public void Every_question_and_answer_comes_out_the_same()
    {
        var options = new PairOptions { AliceQuestions = All, BobQuestions = All, Credentials = new CredentialStore() };
        using var recorded = new RecordedPair(options);
        Pair pair = recorded.Pair;
        pair.Alice.Answers = new OperationAnswers(pair.Alice, options.AliceProfile, pair.Clock, 0xa1000).Answer;
        pair.Bob.Answers = new OperationAnswers(pair.Bob, options.BobProfile, pair.Clock, 0xb1000).Answer;
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.AssertAgreement();
        (string alice, string bob) = recorded.Finish();
        foreach (string name in (string[])["SharedKey", "Authorize", "AllocateSpi", "InstallInbound", "KeyAgreement", "SelectProfile"])
        {
            Assert.Contains(name, alice + bob, StringComparison.Ordinal);
        }

        Same(alice);
        Same(bob);
    }

    [Fact]
    public void A_question_that_nobody_answers_comes_out_the_same()
    {
        using var recorded = new RecordedPair(new PairOptions { AliceQuestions = All, BobQuestions = All });
        recorded.Pair.ConnectAlice();
        recorded.Pair.RunFor(TimeSpan.FromMinutes(10));
        (string alice, string bob) = recorded.Finish();
        Same(alice);
        Same(bob);
    }

    [Fact]
    public void Failures_come_out_the_same()
    {
        foreach (PairOptions options in (PairOptions[])
        [
            new() { BobProposal = "aes128-sha256-modp2048" },
            new() { BobOnly = static profile => profile.WithRemoteIdentity("carol.example") },
            new() { Credentials = new CredentialStore().AddSharedKey("one", "alice.example", "nobody.example") },
            new() { CookieThreshold = 0 },
        ])
        {
            using var recorded = new RecordedPair(options);
            recorded.Pair.ConnectAlice();
            recorded.Pair.RunFor(TimeSpan.FromMinutes(10));
            (string alice, string bob) = recorded.Finish();
            Same(alice);
            Same(bob);
        }
    }

    [Fact]
    public void A_key_that_is_added_later_comes_out_the_same()
    {
        var credentials = new CredentialStore();
        using var recorded = new RecordedPair(new PairOptions { Credentials = credentials });
        recorded.Pair.ConnectAlice();
        recorded.Pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Empty(recorded.Pair.Alice.Established);
        credentials.AddSharedKey("later", "alice.example", "bob.example");
        recorded.Pair.ConnectAlice();
        recorded.Pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(recorded.Pair.Alice.Established);
        (string alice, string bob) = recorded.Finish();
        Same(alice);
        Same(bob);
    }

    [Fact]
    public void Every_command_comes_out_the_same()
    {
        using var recorded = new RecordedPair();
        Pair pair = recorded.Pair;
        ConnectionId connection = pair.Alice.Call((endpoint, now) => endpoint.AddOnDemand(pair.Options.AliceProfile, pair.Alice.PathTo(pair.Bob.Address), now));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Acquire(connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.CheckLiveness(connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        ChildId child = pair.Alice.Established.Single().Children.Single().Id;
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.DeleteChild(connection, child, now)));
        Assert.False(pair.Alice.Call((endpoint, now) => endpoint.DeleteChild(connection, default, now)));
        Assert.False(pair.Alice.Call((endpoint, now) => endpoint.CreateChild(connection, "net", now)));
        Assert.False(pair.Alice.Call((endpoint, now) => endpoint.RekeyChild(connection, child, now)));
        Assert.False(pair.Alice.Call((endpoint, now) => endpoint.Reauthenticate(connection, now)));
        Assert.False(pair.Alice.Call((endpoint, now) => endpoint.ReportTraffic(connection, child, 1, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Close(connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.ConnectAlice("net");
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Throws<ArgumentException>(() => pair.ConnectAlice("no such child"));
        pair.Bob.Call((endpoint, now) =>
        {
            endpoint.CloseAll(now);
            return true;
        });
        pair.RunFor(TimeSpan.FromMinutes(1));
        (string alice, string bob) = recorded.Finish();
        foreach (string kind in Enum.GetNames<Isakmp.Engine.EndpointInputKind>().Except(["Complete"]))
        {
            Assert.Contains($"\"do\":\"{kind}\"", alice + bob, StringComparison.Ordinal);
        }

        Same(alice);
        Same(bob);
    }

    [Fact]
    public void Every_command_of_IKEv1_comes_out_the_same()
    {
        using var recorded = new RecordedPair(V1.MainModeTests.Options("aes256-sha256-ecp256", "aes256-sha256-ecp256"));
        Pair pair = recorded.Pair;
        ConnectionId connection = pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        ChildId child = pair.Alice.Established.Single().Children.Single().Id;
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.CreateChild(connection, "net", now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.ReportTraffic(connection, child, 4711, now)));
        ChildId newest = pair.Alice.Established.Single().Children.Last().Id;
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.RekeyChild(connection, newest, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.CheckLiveness(connection, now)));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Reauthenticate(connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(20));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.DeleteChild(connection, child, now)));
        pair.RunFor(TimeSpan.FromHours(30));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Close(connection, now)));
        pair.RunFor(TimeSpan.FromMinutes(1));
        (string alice, string bob) = recorded.Finish();
        Same(alice);
        Same(bob);
    }

    [Fact]
    public void The_order_in_which_outputs_were_taken_matters()
    {
        // An SA whose outputs wait turns its input away: a driver that takes late is part of what happened.
        using var recorded = new RecordedPair(new PairOptions { Both = static profile => profile.WithKeepAlive(null) });
        Pair pair = recorded.Pair;
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        byte[] request = pair.Network.Sent.Last(sent => sent.Source.Address == pair.Alice.Address).Octets;
        var path = new Isakmp.Framing.PacketInfo(new NetEndPoint(pair.Bob.Address, 500), new NetEndPoint(pair.Alice.Address, 500));
        Isakmp.Engine.ReceiveResult[] results = [.. Enumerable.Range(0, 6).Select(_ => pair.Bob.Endpoint.Receive(request, path, pair.Clock.Now))];
        Assert.Contains(Isakmp.Engine.ReceiveResult.Busy, results);
        pair.Bob.Drain();
        (_, string bob) = recorded.Finish();
        Same(bob);
    }

    [Fact]
    public void The_same_simulation_gives_the_same_recording() => Assert.Equal(Live(7, 0.1), Live(7, 0.1));

    [Fact]
    public void Recording_changes_nothing()
    {
        byte[][] without = Sent(new Pair(new PairOptions { Seed = 5 }));
        using var recorded = new RecordedPair(new PairOptions { Seed = 5 });
        Assert.Equal(without, Sent(recorded.Pair));

        static byte[][] Sent(Pair pair)
        {
            pair.ConnectAlice();
            pair.RunFor(TimeSpan.FromMinutes(1));
            return [.. pair.Network.Sent.Select(static sent => sent.Octets)];
        }
    }

    [Fact]
    public void Hours_take_milliseconds()
    {
        using var recorded = new RecordedPair(new PairOptions { Both = static profile => profile.WithLiveness(TimeSpan.FromMinutes(10)) });
        recorded.Pair.ConnectAlice();
        recorded.Pair.RunFor(TimeSpan.FromHours(10));
        (string alice, _) = recorded.Finish();
        Same(alice);
        long start = Stopwatch.GetTimestamp();
        ReplayReport report = Same(alice);
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        Assert.True(report.Datagrams > 60, $"{report}");
        Assert.True(taken < TimeSpan.FromSeconds(1), $"{taken.TotalMilliseconds} ms for {report}");
    }

    [Theory]
    [MemberData(nameof(SuitesOfAll))]
    public void Every_suite_comes_out_the_same(string proposal)
    {
        using var recorded = new RecordedPair(new PairOptions { Proposal = proposal });
        recorded.Pair.ConnectAlice();
        recorded.Pair.RunFor(TimeSpan.FromSeconds(1));
        (string alice, string bob) = recorded.Finish();
        Same(alice);
        Same(bob);
    }

    [Fact]
    public void Another_provider_gives_the_same()
    {
        (string alice, _) = Live(3, 0);
        Replay.Run(new StringReader(alice), CryptoProvider.ManagedOnly).ThrowIfDifferent();
    }

    /// <summary>Both sides connect, check each other, delete and go, over a network that loses, repeats and reorders.</summary>
    internal static (string Alice, string Bob) Live(ulong seed, double loss)
    {
        var conditions = new NetworkConditions { Loss = loss, Duplication = loss / 2, Corruption = loss / 4, MaximumDelay = TimeSpan.FromMilliseconds(loss > 0 ? 300 : 10) };
        using var recorded = new RecordedPair(new PairOptions
        {
            Seed = seed, Conditions = conditions, Both = static profile => profile.WithLiveness(TimeSpan.FromSeconds(30)).WithRetransmission(new() { Jitter = 0.3 }),
        });
        Pair pair = recorded.Pair;
        ConnectionId connection = pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromMinutes(2));
        if (seed % 2 == 0)
        {
            pair.ConnectBob();
        }

        pair.RunFor(TimeSpan.FromMinutes(1));
        pair.Alice.Call((endpoint, now) => endpoint.Close(connection, now));
        pair.RunFor(TimeSpan.FromMinutes(5));
        return recorded.Finish();
    }

    private static ReplayReport Same(string recording)
    {
        ReplayReport report = Replay.Run(new StringReader(recording), CryptoProvider.Default);
        report.ThrowIfDifferent();
        return report;
    }
}
