using Isakmp.Exchanges;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Primitives;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>A new phase 1 takes the place of the old one while the Child SAs stay: at a command, in time, by either side, and under traffic.</summary>
public class ReauthenticationTests
{
    [Theory]
    [InlineData(Role.Initiator, "tunnel")]
    [InlineData(Role.Responder, "tunnel")]
    [InlineData(Role.Initiator, "NAT before the initiator")]
    public Task We_begin_a_new_phase_1(Role role, string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        IkeSaId first = (await pair.Ours.WaitForAsync<IkeSaEstablishedEvent>()).IkeSa;
        pair.Reauthenticate();
        await AssertRenewedAsync(pair, first, Role.Initiator);
    });

    [Theory]
    [InlineData(Role.Initiator, "tunnel")]
    [InlineData(Role.Responder, "tunnel")]
    [InlineData(Role.Responder, "NAT before the initiator")]
    public Task Charon_begins_a_new_phase_1(Role role, string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        IkeSaId first = (await pair.Ours.WaitForAsync<IkeSaEstablishedEvent>()).IkeSa;
        Assert.True((await pair.Charon.RekeyIkeAsync()).Success);
        await AssertRenewedAsync(pair, first, Role.Responder);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task We_begin_a_new_phase_1_before_its_time_is_up(Role role)
    {
        Scenario scenario = IkeV1Scenarios.Get("tunnel");
        Side Short(Side side) => side with { IkeLifetime = TimeSpan.FromSeconds(4) };
        return Laboratory.RunAsync(role == Role.Initiator ? scenario.WithInitiator(Short) : scenario.WithResponder(Short), async laboratory =>
        {
            Pair pair = await Pair.EstablishAsync(laboratory, role);
            IkeSaId first = (await pair.Ours.WaitForAsync<IkeSaEstablishedEvent>()).IkeSa;
            await AssertRenewedAsync(pair, first, Role.Initiator);
        });
    }

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Charon_begins_a_new_phase_1_before_its_time_is_up(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        CharonOptions options = new() { ConnectionSettings = [("reauth_time", "2s"), ("rand_time", "0s"), ("over_time", "20s")] };
        Pair pair = await Pair.EstablishAsync(laboratory, role, options: options);
        IkeSaId first = (await pair.Ours.WaitForAsync<IkeSaEstablishedEvent>()).IkeSa;
        await AssertRenewedAsync(pair, first, Role.Responder);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Both_begin_a_new_phase_1_at_once(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Task<CharonResult> theirs = pair.Charon.RekeyIkeAsync();
        pair.Reauthenticate();
        Assert.True((await theirs).Success);
        await pair.Charon.WaitForSasAsync(sas => sas.Any(sa => sa is { UniqueId: > 1, State: "ESTABLISHED", Children: [{ State: "INSTALLED" }] }));
        await AssertOnlyOneChildAsync(pair);
        // Whichever phase 1 is left serves both sides.
        pair.RekeyChild();
        ChildSaEstablishedEvent second = await pair.AssertNewChildAsync(Role.Initiator, pair.Child);
        Assert.True((await pair.Charon.RekeyChildAsync()).Success);
        await pair.AssertNewChildAsync(Role.Responder, pair.Child, second.Child);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Quick_Modes_go_on_while_we_change_phase_1(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        List<ChildId> children = [pair.Child];
        for (int i = 0; i < 3; i++)
        {
            pair.Reauthenticate();
            pair.RekeyChild(children[^1]);
            children.Add((await pair.AssertNewChildAsync(Role.Initiator, [.. children])).Child);
            await pair.Ours.WaitForCountAsync<IkeSaEstablishedEvent>(i + 2);
        }

        Assert.False(pair.Ours.HasSeen<ConnectionClosedEvent>());
        Assert.False(pair.Ours.HasSeen<ChildSaFailedEvent>());
    });

    // Charon takes a Quick Mode on its old phase 1 for the end of it, so ours must wait for the new one as soon as we know of it.
    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Quick_Modes_go_on_while_charon_changes_phase_1(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        List<ChildId> children = [pair.Child];
        int before = role == Role.Initiator ? 0 : 1;
        for (int i = 1; i <= 3; i++)
        {
            Assert.True((await pair.Charon.RekeyIkeAsync(uniqueId: i)).Success);
            await pair.Ours.WaitForReceivedAsync("(Main Mode) 0 [ SA V(XAUTH) V(DPD) V(IKE Fragmentation)", before + i);
            pair.RekeyChild(children[^1]);
            children.Add((await pair.AssertNewChildAsync(Role.Initiator, [.. children])).Child);
            await pair.Ours.WaitForCountAsync<IkeSaEstablishedEvent>(i + 1);
        }

        Assert.False(pair.Ours.HasSeen<ConnectionClosedEvent>());
        Assert.False(pair.Ours.HasSeen<ChildSaFailedEvent>());
    });

    [Fact]
    public Task Many_children_move_to_the_new_phase_1() => Laboratory.RunAsync(ManyChildren(12), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, Role.Initiator);
        Assert.True(pair.Ours.Host.Call((endpoint, now) => Enumerable.Range(1, 11).All(i => endpoint.CreateChild(pair.Connection, $"n{i}", now))));
        await pair.Ours.WaitForCountAsync<ActivateOutboundEvent>(12);
        await pair.Charon.WaitForSasAsync(sas => sas is [{ Children.Length: 12 }]);
        pair.Reauthenticate();
        await pair.Charon.WaitForSasAsync(sas => sas.Any(sa => sa is { UniqueId: 2, State: "ESTABLISHED", Children.Length: 12 }));
        Assert.False(pair.Ours.HasSeen<ChildSaClosedEvent>());

        // And all are rekeyed on it at once.
        ChildId[] old = [.. pair.Ours.AllOf<ChildSaEstablishedEvent>().Select(made => made.Child)];
        Assert.True(pair.Ours.Host.Call((endpoint, now) => old.All(child => endpoint.RekeyChild(pair.Connection, child, now))));
        await pair.Ours.WaitForCountAsync<ActivateOutboundEvent>(24);
        ChildSaEstablishedEvent[] renewed = [.. pair.Ours.AllOf<ChildSaEstablishedEvent>().Where(made => !old.Contains(made.Child))];
        Assert.Equal(old.ToHashSet(), renewed.Select(made => made.Replaces).ToHashSet());
        foreach (ChildSaEstablishedEvent made in renewed)
        {
            await pair.AssertNewChildAsync(Role.Initiator, [.. old, .. renewed.Select(other => other.Child).Where(other => other != made.Child)]);
        }
    });

    /// <summary>Asserts that a new phase 1 has come up, that both sides have its keys, that the Child SA has stayed, and that the new phase 1 carries further Quick Modes of both sides.</summary>
    private static async Task AssertRenewedAsync(Pair pair, IkeSaId first, Role initiator)
    {
        IkeSaInfo renewed = (await pair.Ours.WaitForAsync<IkeSaEstablishedEvent>(next => next.IkeSa != first)).Info;
        Assert.Equal(initiator == Role.Initiator ? IkeRole.Initiator : IkeRole.Responder, renewed.Role);
        Assert.Equal(pair.Connection, renewed.Connection);
        IReadOnlyList<CharonIkeSa> sas = await pair.Charon.WaitForSasAsync(
            all => all.Any(sa => sa.InitiatorSpi == renewed.InitiatorSpi.ToString() && sa is { State: "ESTABLISHED", Children: [{ State: "INSTALLED" }] }));
        CharonIkeSa theirs = sas.Single(sa => sa.InitiatorSpi == renewed.InitiatorSpi.ToString());
        OurExpectations.AssertPhaseOneAgrees(pair.Ours, renewed, pair.Charon, theirs);
        await AssertOnlyOneChildAsync(pair);

        pair.RekeyChild();
        ChildSaEstablishedEvent second = await pair.AssertNewChildAsync(Role.Initiator, pair.Child);
        Assert.True((await pair.Charon.RekeyChildAsync()).Success);
        await pair.AssertNewChildAsync(Role.Responder, pair.Child, second.Child);
        Assert.False(pair.Ours.HasSeen<ConnectionClosedEvent>());
    }

    private static async Task AssertOnlyOneChildAsync(Pair pair)
    {
        await pair.Ours.WaitForCountAsync<IkeSaEstablishedEvent>(2);
        Assert.False(pair.Ours.HasSeen<ChildSaClosedEvent>());
        Assert.Single(pair.Ours.AllOf<ChildSaEstablishedEvent>());
        Assert.Single(pair.Charon.ReadLog().AllChildKeys());
    }

    private static Scenario ManyChildren(int count) => IkeV1Scenarios.Get("tunnel")
        .WithInitiator(side => side with { FurtherChildren = [.. Enumerable.Range(1, count - 1).Select(i => ($"n{i}", $"10.1.{i}.0/24", "10.2.0.0/24"))] })
        .WithResponder(side => side with { FurtherChildren = [.. Enumerable.Range(1, count - 1).Select(i => ($"n{i}", "10.2.0.0/24", $"10.1.{i}.0/24"))] });
}
