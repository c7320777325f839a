using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies.V1;

/// <summary>RFC 2407 4.5.4 and RFC 2409 5: what becomes of lifetimes that differ, in both phases and on both sides.</summary>
public class LifetimeRuleTests
{
    public static TheoryData<LifetimeRule, ulong?, ulong?, bool, ulong?> Rows { get; } = new()
    {
        // rule, the peer's seconds, our seconds, acceptable, agreed
        { LifetimeRule.Claim, 7200, 3600, true, 3600 },
        { LifetimeRule.Claim, 600, 3600, true, 600 },
        { LifetimeRule.Claim, 3600, 3600, true, 3600 },
        { LifetimeRule.Obey, 7200, 3600, true, 7200 },
        { LifetimeRule.Obey, 600, 3600, true, 600 },
        { LifetimeRule.Strict, 7200, 3600, false, null },
        { LifetimeRule.Strict, 600, 3600, true, 600 },
        { LifetimeRule.Strict, 3600, 3600, true, 3600 },
        { LifetimeRule.Exact, 7200, 3600, false, null },
        { LifetimeRule.Exact, 600, 3600, false, null },
        { LifetimeRule.Exact, 3600, 3600, true, 3600 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Phase_1(LifetimeRule rule, ulong? peer, ulong? own, bool isAcceptable, ulong? agreed)
    {
        IsakmpPolicy policy = Policy(rule, own!.Value);
        ImmutableArray<V1Proposal> offered = Phase1Offer.For([Policy(LifetimeRule.Claim, peer!.Value)]).Proposals;

        Assert.Equal(isAcceptable, Phase1Selection.TrySelect(offered, [policy], out Phase1Choice? choice, out NegotiationReport report));
        Assert.Equal(agreed, choice?.Lifetime.Seconds);
        // The attribute is echoed as it came (RFC 2409 5).
        Assert.Equal(isAcceptable ? offered[0].Transforms : [], choice?.Answer.Transforms ?? []);
        Assert.Equal(isAcceptable ? [] : ["LIFE"], report.NearestTransform!.Mismatches.Select(verdict => verdict.Attribute));

        // As initiator: a peer that changed the lifetime in its answer.
        Assert.Equal(isAcceptable, Phase1Offer.For([policy]).TryAccept(offered, out choice, out string? reason));
        Assert.Equal(agreed, choice?.Lifetime.Seconds);
        Assert.Equal(isAcceptable ? null : $"The peer changed the lifetime of transform 1 from {own} s to {peer} s.", reason);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Phase_2(LifetimeRule rule, ulong? peer, ulong? own, bool isAcceptable, ulong? agreed)
    {
        ChildProfile child = Child(rule, own!.Value);
        ImmutableArray<V1Proposal> offered = Phase2Offer.For(Child(LifetimeRule.Claim, peer!.Value), V1EncapsulationMode.Tunnel).WithSpis(_ => [1, 2, 3, 4]);

        Assert.Equal(isAcceptable, Phase2Selection.TrySelect(offered, child, V1EncapsulationMode.Tunnel, out Phase2Choice? choice, out NegotiationReport report));
        Assert.Equal(agreed, choice?.Lifetime.Seconds);
        Assert.Equal(isAcceptable && peer > agreed, choice?.IsLifetimeShortened ?? false);
        Assert.Equal(isAcceptable ? offered[0].Transforms : [], choice?.Answer(_ => [])[0].Transforms ?? []);
        Assert.Equal(isAcceptable ? [] : ["LIFE"], report.NearestTransform!.Mismatches.Select(verdict => verdict.Attribute));

        Assert.Equal(isAcceptable, Phase2Offer.For(child, V1EncapsulationMode.Tunnel).TryAccept(offered, out choice, out string? reason));
        Assert.Equal(agreed, choice?.Lifetime.Seconds);
        Assert.Equal(isAcceptable ? null : $"The peer changed the lifetime of transform 1 from {own} s to {peer} s.", reason);
    }

    [Fact]
    public void Traffic_counts_as_time_does()
    {
        var own = new V1Lifetime(3600, 1000);
        Assert.Equal(new V1Lifetime(3600, 500), own.Shorter(new V1Lifetime(null, 500)));
        Assert.Equal(own, own.Shorter(default));
        Assert.True(new V1Lifetime(3600, null).Exceeds(own));
        Assert.True(new V1Lifetime(600, 1001).Exceeds(own));
        Assert.False(new V1Lifetime(600, 1000).Exceeds(own));
        Assert.False(new V1Lifetime(600, 1000).Exceeds(default));
        Assert.True(default(V1Lifetime).Exceeds(own));
        Assert.Equal("no limit", default(V1Lifetime).ToString());
        Assert.Equal("500 kB", new V1Lifetime(null, 500).ToString());
        Assert.Equal(TimeSpan.FromHours(1), own.Duration);
        Assert.Null(new V1Lifetime(ulong.MaxValue, null).Duration);
    }

    [Fact]
    public void Without_a_lifetime_phase_2_has_eight_hours()
    {
        // RFC 2407 4.5.
        ChildProfile child = Child(LifetimeRule.Claim, 86_400);
        ImmutableArray<V1Proposal> offered = Phase2Offer.For(child, V1EncapsulationMode.Tunnel).WithSpis(_ => [1, 2, 3, 4]);
        V1Transform bare = offered[0].Transforms[0] with { Attributes = [.. offered[0].Transforms[0].Attributes.Where(attribute => attribute.Type > 2)] };

        Assert.True(Phase2Selection.TrySelect([offered[0] with { Transforms = [bare] }], child, V1EncapsulationMode.Tunnel, out Phase2Choice? choice, out _));
        Assert.Equal(new V1Lifetime(28_800, null), choice.OfferedLifetime);
        Assert.Equal(28_800UL, choice.Lifetime.Seconds);
        Assert.False(choice.IsLifetimeShortened);
    }

    private static IsakmpPolicy Policy(LifetimeRule rule, ulong seconds) =>
        new IsakmpPolicyBuilder(1).WithLifetime(TimeSpan.FromSeconds(seconds), rule: rule).Build();

    private static ChildProfile Child(LifetimeRule rule, ulong seconds) =>
        Profiles.Child("aes256-sha256", child => child.WithLifetime(TimeSpan.FromSeconds(seconds), rule: rule));
}
