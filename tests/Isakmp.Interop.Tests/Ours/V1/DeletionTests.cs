using Isakmp.Exchanges;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>Either side deletes a Child SA or everything by Delete payloads (RFC 2408 3.15), which nobody answers, whoever began.</summary>
public class DeletionTests
{
    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task We_delete_the_child(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Assert.True(pair.Ours.Host.Call((endpoint, now) => endpoint.DeleteChild(pair.Connection, pair.Child, now)));
        ChildSaClosedEvent closed = await pair.Ours.WaitForAsync<ChildSaClosedEvent>();
        Assert.Equal((pair.Child, CloseReason.LocalRequest), (closed.Child, closed.Reason));
        await pair.Charon.WaitForSasAsync(sas => sas is [{ State: "ESTABLISHED", Children.IsEmpty: true }]);
        // By the SPI that we receive on; charon would take the other as well.
        await pair.Charon.WaitForLogAsync($"received DELETE for ESP CHILD_SA with SPI {closed.Info.InboundSpi}");
        Assert.Empty(Assert.Single(pair.Ours.Host.List()).Children);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Charon_deletes_the_child(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Assert.Equal(new CharonResult(true, ""), await pair.Charon.TerminateChildAsync());
        ChildSaClosedEvent closed = await pair.Ours.WaitForAsync<ChildSaClosedEvent>();
        Assert.Equal((pair.Child, CloseReason.PeerDeleted), (closed.Child, closed.Reason));
        Assert.Empty(Assert.Single(pair.Ours.Host.List()).Children);
        Assert.Equal("ESTABLISHED", Assert.Single(await pair.Charon.ListSasAsync()).State);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task A_deleted_child_can_be_made_anew(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Assert.True((await pair.Charon.TerminateChildAsync()).Success);
        await pair.Ours.WaitForAsync<ChildSaClosedEvent>();
        pair.CreateChild("net");
        ChildSaEstablishedEvent ours = await pair.AssertNewChildAsync(Role.Initiator, pair.Child);
        Assert.True(pair.Ours.Host.Call((endpoint, now) => endpoint.DeleteChild(pair.Connection, ours.Child, now)));
        await pair.Charon.WaitForSasAsync(sas => sas is [{ Children.IsEmpty: true }]);
        Assert.Equal(new CharonResult(true, ""), await pair.Charon.InitiateAsync());
        ChildSaEstablishedEvent theirs = await pair.AssertNewChildAsync(Role.Responder, pair.Child, ours.Child);
        Assert.Equal(default, theirs.Replaces);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task We_delete_everything(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Assert.True(await pair.Ours.Host.TerminateAsync(pair.Connection));
        Assert.Equal(CloseReason.LocalRequest, (await pair.Ours.WaitForAsync<ConnectionClosedEvent>()).Reason);
        Assert.True(pair.Ours.HasSeen<ChildSaClosedEvent>());
        await pair.Charon.WaitForSasAsync(sas => sas.Count == 0);
        Assert.Empty(pair.Ours.Host.List());
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Charon_deletes_everything(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Assert.Equal(new CharonResult(true, ""), await pair.Charon.TerminateIkeAsync());
        Assert.Equal(CloseReason.PeerDeleted, (await pair.Ours.WaitForAsync<ConnectionClosedEvent>()).Reason);
        Assert.True(pair.Ours.HasSeen<ChildSaClosedEvent>());
        Assert.Empty(pair.Ours.Host.List());
        Assert.Empty(await pair.Charon.ListSasAsync());
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Our_orderly_end_is_told_to_charon(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Assert.True(await pair.Ours.Host.StopAsync());
        await pair.Charon.WaitForSasAsync(sas => sas.Count == 0);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Charons_orderly_end_is_understood(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        await pair.Charon.ShutDownAsync();
        Assert.Equal(CloseReason.PeerDeleted, (await pair.Ours.WaitForAsync<ConnectionClosedEvent>()).Reason);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task A_charon_that_starts_anew_takes_the_place_of_the_old_one(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        // It has lost its memory, so its first message of the new phase 1 that is protected says so: INITIAL-CONTACT (RFC 2407 4.6.3.3).
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        await pair.Charon.KillAsync();
        Charon anew = await laboratory.StartCharonAsync(Laboratory.OtherRole(role));
        Assert.Equal(new CharonResult(true, ""), await anew.InitiateAsync());
        ChildSaEstablishedEvent child = await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>(next => next.Child != pair.Child);
        Assert.Equal(anew.ReadLog().ChildKeys(child.Info.OutboundSpi.ToString()).Mirrored, pair.Ours.KeysOf(child, Role.Responder));
        Assert.Equal(pair.Child, (await pair.Ours.WaitForAsync<ChildSaClosedEvent>()).Child);
        Assert.Single(pair.Ours.Host.List());
    });
}
