using Isakmp.Testing;

namespace Isakmp.Core.Tests;

public class SeededRandomTests
{
    [Fact]
    public void It_is_SplitMix64()
    {
        // The published outputs for this seed.
        var random = new SeededRandom(1234567);
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void The_same_seed_gives_the_same_octets() => Assert.Equal(new SeededRandom(7).NextBytes(37), new SeededRandom(7).NextBytes(37));

    [Fact]
    public void Other_seeds_give_other_octets() => Assert.NotEqual(new SeededRandom(7).NextBytes(16), new SeededRandom(8).NextBytes(16));

    [Fact]
    public void Numbers_stay_in_their_range_and_reach_its_ends()
    {
        var random = new SeededRandom(1);
        int[] drawn = [.. Enumerable.Range(0, 1000).Select(_ => random.Next(3, 7))];
        Assert.Equal([3, 4, 5, 6], drawn.Distinct().Order());
    }

    [Fact]
    public void A_chance_comes_about_as_often_as_said()
    {
        var random = new SeededRandom(2);
        Assert.InRange(Enumerable.Range(0, 10_000).Count(_ => random.Chance(0.05)), 400, 600);
    }
}
