using Isakmp.Exchanges;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>Several IKE SAs at once between our host and one charon.</summary>
public class ManyTests
{
    private const int Count = 20;

    // Each initiation makes an IKE SA of its own, and none replaces another.
    private static readonly CharonOptions s_separate = new() { Settings = [("reuse_ikesa", "no")], ConnectionSettings = [("unique", "never")] };

    [Fact]
    public Task Charon_opens_many_at_once() => Laboratory.RunAsync(IkeV2Scenarios.Get("host to host"), async laboratory =>
    {
        OurSide bob = OurSide.Start(laboratory, Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator, s_separate);
        CharonResult[] results = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => alice.BeginInitiateAsync()));
        Assert.All(results, result => Assert.Equal(new CharonResult(true, ""), result));
        await AssertAllAgreeAsync(bob, alice);
    });

    [Fact]
    public Task We_open_many_at_once() => Laboratory.RunAsync(IkeV2Scenarios.Get("host to host"), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder, s_separate);
        OurSide alice = OurSide.Start(laboratory, Role.Initiator);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => alice.ConnectAsync()));
        await AssertAllAgreeAsync(alice, bob);
    });

    private static async Task AssertAllAgreeAsync(OurSide ours, Charon charon)
    {
        IReadOnlyList<CharonIkeSa> sas = await charon.WaitForSasAsync(all => all.Count == Count && all.All(sa => sa is { Children: [{ State: "INSTALLED" }] }));
        Assert.Equal(Count, ours.Host.List().Length);
        CharonLog log = charon.ReadLog();
        foreach (CharonIkeSa sa in sas)
        {
            ChildSaEstablishedEvent child = await ours.WaitForAsync<ChildSaEstablishedEvent>(next => next.Info.OutboundSpi.ToString() == sa.Children[0].SpiIn);
            Assert.Equal(log.ChildKeys(sa.Children[0].SpiIn).Mirrored, ours.KeysOf(child));
        }
    }
}
