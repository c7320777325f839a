using Isakmp.Exchanges;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>Many connections at once between our host and one charon.</summary>
public class ManyTests
{
    private const int Count = 10;

    private static readonly CharonOptions s_separate = new() { ConnectionSettings = [("unique", "never")] };

    [Fact]
    public Task Charon_opens_many_under_one_phase_1() => Laboratory.RunAsync(IkeV1Scenarios.Get("host to host"), async laboratory =>
    {
        OurSide bob = OurSide.Start(laboratory, Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        CharonResult[] results = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => alice.BeginInitiateAsync()));
        Assert.All(results, result => Assert.Equal(new CharonResult(true, ""), result));
        await AssertAllAgreeAsync(bob, alice);
        Assert.Single(bob.AllOf<IkeSaEstablishedEvent>());
    });

    [Fact]
    public Task We_open_many_phase_1s() => Laboratory.RunAsync(IkeV1Scenarios.Get("host to host"), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder, s_separate);
        OurSide alice = OurSide.Start(laboratory, Role.Initiator);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => alice.ConnectAsync()));
        await AssertAllAgreeAsync(alice, bob);
        Assert.Equal(Count, alice.AllOf<IkeSaEstablishedEvent>().Count);
    });

    // Charon takes a phase 1 between the same two identities for a new one in the place of the old, so that few are left in the end; but each has been there, with a Child SA.
    private static async Task AssertAllAgreeAsync(OurSide ours, Charon charon)
    {
        await ours.WaitForCountAsync<ActivateOutboundEvent>(Count);
        foreach (ChildSaEstablishedEvent made in ours.AllOf<ChildSaEstablishedEvent>())
        {
            string spi = made.Info.OutboundSpi.ToString();
            await charon.WaitForLogAsync($"established with SPIs {spi}_i");
            Assert.Equal(charon.ReadLog().ChildKeys(spi).Mirrored, ours.KeysOf(made));
        }

        Assert.False(ours.HasSeen<ChildSaFailedEvent>());
        Assert.Equal(0, ours.Host.EndpointStatistics.InternalFaults);
    }
}
