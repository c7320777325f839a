using Isakmp.Exchanges;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Primitives;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>Quick Modes after the first: a Child SA is renewed by either side, by both, at a command and in time; several at once. After each the keys of both directions are those of charon's log.</summary>
public class RekeyTests
{
    [Theory]
    [InlineData(Role.Initiator, "tunnel")]
    [InlineData(Role.Responder, "tunnel")]
    [InlineData(Role.Initiator, "a new secret for every Child SA")]
    [InlineData(Role.Responder, "a new secret for every Child SA")]
    [InlineData(Role.Initiator, "AH, transport")]
    public Task We_rekey_the_child_again_and_again(Role role, string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        List<ChildId> children = [pair.Child];
        HashSet<string> keys = [FirstKeyOf(pair.Ours.KeysOf(await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>()))];
        for (int i = 0; i < 3; i++)
        {
            pair.RekeyChild(children[^1]);
            ChildSaEstablishedEvent renewed = await pair.AssertNewChildAsync(Role.Initiator, [.. children]);
            Assert.Equal(children[^1], renewed.Replaces);
            Assert.True(keys.Add(FirstKeyOf(pair.Ours.KeysOf(renewed))));
            children.Add(renewed.Child);
        }

        Assert.Single(await pair.Charon.ListSasAsync());
        Assert.False(pair.Ours.HasSeen<ChildSaFailedEvent>());
    });

    [Theory]
    [InlineData(Role.Initiator, "tunnel")]
    [InlineData(Role.Responder, "tunnel")]
    [InlineData(Role.Initiator, "a new secret for every Child SA")]
    [InlineData(Role.Responder, "NAT before the initiator")]
    [InlineData(Role.Responder, "compression")]
    public Task Charon_rekeys_the_child_again_and_again(Role role, string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        List<ChildId> children = [pair.Child];
        for (int i = 0; i < 3; i++)
        {
            Assert.True((await pair.Charon.RekeyChildAsync()).Success);
            ChildSaEstablishedEvent renewed = await pair.AssertNewChildAsync(Role.Responder, [.. children]);
            Assert.Equal(children[^1], renewed.Replaces);
            children.Add(renewed.Child);
        }

        Assert.Single(pair.Ours.Host.List());
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Both_rekey_the_child_at_once(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("NAT before the initiator"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        using (laboratory.Network.Nat!.Hold())
        {
            pair.RekeyChild();
            Assert.True((await pair.Charon.RekeyChildAsync()).Success);
            await pair.Charon.WaitForLogAsync("CHILD_SA net{1} state change: INSTALLED => REKEYING");
        }

        ChildSaEstablishedEvent one = await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>(next => next.Child != pair.Child);
        ChildSaEstablishedEvent two = await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>(next => next.Child != pair.Child && next.Child != one.Child);
        // Either may be the one that we began.
        foreach (ChildSaEstablishedEvent made in new[] { one, two })
        {
            string spi = made.Info.OutboundSpi.ToString();
            await pair.Charon.WaitForSasAsync(all => all.Any(sa => sa.Children.Any(child => child.SpiIn == spi && child.State is "INSTALLED" or "REKEYED")));
            ChildKeys keys = pair.Charon.ReadLog().ChildKeys(spi).Mirrored;
            Assert.Contains(keys, new[] { pair.Ours.KeysOf(made, Role.Initiator), pair.Ours.KeysOf(made, Role.Responder) });
        }

        // It goes on: the next is one again.
        ChildId[] all = [pair.Child, one.Child, two.Child];
        Assert.True((await pair.Charon.RekeyChildAsync()).Success);
        await pair.AssertNewChildAsync(Role.Responder, all);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task We_rekey_the_child_before_its_time_is_up(Role role)
    {
        // The initiator begins in the ninth tenth of the time, the responder half-way through the last.
        TimeSpan life = TimeSpan.FromSeconds(role == Role.Initiator ? 3 : 5);
        Scenario scenario = IkeV1Scenarios.Get("tunnel");
        Side Short(Side side) => side with { ChildLifetime = life };
        return Laboratory.RunAsync(role == Role.Initiator ? scenario.WithInitiator(Short) : scenario.WithResponder(Short), async laboratory =>
        {
            Pair pair = await Pair.EstablishAsync(laboratory, role);
            Assert.Equal(life, (await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>()).Info.Lifetime);
            ChildSaEstablishedEvent second = await pair.AssertNewChildAsync(Role.Initiator, pair.Child);
            Assert.Equal(pair.Child, second.Replaces);
            Assert.Equal(pair.Child, (await pair.Ours.WaitForAsync<ChildSaClosedEvent>()).Child);
            Assert.False(pair.Ours.HasSeen<ConnectionClosedEvent>());
        });
    }

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Charon_rekeys_the_child_before_its_time_is_up(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("NAT forced by both, tunnel"), async laboratory =>
    {
        // Its data plane tells it when time is up, which the acknowledging kernel does not; it wants an address inside its own network.
        Role other = Laboratory.OtherRole(role);
        await laboratory.NodeOf(other).AddAddressAsync(other == Role.Initiator ? "10.1.0.1/32" : "10.2.0.1/32");
        CharonOptions options = new() { Kernel = KernelKind.UserSpace, ChildSettings = [("rekey_time", "1s"), ("rand_time", "0s"), ("life_time", "4s")] };
        Pair pair = await Pair.EstablishAsync(laboratory, role, options: options);
        ChildSaEstablishedEvent second = await pair.AssertNewChildAsync(Role.Responder, pair.Child);
        Assert.Equal(pair.Child, second.Replaces);
        // Charon deletes the old one at the end of its life.
        Assert.Equal(pair.Child, (await pair.Ours.WaitForAsync<ChildSaClosedEvent>()).Child);
        Assert.False(pair.Ours.HasSeen<ConnectionClosedEvent>());
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Two_Quick_Modes_of_ours_run_at_once(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("two children"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        pair.Ours.Host.Call((endpoint, now) => endpoint.CreateChild(pair.Connection, "lab", now) && endpoint.RekeyChild(pair.Connection, pair.Child, now));
        ChildSaEstablishedEvent lab = await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>(next => next.Info.Name == "lab");
        ChildSaEstablishedEvent net = await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>(next => next.Info.Name == "net" && next.Child != pair.Child);
        Assert.Equal((default, pair.Child), (lab.Replaces, net.Replaces));
        await pair.AssertNewChildAsync(Role.Initiator, pair.Child, net.Child);
        await pair.AssertNewChildAsync(Role.Initiator, pair.Child, lab.Child);
        Assert.Equal(3, Assert.Single(await pair.Charon.ListSasAsync()).Children.Length);
        // Both were under way before either was over: the answers came after both offers.
        Assert.All(QuickModesOf(pair).Skip(3).Take(2), line => Assert.StartsWith("->", line, StringComparison.Ordinal));
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Two_Quick_Modes_of_charon_run_at_once(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("two children"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        CharonResult[] results = await Task.WhenAll(pair.Charon.BeginInitiateAsync("lab"), pair.Charon.RekeyChildAsync());
        Assert.All(results, result => Assert.Equal(new CharonResult(true, ""), result));
        ChildSaEstablishedEvent lab = await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>(next => next.Info.Name == "lab");
        ChildSaEstablishedEvent net = await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>(next => next.Info.Name == "net" && next.Child != pair.Child);
        await pair.AssertNewChildAsync(Role.Responder, pair.Child, net.Child);
        await pair.AssertNewChildAsync(Role.Responder, pair.Child, lab.Child);
    });

    [Fact]
    public Task Quick_Modes_of_both_sides_run_at_once() => Laboratory.RunAsync(IkeV1Scenarios.Get("two children"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, Role.Initiator);
        Task<CharonResult> theirs = pair.Charon.RekeyChildAsync();
        pair.CreateChild("lab");
        Assert.True((await theirs).Success);
        ChildSaEstablishedEvent lab = await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>(next => next.Info.Name == "lab");
        ChildSaEstablishedEvent net = await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>(next => next.Info.Name == "net" && next.Child != pair.Child);
        await pair.AssertNewChildAsync(Role.Initiator, pair.Child, net.Child);
        await pair.AssertNewChildAsync(Role.Responder, pair.Child, lab.Child);
    });

    private static IEnumerable<string> QuickModesOf(Pair pair) => pair.Ours.Story.Split('\n').Where(line => line.Contains("Quick Mode", StringComparison.Ordinal));

    private static string FirstKeyOf(ChildKeys keys) => keys.EncryptionInitiator + keys.IntegrityInitiator;
}
