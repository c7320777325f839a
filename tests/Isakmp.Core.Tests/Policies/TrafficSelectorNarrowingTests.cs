using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;

namespace Isakmp.Core.Tests.Policies;

public class TrafficSelectorNarrowingTests
{
    [Theory]
    // RFC 7296 2.9: the whole is allowed.
    [InlineData("198.51.100.0/24", "198.51.100.0/24", "198.51.100.0/24")]
    [InlineData("198.51.100.0/24", "0.0.0.0/0", "198.51.100.0/24")]
    // Narrowing to a part.
    [InlineData("0.0.0.0/0", "198.51.100.0/24", "198.51.100.0/24")]
    [InlineData("198.51.100.0/24", "198.51.100.0-198.51.100.65, 198.51.100.67-198.51.100.255", "198.51.100.0-198.51.100.65, 198.51.100.67-198.51.100.255")]
    [InlineData("10.0.0.0/8, 192.0.2.0/24", "192.0.2.128/25, 10.5.0.0/16", "10.5.0.0/16, 192.0.2.128/25")]
    // The first selector comes from a packet: it stays within the answer, alone if only it is allowed.
    [InlineData("198.51.100.43/32[tcp/1000], 198.51.100.0/24", "198.51.100.0/24", "198.51.100.0/24")]
    [InlineData("198.51.100.43/32[tcp/1000], 198.51.100.0/24", "198.51.100.43/32", "198.51.100.43/32")]
    [InlineData("198.51.100.43/32[tcp/1000], 198.51.100.0/24", "198.51.100.0/24[tcp]", "198.51.100.0/24[tcp]")]
    [InlineData("198.51.100.43/32[tcp/1000], 192.0.2.0/24", "198.51.100.0/24", "198.51.100.43/32[tcp/1000]")]
    // Protocol and ports.
    [InlineData("10.0.0.0/8[udp/1000-2000]", "10.0.0.0/8[udp/1701]", "10.0.0.0/8[udp/1701]")]
    [InlineData("10.0.0.0/8[udp]", "10.0.0.0/8[tcp]", null)]
    // Both families.
    [InlineData("0.0.0.0/0, ::/0", "2001:db8::/32", "2001:db8::/32")]
    [InlineData("0.0.0.0/0, ::/0", "2001:db8::/32, 10.0.0.0/8", "10.0.0.0/8, 2001:db8::/32")]
    [InlineData("::/0", "10.0.0.0/8", null)]
    // Nothing in common, or nothing at all.
    [InlineData("10.0.0.0/8", "192.0.2.0/24", null)]
    [InlineData("", "192.0.2.0/24", null)]
    [InlineData("10.0.0.0/8", "", null)]
    // What another selector covers appears once.
    [InlineData("10.0.0.0/8, 10.0.0.0/8", "10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.1.0.0/16, 10.2.0.0/16, 10.0.0.0/8, 192.0.2.0/24", "0.0.0.0/0", "10.0.0.0/8, 192.0.2.0/24")]
    public void Narrows(string offered, string configured, string? expected)
    {
        bool isPossible = TrafficSelectorNarrowing.TryNarrow(Parse(offered), Parse(configured), out ImmutableArray<TrafficSelector> narrowed);

        Assert.Equal(expected is not null, isPossible);
        Assert.Equal(expected ?? string.Empty, string.Join(", ", narrowed));
        Assert.Equal(isPossible, TrafficSelectorNarrowing.IsNarrowing(Parse(offered), narrowed));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", true)]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", false)]
    [InlineData("10.0.0.0/8", "10.1.0.0/16, 192.0.2.0/24", false)]
    [InlineData("10.0.0.0/8[tcp]", "10.0.0.0/8", false)]
    [InlineData("10.0.0.0/8", "", false)]
    public void An_answer_keeps_within_the_offer(string offered, string answered, bool isNarrowing) =>
        Assert.Equal(isNarrowing, TrafficSelectorNarrowing.IsNarrowing(Parse(offered), Parse(answered)));

    private static ImmutableArray<TrafficSelector> Parse(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(TrafficSelector.Parse)];
}
