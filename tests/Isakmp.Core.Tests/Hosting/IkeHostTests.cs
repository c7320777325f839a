using System.Net;
using System.Net.Sockets;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Hosting;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Hosting;

public class IkeHostTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_connection_comes_up_with_the_same_keys_on_both_sides(string address)
    {
        SkipWithout(address);
        await using HostPair pair = HostPair.Start(address);
        HostConnection connection = await pair.ConnectAsync();

        Assert.Equal("alice", connection.IkeSa.ProfileName);
        Assert.Equal("net", Assert.Single(connection.Children).Name);
        await using IAsyncEnumerator<IkeEvent> alice = pair.Alice.ReadEventsAsync().GetAsyncEnumerator();
        await using IAsyncEnumerator<IkeEvent> bob = pair.Bob.ReadEventsAsync().GetAsyncEnumerator();
        ChildSaEstablishedEvent ours = await HostPair.NextAsync<ChildSaEstablishedEvent>(alice);
        ChildSaEstablishedEvent theirs = await HostPair.NextAsync<ChildSaEstablishedEvent>(bob);
        Assert.Equal(ours.Info.InboundSpi, theirs.Info.OutboundSpi);
        Assert.Equal(ours.Keys.InboundEncryption.Span.ToArray(), theirs.Keys.OutboundEncryption.Span.ToArray());
        Assert.Equal(ours.Keys.OutboundEncryption.Span.ToArray(), theirs.Keys.InboundEncryption.Span.ToArray());
        Assert.NotEqual(new byte[ours.Keys.InboundEncryption.Length], ours.Keys.InboundEncryption.Span.ToArray());

        Assert.Equal(connection.Id, Assert.Single(pair.Alice.List()).Connection);
        Assert.Equal(IkeRole.Responder, Assert.Single(pair.Bob.List()).Role);
        Assert.Equal(0, pair.Alice.EndpointStatistics.InternalFaults + pair.Bob.EndpointStatistics.InternalFaults);
    }

    [Fact]
    public async Task Without_marker_it_begins_on_the_first_port_and_moves_to_the_second_behind_a_nat()
    {
        await using HostPair pair = HostPair.Start();
        PeerProfile profile = new PeerProfileBuilder("alice")
            .WithLocalIdentity("alice.test").WithRemoteIdentity("bob.test").WithProposals("aes128gcm16-prfsha256-x25519")
            .WithForcedEncapsulation()
            .WithNatTraversalPorts(4500, pair.Bob.NatTraversalEndPoints[0].Port)
            .AddChild("net", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24"))
            .Build(Crypto.CryptoProvider.Default);
        var path = new PacketInfo(pair.Alice.LocalEndPoints[0], pair.Bob.LocalEndPoints[0]);

        HostConnection connection = await pair.Alice.ConnectAsync(profile, path).WaitAsync(HostPair.Patience);

        Assert.True(connection.Children[0].IsUdpEncapsulated);
        IkeSaInfo theirs = Assert.Single(pair.Bob.List());
        Assert.Equal(pair.Bob.NatTraversalEndPoints[0], theirs.Path.Local);
        Assert.Equal(pair.Alice.NatTraversalEndPoints[0], theirs.Path.Remote);
        Assert.Equal(Encapsulation.NonEspMarker, theirs.Path.Encapsulation);
    }

    [Fact]
    public async Task Without_a_nat_it_stays_on_the_first_port()
    {
        await using HostPair pair = HostPair.Start();
        HostConnection connection = await pair.Alice.ConnectAsync(
            HostPair.AliceProfile(), new PacketInfo(pair.Alice.LocalEndPoints[0], pair.Bob.LocalEndPoints[0])).WaitAsync(HostPair.Patience);

        Assert.False(connection.Children[0].IsUdpEncapsulated);
        Assert.Equal(pair.Alice.LocalEndPoints[0], Assert.Single(pair.Bob.List()).Path.Remote);
    }

    [Fact]
    public async Task Esp_goes_to_the_data_plane()
    {
        var esp = new HostPair.Esp();
        var faults = new List<Exception>();
        await using HostPair pair = HostPair.Start(bob: HostPair.On("127.0.0.1", esp, errors: faults.Add));
        var path = new PacketInfo(pair.Alice.NatTraversalEndPoints[0], pair.Bob.NatTraversalEndPoints[0]);
        byte[] packet = [0xC0, 0, 0, 1, 0, 0, 0, 1, 9, 9, 9];

        Assert.True(await pair.Alice.SendEspAsync(path, packet));
        (PacketInfo arrived, byte[] received) = await esp.NextAsync();
        Assert.Equal(packet, received);
        Assert.Equal(path.Remote, arrived.Local);
        Assert.Equal(path.Local, arrived.Remote);

        // A fault of the data plane reaches its owner and does not end the receiving.
        esp.Throws = new InvalidOperationException("on purpose");
        Assert.True(await pair.Alice.SendEspAsync(path, packet));
        _ = await esp.NextAsync();
        esp.Throws = null;
        Assert.True(await pair.Alice.SendEspAsync(path, packet));
        _ = await esp.NextAsync();
        Assert.Equal("on purpose", Assert.Single(faults).Message);
        Assert.Equal(3, pair.Bob.Statistics.EspReceived);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(new byte[] { 0xFF })]
    public async Task What_is_no_esp_packet_is_refused(byte[] packet)
    {
        await using HostPair pair = HostPair.Start();
        var path = new PacketInfo(pair.Alice.NatTraversalEndPoints[0], pair.Bob.NatTraversalEndPoints[0]);
        await Assert.ThrowsAsync<ArgumentException>(async () => await pair.Alice.SendEspAsync(path, packet));
    }

    [Fact]
    public async Task Keep_alives_and_rubbish_are_counted_and_change_nothing()
    {
        await using HostPair pair = HostPair.Start();
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var shared = new IPEndPoint(IPAddress.Loopback, pair.Bob.NatTraversalEndPoints[0].Port);
        peer.SendTo([0xFF], shared);
        peer.SendTo([1, 2, 3], shared);
        peer.SendTo(new byte[40], shared);
        peer.SendTo(new byte[40], new IPEndPoint(IPAddress.Loopback, pair.Bob.LocalEndPoints[0].Port));
        SpinWait.SpinUntil(() => pair.Bob.Statistics.DatagramsReceived == 4, HostPair.Patience);

        Assert.Equal(1, pair.Bob.Statistics.KeepAlivesReceived);
        Assert.Equal(1, pair.Bob.Statistics.MalformedReceived);
        _ = await pair.ConnectAsync();
    }

    [Fact]
    public async Task A_refused_proposal_throws_with_the_report()
    {
        await using HostPair pair = HostPair.Start();
        IkeNegotiationException exception = await Assert.ThrowsAsync<IkeNegotiationException>(
            () => pair.Alice.ConnectAsync(HostPair.AliceProfile("aes256-sha256-modp2048"), pair.Bob.LocalEndPoints[0]).WaitAsync(HostPair.Patience));

        Assert.Equal(FailureKind.PeerIncompatible, exception.Failure.Kind);
        Assert.NotNull(exception.Failure.Report);
        Assert.Empty(pair.Alice.List());
        await using IAsyncEnumerator<IkeEvent> bob = pair.Bob.ReadEventsAsync().GetAsyncEnumerator();
        NegotiationRefusedEvent refused = await HostPair.NextAsync<NegotiationRefusedEvent>(bob);
        Assert.Contains("Encryption algorithm", refused.Failure.Report!.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_throws()
    {
        await using HostPair pair = HostPair.Start(secret: "battery staple");
        IkeNegotiationException exception = await Assert.ThrowsAsync<IkeNegotiationException>(() => pair.ConnectAsync());
        Assert.Equal(FailureKind.NotAuthenticated, exception.Failure.Kind);
    }

    [Fact]
    public async Task Terminate_deletes_on_both_sides()
    {
        await using HostPair pair = HostPair.Start();
        HostConnection connection = await pair.ConnectAsync();
        await using IAsyncEnumerator<IkeEvent> bob = pair.Bob.ReadEventsAsync().GetAsyncEnumerator();

        Assert.True(await pair.Alice.TerminateAsync(connection.Id).WaitAsync(HostPair.Patience));
        Assert.Equal(CloseReason.LocalRequest, (await connection.Closed.WaitAsync(HostPair.Patience)).Reason);
        Assert.Equal(CloseReason.PeerDeleted, (await HostPair.NextAsync<IkeSaClosedEvent>(bob)).Reason);
        Assert.Empty(pair.Alice.List());
        Assert.Empty(pair.Bob.List());
        Assert.False(await pair.Alice.TerminateAsync(connection.Id));
    }

    [Fact]
    public async Task The_responder_can_terminate_too()
    {
        await using HostPair pair = HostPair.Start();
        HostConnection connection = await pair.ConnectAsync();
        Assert.True(await pair.Bob.TerminateAsync(Assert.Single(pair.Bob.List()).Connection).WaitAsync(HostPair.Patience));
        Assert.Equal(CloseReason.PeerDeleted, (await connection.Closed.WaitAsync(HostPair.Patience)).Reason);
    }

    [Fact]
    public async Task Stopping_deletes_the_SAs_and_ends_the_events()
    {
        await using HostPair pair = HostPair.Start();
        HostConnection connection = await pair.ConnectAsync();
        await using IAsyncEnumerator<IkeEvent> bob = pair.Bob.ReadEventsAsync().GetAsyncEnumerator();
        Task<List<IkeEvent>> reading = ReadAllAsync(pair.Alice);

        Assert.True(await pair.Alice.StopAsync().WaitAsync(HostPair.Patience));
        Assert.Equal(CloseReason.PeerDeleted, (await HostPair.NextAsync<IkeSaClosedEvent>(bob)).Reason);
        Assert.Contains(await reading.WaitAsync(HostPair.Patience), happened => happened is ConnectionClosedEvent);
        Assert.Equal(CloseReason.LocalRequest, (await connection.Closed.WaitAsync(HostPair.Patience)).Reason);
        await Assert.ThrowsAsync<InvalidOperationException>(() => pair.ConnectAsync());
        Assert.True(await pair.Alice.StopAsync());
        Assert.Empty(pair.Alice.LocalEndPoints);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_silent_peer_longer_than_it_may()
    {
        await using HostPair pair = HostPair.Start(alice: new IkeHostOptions
        {
            LocalAddresses = [NetAddress.Parse("127.0.0.1")], Port = 0, NatTraversalPort = 0, ShutdownTimeout = TimeSpan.FromMilliseconds(200),
        });
        _ = await pair.ConnectAsync();
        pair.Bob.Transport.Dispose();
        Assert.False(await pair.Alice.StopAsync().WaitAsync(HostPair.Patience));
    }

    [Fact]
    public async Task Cancelling_a_connect_gives_up()
    {
        await using HostPair pair = HostPair.Start();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var cancel = new CancellationTokenSource();
        Task<HostConnection> connecting = pair.Alice.ConnectAsync(HostPair.AliceProfile(), NetEndPoint.From((IPEndPoint)silent.LocalEndPoint!), cancel.Token);
        Assert.Single(pair.Alice.List());

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(HostPair.Patience));
        Assert.Empty(pair.Alice.List());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => pair.Alice.ConnectAsync(HostPair.AliceProfile(), pair.Bob.LocalEndPoints[0], cancel.Token));
    }

    [Fact]
    public async Task Questions_are_answered_by_the_handler()
    {
        int asked = 0;
        ValueTask Answer(IkeHost host, IkeOperation operation, CancellationToken cancellationToken)
        {
            asked++;
            Assert.True(operation is AuthorizeOperation question && host.Complete(question, question.RemoteIdentity.ToString() == "alice.test"));
            return ValueTask.CompletedTask;
        }

        await using HostPair pair = HostPair.Start(bob: HostPair.On("127.0.0.1", operations: Answer), bobAsks: EndpointQuestions.Authorize);
        _ = await pair.ConnectAsync();
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_refusal_by_the_handler_refuses_the_peer()
    {
        await using HostPair pair = HostPair.Start(
            bob: HostPair.On("127.0.0.1", operations: (host, operation, cancellationToken) =>
            {
                bool taken = host.Complete((AuthorizeOperation)operation, false);
                Assert.True(taken);
                return ValueTask.CompletedTask;
            }),
            bobAsks: EndpointQuestions.Authorize);
        IkeNegotiationException exception = await Assert.ThrowsAsync<IkeNegotiationException>(() => pair.ConnectAsync());
        Assert.True(exception.Failure.SentByPeer);
    }

    [Fact]
    public async Task The_fault_of_a_handler_reaches_its_owner()
    {
        var fault = new TaskCompletionSource<Exception>();
        await using HostPair pair = HostPair.Start(
            bob: HostPair.On("127.0.0.1", operations: (_, _, _) => throw new InvalidOperationException("on purpose"), errors: exception => fault.TrySetResult(exception)),
            bobAsks: EndpointQuestions.Authorize);
        using var cancel = new CancellationTokenSource();
        Task<HostConnection> connecting = pair.ConnectAsync(cancel.Token);
        Assert.Equal("on purpose", (await fault.Task.WaitAsync(HostPair.Patience)).Message);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task Events_have_one_reader_at_a_time()
    {
        await using HostPair pair = HostPair.Start();
        _ = await pair.ConnectAsync();
        await using (IAsyncEnumerator<IkeEvent> first = pair.Alice.ReadEventsAsync().GetAsyncEnumerator())
        {
            Assert.True(await first.MoveNextAsync());
            await using IAsyncEnumerator<IkeEvent> second = pair.Alice.ReadEventsAsync().GetAsyncEnumerator();
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await second.MoveNextAsync());
        }

        await using IAsyncEnumerator<IkeEvent> next = pair.Alice.ReadEventsAsync().GetAsyncEnumerator();
        Assert.True(await next.MoveNextAsync());
    }

    [Fact]
    public async Task Without_a_reader_the_oldest_events_give_way()
    {
        await using HostPair pair = HostPair.Start(alice: HostPair.On("127.0.0.1", eventCapacity: 2));
        HostConnection connection = await pair.ConnectAsync();
        _ = await pair.Alice.TerminateAsync(connection.Id).WaitAsync(HostPair.Patience);
        Assert.True(pair.Alice.Statistics.EventsDropped >= 3);
        await using IAsyncEnumerator<IkeEvent> events = pair.Alice.ReadEventsAsync().GetAsyncEnumerator();
        _ = await HostPair.NextAsync<ConnectionClosedEvent>(events);
    }

    [Fact]
    public async Task A_slow_reader_loses_nothing()
    {
        await using HostPair pair = HostPair.Start(alice: HostPair.On("127.0.0.1", eventCapacity: 1));
        Task<HostConnection> connecting;
        var seen = new List<IkeEvent>();
        await using IAsyncEnumerator<IkeEvent> events = pair.Alice.ReadEventsAsync().GetAsyncEnumerator();
        ValueTask<bool> first = events.MoveNextAsync();
        connecting = pair.ConnectAsync();
        Assert.True(await first.AsTask().WaitAsync(HostPair.Patience));
        seen.Add(events.Current);
        while (seen[^1] is not ActivateOutboundEvent)
        {
            await Task.Delay(20);
            Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(HostPair.Patience));
            seen.Add(events.Current);
        }

        _ = await connecting;
        Assert.Contains(seen, happened => happened is IkeSaEstablishedEvent);
        Assert.Contains(seen, happened => happened is ChildSaEstablishedEvent);
        Task<bool> stopping = pair.Alice.StopAsync();
        while (await events.MoveNextAsync().AsTask().WaitAsync(HostPair.Patience))
        {
            seen.Add(events.Current);
            await Task.Delay(20);
        }

        Assert.True(await stopping);
        Assert.IsType<ConnectionClosedEvent>(seen[^1]);
        Assert.Contains(seen, happened => happened is ChildSaClosedEvent);
        Assert.Equal(0, pair.Alice.Statistics.EventsDropped);
    }

    [Fact]
    public async Task Many_connections_at_once()
    {
        await using HostPair pair = HostPair.Start();
        HostConnection[] connections = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => pair.ConnectAsync()));
        Assert.Equal(20, connections.Select(connection => connection.Id).Distinct().Count());
        Assert.Equal(20, pair.Bob.List().Length);
        Assert.True(await pair.Bob.StopAsync().WaitAsync(HostPair.Patience));
        await Task.WhenAll(connections.Select(connection => connection.Closed)).WaitAsync(HostPair.Patience);
    }

    [Fact]
    public void Options_out_of_bounds_are_refused_at_once()
    {
        Assert.Throws<ArgumentException>(() => new IkeHostOptions { Port = 4500 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new IkeHostOptions { EventCapacity = 0 }.Validate());
        Assert.Throws<ArgumentException>(() => new IkeHostOptions { LocalAddresses = [NetAddress.Parse("0.0.0.0")] }.Validate());
    }

    [Fact]
    public async Task A_peer_of_another_family_cannot_be_reached()
    {
        await using HostPair pair = HostPair.Start();
        await Assert.ThrowsAsync<InvalidOperationException>(() => pair.Alice.ConnectAsync(HostPair.AliceProfile(), NetEndPoint.Parse("[2001:db8::1]:500")));
    }

    private static async Task<List<IkeEvent>> ReadAllAsync(IkeHost host)
    {
        var all = new List<IkeEvent>();
        await foreach (IkeEvent happened in host.ReadEventsAsync())
        {
            all.Add(happened);
        }

        return all;
    }

    private static void SkipWithout(string address)
    {
        if (!LocalAddresses.All().Exists(entry => entry.Address == NetAddress.Parse(address)))
        {
            Assert.Skip($"this machine has no address {address}");
        }
    }
}
