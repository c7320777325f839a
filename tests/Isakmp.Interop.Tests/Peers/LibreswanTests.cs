using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>The harness for libreswan, shown by libreswan talking to charon.</summary>
public class LibreswanTests
{
    [Theory]
    [InlineData("tunnel")]
    [InlineData("transport")]
    [InlineData("NAT forced by both, tunnel")]
    [InlineData("NAT before the initiator")]
    [InlineData("a new secret for every Child SA")]
    [InlineData("AH")]
    [InlineData("compression")]
    [InlineData("3des-sha1-modp1536 and 3des-sha1")]
    [InlineData("aes256-sha384-modp4096 and aes192gcm16")]
    public Task As_responder_it_has_the_keys_of_charon(string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Libreswan bob = await laboratory.StartLibreswanAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.Equal(new CharonResult(true, ""), await alice.InitiateAsync());
        CharonExpectations.AssertAsPromised(laboratory, Role.Initiator, await alice.WaitForEstablishedAsync(), alice.ReadLog());
        LibreswanState child = await bob.WaitForEstablishedAsync();
        Assert.Equal(alice.ReadLog().ChildKeys().Mirrored, bob.ReadLog().ChildKeys(child.SpiIn, child.SpiOut, isInitiator: false));
    });

    [Theory]
    [InlineData("tunnel")]
    [InlineData("NAT before the initiator")]
    public Task As_initiator_it_has_the_keys_of_charon(string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        Libreswan alice = await laboratory.StartLibreswanAsync(Role.Initiator);
        Assert.Equal(0, (await alice.InitiateAsync()).ExitCode);
        CharonExpectations.AssertAsPromised(laboratory, Role.Responder, await bob.WaitForEstablishedAsync(), bob.ReadLog());
        LibreswanState child = await alice.WaitForEstablishedAsync();
        Assert.Equal(bob.ReadLog().ChildKeys().Mirrored, alice.ReadLog().ChildKeys(child.SpiIn, child.SpiOut, isInitiator: true));
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task It_rekeys_a_child_before_the_end_of_its_life(Role role)
    {
        Scenario scenario = IkeV1Scenarios.Get("a new secret for every Child SA");
        Side Short(Side side) => side with { ChildLifetime = TimeSpan.FromSeconds(4) };
        return Laboratory.RunAsync(role == Role.Initiator ? scenario.WithInitiator(Short) : scenario.WithResponder(Short), async laboratory =>
        {
            (Libreswan libreswan, Charon charon) = await EstablishAsync(laboratory, role, LibreswanOptions.RekeyingAfter(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)));
            LibreswanState first = await libreswan.WaitForEstablishedAsync();
            IReadOnlyList<LibreswanState> states = await libreswan.WaitForStatesAsync(all => all.Count(state => state is { IsChild: true, IsEstablished: true }) > 1);
            LibreswanState child = states.Last(state => state.IsChild);
            Assert.NotEqual(first, child);
            await charon.WaitForSasAsync(sas => sas.Any(sa => sa.Children.Any(other => other.SpiIn == child.SpiOut && other.State == "INSTALLED")));
            Assert.Equal(charon.ReadLog().ChildKeys(child.SpiOut).Mirrored, libreswan.ReadLog().ChildKeys(child.SpiIn, child.SpiOut, isInitiator: true));
        });
    }

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task It_begins_a_new_phase_1_before_the_end_of_its_life(Role role)
    {
        Scenario scenario = IkeV1Scenarios.Get("tunnel");
        Side Short(Side side) => side with { IkeLifetime = TimeSpan.FromSeconds(4) };
        return Laboratory.RunAsync(role == Role.Initiator ? scenario.WithInitiator(Short) : scenario.WithResponder(Short), async laboratory =>
        {
            (Libreswan libreswan, Charon charon) = await EstablishAsync(laboratory, role, LibreswanOptions.RekeyingAfter(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)));
            await libreswan.WaitForEstablishedAsync();
            await libreswan.WaitForStatesAsync(all => all.Count(state => state is { IsChild: false, IsEstablished: true }) > 1);
            await charon.WaitForSasAsync(sas => sas.Any(sa => sa.UniqueId == 2 && sa.Children.Length == 1));
        });
    }

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Either_side_deletes(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        (Libreswan libreswan, Charon charon) = await EstablishAsync(laboratory, role, new LibreswanOptions());
        await libreswan.DeleteAsync(await libreswan.WaitForEstablishedAsync());
        await charon.WaitForSasAsync(sas => sas is [{ Children.IsEmpty: true }]);
        Assert.True((await charon.TerminateIkeAsync()).Success);
        // The first state is the IKE SA. What libreswan began it begins anew when it loses it.
        await libreswan.WaitForStatesAsync(states => states.All(state => state.Number > 1));
    });

    [Fact]
    public Task Two_connections_share_a_phase_1() => Laboratory.RunAsync(IkeV1Scenarios.Get("two children"), async laboratory =>
    {
        (Libreswan libreswan, Charon charon) = await EstablishAsync(laboratory, Role.Initiator, new LibreswanOptions());
        await libreswan.BeginInitiateAsync("lab");
        await libreswan.WaitForStatesAsync(states => states.Count(state => state is { IsChild: true, IsEstablished: true }) == 2);
        await charon.WaitForSasAsync(sas => sas is [{ Children.Length: 2 }]);
        await libreswan.ShutDownAsync();
        await charon.WaitForSasAsync(sas => sas.Count == 0);
    });

    private static async Task<(Libreswan Libreswan, Charon Charon)> EstablishAsync(Laboratory laboratory, Role role, LibreswanOptions options)
    {
        Libreswan libreswan = await laboratory.StartLibreswanAsync(role, options);
        Charon charon = await laboratory.StartCharonAsync(Laboratory.OtherRole(role));
        if (role == Role.Initiator)
        {
            Assert.Equal(0, (await libreswan.InitiateAsync()).ExitCode);
        }
        else
        {
            Assert.Equal(new CharonResult(true, ""), await charon.InitiateAsync());
        }

        await charon.WaitForEstablishedAsync();
        return (libreswan, charon);
    }
}
