using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>A fault inside one IKE SA ends that SA and nothing else: here the random source fails once, at each of its calls in turn.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fault_at_any_moment_costs_one_SA_and_the_endpoint_lives_on(bool atAlice)
    {
        long faults = 0;
        long closed = 0;
        int call = 0;
        bool hasFailed;
        do
        {
            var random = new FailingRandom(++call);
            using var pair = new Pair(new PairOptions
            {
                Proposal = "aes128-sha256-x25519", // an IV from the random source for each message
                AliceRandom = inner => atAlice ? random.Around(inner) : inner,
                BobRandom = inner => atAlice ? inner : random.Around(inner),
                Both = static profile => profile.WithLiveness(TimeSpan.FromSeconds(30)),
            });
            SimulatedHost failing = atAlice ? pair.Alice : pair.Bob;
            failing.ExpectsFaults = true;
            random.IsArmed = true;
            bool hasReachedCaller = !Run(pair);
            hasFailed = random.HasFailed;
            random.IsArmed = false;
            faults += failing.Endpoint.Statistics.InternalFaults;
            closed += failing.EventsOf<IkeSaClosedEvent>().Count(static ended => ended.Reason == CloseReason.InternalFault);
            Assert.Equal(failing.Endpoint.Statistics.InternalFaults > 0, hasFailed && !hasReachedCaller);

            pair.RunFor(TimeSpan.FromMinutes(10)); // whatever there was is settled
            pair.AssertAgreement();
            int left = pair.Alice.Established.Count();
            pair.ConnectAlice();
            pair.RunFor(TimeSpan.FromSeconds(1));
            Assert.Equal((left + 1, left + 1), (pair.Alice.Established.Count(), pair.Bob.Established.Count()));
            pair.AssertAgreement();
        }
        while (hasFailed);
        Assert.True(faults >= 4, $"{faults} faults in {call} runs");

        // a fault in a stranger's first message leaves no SA that could be closed
        Assert.True(atAlice ? closed == faults : closed >= 3 && closed < faults, $"{closed} of {faults}");
    }

    [Fact]
    public void A_fault_in_another_try_ends_the_connection()
    {
        var random = new FailingRandom(1);
        using var pair = new Pair(new PairOptions
        {
            AliceRandom = random.Around,
            Conditions = NetworkConditions.Down,
            AliceOnly = static profile => profile.WithKeepUp(new KeepUpPolicy { Tries = 0 }),
        });
        pair.Alice.ExpectsFaults = true;
        pair.ConnectAlice();
        random.IsArmed = true;
        pair.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal(CloseReason.InternalFault, Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>()).Reason);
        Assert.Equal((1, 0, 0), (pair.Alice.Endpoint.Statistics.InternalFaults, pair.Alice.Endpoint.ConnectionCount, pair.Alice.Endpoint.IkeSaCount));
        Assert.Null(pair.Alice.Endpoint.NextTimeout);
    }

    /// <summary>Connects and lets a question for life go both ways.</summary>
    /// <returns>Whether the call to connect went through.</returns>
    private static bool Run(Pair pair)
    {
        try
        {
            pair.ConnectAlice();
        }
        catch (TimeoutException)
        {
            Assert.Equal((0, 0), (pair.Alice.Endpoint.ConnectionCount, pair.Alice.Endpoint.IkeSaCount));
            Assert.Null(pair.Alice.Endpoint.NextTimeout);
            return false; // the caller's own call: the caller learns of it
        }

        pair.RunFor(TimeSpan.FromSeconds(65));
        return true;
    }
}
