using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>The scenarios of IKEv1 and the reading of keys, shown by charon talking to charon.</summary>
public class CharonV1Tests
{
    [Theory]
    [MemberData(nameof(IkeV1Scenarios.Samples), MemberType = typeof(IkeV1Scenarios))]
    public Task Both_come_up_as_promised_and_both_logs_agree_on_every_key(string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.Equal(new CharonResult(true, ""), await alice.InitiateAsync());
        CharonIkeSa atBob = await bob.WaitForEstablishedAsync();
        CharonIkeSa atAlice = await alice.WaitForEstablishedAsync();

        CharonExpectations.AssertAsPromised(laboratory, Role.Responder, atBob, bob.ReadLog());
        CharonExpectations.AssertAsPromised(laboratory, Role.Initiator, atAlice, alice.ReadLog());
        Assert.Equal(1, atAlice.Version);
        Assert.Equal((atAlice.InitiatorSpi, atAlice.ResponderSpi), (atBob.InitiatorSpi, atBob.ResponderSpi));
        Assert.Equal(alice.ReadLog().IkeV1Keys(atAlice.UniqueId), bob.ReadLog().IkeV1Keys(atBob.UniqueId));
        ChildKeys keys = alice.ReadLog().ChildKeys();
        Assert.Equal(keys, bob.ReadLog().ChildKeys().Mirrored);
        Assert.Equal((keys.SpiIn, keys.SpiOut), (atAlice.Children[0].SpiIn, atAlice.Children[0].SpiOut));
    });

    [Theory]
    [MemberData(nameof(IkeV1Scenarios.Refused), MemberType = typeof(IkeV1Scenarios))]
    public Task A_refusal_is_the_one_promised(string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.False((await alice.InitiateAsync(TimeSpan.FromSeconds(1))).Success);
        Outcome promised = laboratory.Scenario.Outcome;
        await alice.WaitForLogAsync(promised.Notify is { } notify ? $"received {notify} error notify" : "could not decrypt payloads");
        await alice.WaitForSasAsync(sas => sas.Any(sa => !sa.IsHalfOpen) == promised.HasIkeSa);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task A_rekeyed_child_has_new_keys_in_both_logs(Role who) => Laboratory.RunAsync(IkeV1Scenarios.Get("a new secret for every Child SA"), async laboratory =>
    {
        (Charon alice, Charon bob) = await EstablishAsync(laboratory);
        ChildKeys old = alice.ReadLog().ChildKeys();
        Assert.True((await (who == Role.Initiator ? alice : bob).RekeyChildAsync()).Success);
        CharonChildSa atAlice = await WaitForRekeyedAsync(alice);
        CharonChildSa atBob = await WaitForRekeyedAsync(bob);
        Assert.Equal((atAlice.SpiIn, atAlice.SpiOut), (atBob.SpiOut, atBob.SpiIn));
        ChildKeys keys = alice.ReadLog().ChildKeys(atAlice.SpiIn);
        Assert.Equal(keys, bob.ReadLog().ChildKeys(atBob.SpiIn).Mirrored);
        Assert.NotEqual(old.EncryptionInitiator, keys.EncryptionInitiator);
        Assert.Equal(2, alice.ReadLog().AllChildKeys().Count);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task A_new_phase_1_has_keys_of_its_own_and_takes_the_children_over(Role who) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        (Charon alice, Charon bob) = await EstablishAsync(laboratory);
        Assert.True((await (who == Role.Initiator ? alice : bob).RekeyIkeAsync()).Success);
        foreach (Charon charon in new[] { alice, bob })
        {
            await charon.WaitForSasAsync(sas => sas.Single(sa => sa.UniqueId == 2) is { State: "ESTABLISHED", Children: [{ State: "INSTALLED" }] });
            Assert.Throws<InvalidDataException>(() => charon.ReadLog().IkeV1Keys());
        }

        Assert.Equal(alice.ReadLog().IkeV1Keys(1), bob.ReadLog().IkeV1Keys(1));
        Assert.Equal(alice.ReadLog().IkeV1Keys(2), bob.ReadLog().IkeV1Keys(2));
        Assert.NotEqual(alice.ReadLog().IkeV1Keys(1).Skeyid, alice.ReadLog().IkeV1Keys(2).Skeyid);
        Assert.Single(bob.ReadLog().AllChildKeys());
    });

    [Fact]
    public Task Children_are_made_and_deleted_one_by_one() => Laboratory.RunAsync(IkeV1Scenarios.Get("two children"), async laboratory =>
    {
        (Charon alice, Charon bob) = await EstablishAsync(laboratory);
        Assert.Equal(new CharonResult(true, ""), await alice.InitiateAsync(child: "lab"));
        IReadOnlyList<CharonIkeSa> atBob = await bob.WaitForSasAsync(sas => sas is [{ Children: [{ State: "INSTALLED" }, { State: "INSTALLED" }] }]);
        Assert.Equal(["lab", "net"], atBob[0].Children.Select(child => child.Name).Order());
        Assert.Equal(alice.ReadLog().AllChildKeys().Select(keys => keys.Mirrored), bob.ReadLog().AllChildKeys());
        Assert.True((await bob.TerminateChildAsync()).Success);
        await alice.WaitForSasAsync(sas => sas is [{ Children: [{ Name: "lab" }] }]);
        Assert.True((await alice.TerminateIkeAsync()).Success);
        await bob.WaitForSasAsync(sas => sas.Count == 0);
    });

    [Fact]
    public Task A_silent_peer_is_asked_and_given_up() => Laboratory.RunAsync(
        IkeV1Scenarios.Get("tunnel").WithInitiator(side => side with { LivenessInterval = TimeSpan.FromSeconds(1) }), async laboratory =>
    {
        // In IKEv1 time is up after a time-out of its own, not after so many questions.
        CharonOptions hasty = new() { ConnectionSettings = [("dpd_timeout", "2s")] };
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator, hasty);
        await alice.InitiateAsync();
        await alice.WaitForLogAsync("[ HASH N(DPD_ACK) ]");
        await bob.KillAsync();
        await alice.WaitForSasAsync(sas => sas.Count == 0);
    });

    private static async Task<(Charon Alice, Charon Bob)> EstablishAsync(Laboratory laboratory)
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.Equal(new CharonResult(true, ""), await alice.InitiateAsync());
        await bob.WaitForEstablishedAsync();
        return (alice, bob);
    }

    private static async Task<CharonChildSa> WaitForRekeyedAsync(Charon charon)
    {
        IReadOnlyList<CharonIkeSa> sas = await charon.WaitForSasAsync(all => all is [{ Children: { Length: 2 } children }] && children.Select(child => child.State).Order() is IEnumerable<string> states && states.SequenceEqual(["INSTALLED", "REKEYED"]));
        return sas[0].Children.Single(child => child.State == "INSTALLED");
    }
}
