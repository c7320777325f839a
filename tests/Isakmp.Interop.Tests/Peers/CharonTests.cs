using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>The harness and its scenarios, shown by charon talking to charon.</summary>
public class CharonTests
{
    [Theory]
    [MemberData(nameof(IkeV2Scenarios.Established), MemberType = typeof(IkeV2Scenarios))]
    public Task Both_come_up_as_promised_and_both_logs_agree_on_every_key(string name) => Laboratory.RunAsync(IkeV2Scenarios.Get(name), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.Equal(new CharonResult(true, ""), await alice.InitiateAsync());
        CharonIkeSa atBob = await bob.WaitForEstablishedAsync();
        CharonIkeSa atAlice = await alice.WaitForEstablishedAsync();

        CharonExpectations.AssertAsPromised(laboratory, Role.Responder, atBob);
        CharonExpectations.AssertAsPromised(laboratory, Role.Initiator, atAlice);
        Assert.Equal((atAlice.InitiatorSpi, atAlice.ResponderSpi), (atBob.InitiatorSpi, atBob.ResponderSpi));
        Assert.Equal(alice.ReadLog().IkeKeys(), bob.ReadLog().IkeKeys());
        ChildKeys keys = alice.ReadLog().ChildKeys();
        Assert.Equal(keys, bob.ReadLog().ChildKeys().Mirrored);
        Assert.Equal((keys.SpiIn, keys.SpiOut), (atAlice.Children[0].SpiIn, atAlice.Children[0].SpiOut));
    });

    [Theory]
    [MemberData(nameof(IkeV2Scenarios.Refused), MemberType = typeof(IkeV2Scenarios))]
    public Task A_refusal_is_the_one_promised(string name) => Laboratory.RunAsync(IkeV2Scenarios.Get(name), async laboratory =>
    {
        await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        CharonResult result = await alice.InitiateAsync();
        Assert.False(result.Success);
        (string notify, bool ike) = laboratory.Scenario.Outcome is Outcome.ChildRefused child
            ? (child.Notify, true)
            : (Assert.IsType<Outcome.IkeRefused>(laboratory.Scenario.Outcome).Notify, false);
        await alice.WaitForLogAsync($"received {notify} notify");
        await alice.WaitForSasAsync(sas => sas.Count == (ike ? 1 : 0));
    });

    [Fact]
    public Task Either_side_deletes_what_it_was_told_to() => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        await alice.InitiateAsync();
        await bob.WaitForEstablishedAsync();
        Assert.Equal(new CharonResult(true, ""), await bob.TerminateChildAsync());
        await alice.WaitForSasAsync(sas => sas is [{ Children.IsEmpty: true }]);
        Assert.Equal(new CharonResult(true, ""), await alice.TerminateIkeAsync());
        await bob.WaitForSasAsync(sas => sas.Count == 0);
    });
}
