using Isakmp.Exchanges;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>Either side deletes a Child SA or the IKE SA (RFC 7296 1.4.1), whoever began.</summary>
public class DeletionTests
{
    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task We_delete_the_child(Role role) => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Assert.True(pair.Ours.Host.Call((endpoint, now) => endpoint.DeleteChild(pair.Connection, pair.Child, now)));
        ChildSaClosedEvent closed = await pair.Ours.WaitForAsync<ChildSaClosedEvent>();
        Assert.Equal((pair.Child, CloseReason.LocalRequest), (closed.Child, closed.Reason));
        await pair.Charon.WaitForSasAsync(sas => sas is [{ State: "ESTABLISHED", Children.IsEmpty: true }]);
        Assert.Empty(Assert.Single(pair.Ours.Host.List()).Children);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Charon_deletes_the_child(Role role) => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
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
    public Task We_delete_the_IKE_SA(Role role) => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
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
    public Task Charon_deletes_the_IKE_SA(Role role) => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
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
    public Task Our_orderly_end_is_told_to_charon(Role role) => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Assert.True(await pair.Ours.Host.StopAsync());
        await pair.Charon.WaitForSasAsync(sas => sas.Count == 0);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Charons_orderly_end_is_understood(Role role) => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        await pair.Charon.ShutDownAsync();
        Assert.Equal(CloseReason.PeerDeleted, (await pair.Ours.WaitForAsync<ConnectionClosedEvent>()).Reason);
    });
}
