using System.Collections.Concurrent;
using System.Globalization;
using Isakmp.Policies;

namespace Isakmp.Simulation.Tests;

/// <summary>A thousand runs over bad networks. A failure names its seed: ISAKMP_SEED=n runs that one alone, ISAKMP_SEEDS=n changes how many there are.</summary>
public sealed class LossyNetworkTests
{
    // the seeds of the second rule begin here
    private const ulong SecondRule = 1_000_000;

    private static readonly int SeedsPerRule =
        int.TryParse(Environment.GetEnvironmentVariable("ISAKMP_SEEDS"), CultureInfo.InvariantCulture, out int seeds) ? seeds / 2
        : Environment.GetEnvironmentVariable("ISAKMP_LONG") == "1" ? 10_000
        : 500;

    [Theory]
    [InlineData(IkeVersion.V2)]
    [InlineData(IkeVersion.V1)]
    public void Up_to_five_percent_loss_every_seed_establishes_and_no_side_is_left_alone(IkeVersion version)
    {
        (int run, List<ulong> missed) = RunAll(1, 0.05, version);
        Assert.True(missed.Count == 0, $"{missed.Count} of {run} did not establish, seeds {string.Join(", ", missed.Take(20))}");
    }

    [Theory]
    [InlineData(IkeVersion.V2)]
    [InlineData(IkeVersion.V1)]
    public void Up_to_twenty_percent_loss_99_of_100_seeds_establish_and_no_side_is_left_alone(IkeVersion version)
    {
        (int run, List<ulong> missed) = RunAll(SecondRule, 0.20, version);
        Assert.True(missed.Count * 100 <= run, $"{missed.Count} of {run} did not establish, seeds {string.Join(", ", missed.Take(20))}");
    }

    private static (int Run, List<ulong> Missed) RunAll(ulong first, double loss, IkeVersion version)
    {
        var seeds = Enumerable.Range(0, SeedsPerRule).Select(number => first + (ulong)number).ToList();
        if (ulong.TryParse(Environment.GetEnvironmentVariable("ISAKMP_SEED"), CultureInfo.InvariantCulture, out ulong only))
        {
            seeds = only >= first && only < first + SecondRule - 1 ? [only] : [];
        }

        if (seeds.Count == 0)
        {
            return (0, []); // the one that is asked for belongs to the other rule
        }

        var missed = new ConcurrentBag<ulong>();
        var outcomes = new ConcurrentBag<ScenarioOutcome>();
        var faults = new ConcurrentBag<string>();
        Parallel.ForEach(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            try
            {
                ScenarioOutcome outcome = Scenario.Run(seed, loss, version);
                outcomes.Add(outcome);
                if (!outcome.HasEstablished)
                {
                    missed.Add(seed);
                }
            }
            catch (InvalidOperationException fault)
            {
                faults.Add(fault.Message);
            }
        });
        Assert.True(faults.IsEmpty, $"{faults.Count} of {seeds.Count} seeds fail:\n{string.Join("\n", faults.Order().Take(5))}");
        ScenarioOutcome sum = outcomes.Aggregate(static (left, right) => left + right);
        TestContext.Current.SendDiagnosticMessage($"{seeds.Count} seeds, {missed.Count} missed: {sum}");
        if (seeds.Count >= 100)
        {
            // a network without faults would hold all rules, and prove none
            long[] met = [sum.Retransmitted, sum.CachedAnswers, sum.Unexpected, sum.PathChanges, sum.Unresponsive, sum.Encapsulated];
            Assert.True(version == IkeVersion.V1 || sum.CookiesAccepted * 50 > seeds.Count, sum.ToString());
            Assert.All(met, count => Assert.True(count * 50 > seeds.Count, sum.ToString()));
        }

        return (seeds.Count, [.. missed.Order()]);
    }
}
