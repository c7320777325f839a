using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests.V1;

/// <summary>A fault inside one ISAKMP SA ends that SA and nothing else: here the random source fails once, at each of its calls in turn.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fault_at_any_moment_costs_one_SA_and_the_endpoint_lives_on(bool atAlice)
    {
        long faults = 0;
        int call = 0;
        bool hasFailed;
        do
        {
            var random = new FailingRandom(++call);
            using var pair = new Pair(new PairOptions
            {
                Proposal = "aes128-sha256-ecp256",
                EspProposal = "aes128-sha256-ecp256",
                AliceRandom = inner => atAlice ? random.Around(inner) : inner,
                BobRandom = inner => atAlice ? inner : random.Around(inner),
                Both = static profile => profile.WithVersion(IkeVersion.V1).WithLiveness(TimeSpan.FromSeconds(30)),
            });
            SimulatedHost failing = atAlice ? pair.Alice : pair.Bob;
            failing.ExpectsFaults = true;
            random.IsArmed = true;
            bool hasReachedCaller = !Run(pair);
            hasFailed = random.HasFailed;
            random.IsArmed = false;
            faults += failing.Endpoint.Statistics.InternalFaults;
            Assert.Equal(failing.Endpoint.Statistics.InternalFaults > 0, hasFailed && !hasReachedCaller);

            pair.RunFor(TimeSpan.FromHours(2)); // whatever there was is settled, Child SAs that lost their delete included
            pair.AssertAgreement();
            pair.ConnectAlice();
            pair.RunFor(TimeSpan.FromSeconds(5));
            Assert.NotEmpty(pair.Alice.Established);
            Assert.Contains(pair.Alice.Established, static sa => sa.Children.Length > 0);
            pair.AssertAgreement();
        }
        while (hasFailed);
        Assert.True(faults >= 6, $"{faults} faults in {call} runs");
    }

    private static bool Run(Pair pair)
    {
        try
        {
            pair.ConnectAlice();
        }
        catch (TimeoutException)
        {
            return false;
        }

        pair.RunFor(TimeSpan.FromMinutes(2));
        return true;
    }
}
