using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Hosting;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Hosting;

/// <summary>Two hosts that speak IKEv1: a connection is up with its first Child SA, and the endpoint's commands go through <see cref="IkeHost.Call"/>.</summary>
public sealed class V1HostTests : IAsyncDisposable
{
    private readonly CredentialStore _credentials = new CredentialStore().AddSharedKey("correct horse");
    private readonly IkeHost _alice;
    private readonly IkeHost _bob;

    public V1HostTests()
    {
        _alice = Start([]);
        _bob = Start([Profile("bob", "alice")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        _credentials.Dispose();
    }

    [Fact]
    public async Task It_is_up_with_its_first_child_sa_and_both_have_the_same_keys()
    {
        HostConnection connection = await ConnectAsync();
        Assert.Equal((IkeVersion.V1, IkeSaState.Established, TimeSpan.FromDays(1)), (connection.IkeSa.Version, connection.IkeSa.State, connection.IkeSa.Lifetime));
        ChildSaInfo child = Assert.Single(connection.Children);
        Assert.Equal(("net", TimeSpan.FromHours(1)), (child.Name, child.Lifetime!.Value));

        await using IAsyncEnumerator<IkeEvent> alice = _alice.ReadEventsAsync().GetAsyncEnumerator();
        await using IAsyncEnumerator<IkeEvent> bob = _bob.ReadEventsAsync().GetAsyncEnumerator();
        using ChildSaKeys ours = (await HostPair.NextAsync<ChildSaEstablishedEvent>(alice)).Keys;
        using ChildSaKeys theirs = (await HostPair.NextAsync<ChildSaEstablishedEvent>(bob)).Keys;
        Assert.Equal(ours.InboundEncryption.Span.ToArray(), theirs.OutboundEncryption.Span.ToArray());
        Assert.Equal(ours.OutboundIntegrity.Span.ToArray(), theirs.InboundIntegrity.Span.ToArray());
    }

    [Fact]
    public async Task Commands_of_the_endpoint_go_through_the_host()
    {
        HostConnection connection = await ConnectAsync();
        ConnectionId id = connection.Id;
        ChildId first = connection.Children[0].Id;
        await using IAsyncEnumerator<IkeEvent> events = _alice.ReadEventsAsync().GetAsyncEnumerator();
        _ = await HostPair.NextAsync<ActivateOutboundEvent>(events);

        Assert.True(_alice.Call((endpoint, now) => endpoint.CreateChild(id, "more", now)));
        Assert.Equal("more", (await HostPair.NextAsync<ChildSaEstablishedEvent>(events)).Info.Name);

        Assert.True(_alice.Call((endpoint, now) => endpoint.RekeyChild(id, first, now)));
        Assert.Equal(first, (await HostPair.NextAsync<ChildSaEstablishedEvent>(events)).Replaces);

        Assert.True(_alice.Call((endpoint, now) => endpoint.Reauthenticate(id, now)));
        IkeSaInfo second = (await HostPair.NextAsync<IkeSaEstablishedEvent>(events)).Info;
        Assert.NotEqual(connection.IkeSa.InitiatorSpi, second.InitiatorSpi);
        Assert.Equal((id, 3), (second.Connection, second.Children.Length)); // Child SAs belong to the connection

        Assert.True(_alice.Call((endpoint, now) => endpoint.DeleteChild(id, first, now)));
        Assert.Equal(first, (await HostPair.NextAsync<ChildSaClosedEvent>(events)).Child);
        Assert.False(_alice.Call((endpoint, now) => endpoint.ReportTraffic(id, first, 1, now)));
        Assert.True(await _alice.TerminateAsync(id).WaitAsync(HostPair.Patience));
        Assert.Empty(_alice.List());
        Assert.Equal(0, _alice.EndpointStatistics.InternalFaults + _bob.EndpointStatistics.InternalFaults);
    }

    [Fact]
    public async Task It_may_begin_with_another_child()
    {
        HostConnection connection = await _alice.ConnectAsync(Profile("alice", "bob"), _bob.LocalEndPoints[0], "more", CancellationToken.None).WaitAsync(HostPair.Patience);
        Assert.Equal("more", Assert.Single(connection.Children).Name);
        ArgumentException unknown = await Assert.ThrowsAsync<ArgumentException>(
            () => _alice.ConnectAsync(Profile("alice", "bob"), _bob.LocalEndPoints[0], "mere", CancellationToken.None));
        Assert.Contains("has no child 'mere'", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => _alice.ConnectAsync(Profile("alice", "bob"), _bob.LocalEndPoints[0], "", CancellationToken.None));
    }

    [Fact]
    public async Task Forced_encapsulation_moves_it_to_the_second_port()
    {
        PeerProfile profile = Profile("alice", "bob", configure: builder => builder.WithForcedEncapsulation().WithNatTraversalPorts(4500, _bob.NatTraversalEndPoints[0].Port));
        HostConnection connection = await _alice.ConnectAsync(profile, new PacketInfo(_alice.LocalEndPoints[0], _bob.LocalEndPoints[0])).WaitAsync(HostPair.Patience);
        Assert.True(connection.Children[0].IsUdpEncapsulated);
        IkeSaInfo theirs = Assert.Single(_bob.List());
        Assert.Equal((_bob.NatTraversalEndPoints[0], _alice.NatTraversalEndPoints[0]), (theirs.Path.Local, theirs.Path.Remote));
    }

    [Fact]
    public async Task A_refused_phase_1_is_told_with_its_report()
    {
        IkeNegotiationException refused = await Assert.ThrowsAsync<IkeNegotiationException>(() => ConnectAsync(Profile("alice", "bob", "aes128-sha1-ecp384")));
        Assert.Equal((V1NotifyType.NoProposalChosen, true), (refused.Failure.V1Notify, refused.Failure.SentByPeer));
        Assert.Equal(NegotiationFailure.ProposalsRefused, refused.Failure.Report!.Failure);
        await using IAsyncEnumerator<IkeEvent> bob = _bob.ReadEventsAsync().GetAsyncEnumerator();
        NegotiationRefusedEvent theirs = await HostPair.NextAsync<NegotiationRefusedEvent>(bob);
        Assert.Contains("Diffie-Hellman group offered does not match policy!", theirs.Failure.Report!.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_quick_mode_ends_the_attempt_and_the_connection()
    {
        PeerProfile profile = Profile("alice", "bob", esp: "aes128-sha1");
        IkeNegotiationException refused = await Assert.ThrowsAsync<IkeNegotiationException>(() => ConnectAsync(profile));
        Assert.Equal(V1NotifyType.NoProposalChosen, refused.Failure.V1Notify);
        await using IAsyncEnumerator<IkeEvent> bob = _bob.ReadEventsAsync().GetAsyncEnumerator();
        ChildSaFailedEvent theirs = await HostPair.NextAsync<ChildSaFailedEvent>(bob);
        Assert.Contains("Checking IPSec proposal 1, ESP transform 1 against priority 1 policy", theirs.Failure.Report!.ToText(), StringComparison.Ordinal);
        Assert.Equal(CloseReason.PeerDeleted, (await HostPair.NextAsync<IkeSaClosedEvent>(bob)).Reason);
    }

    [Fact]
    public async Task Stopping_deletes_everything_and_is_confirmed()
    {
        _ = await ConnectAsync();
        Assert.True(await _alice.StopAsync().WaitAsync(HostPair.Patience));
        await using IAsyncEnumerator<IkeEvent> bob = _bob.ReadEventsAsync().GetAsyncEnumerator();
        Assert.Equal(CloseReason.PeerDeleted, (await HostPair.NextAsync<ChildSaClosedEvent>(bob)).Reason);
        Assert.Equal(CloseReason.PeerDeleted, (await HostPair.NextAsync<IkeSaClosedEvent>(bob)).Reason);
    }

    private static PeerProfile Profile(string own, string peer, string proposals = "aes256-sha256-ecp256", string esp = "aes256-sha256", Action<PeerProfileBuilder>? configure = null)
    {
        (string local, string remote) = own == "alice" ? ("10.1", "10.2") : ("10.2", "10.1");
        PeerProfileBuilder builder = new PeerProfileBuilder(own).WithVersion(IkeVersion.V1).WithDefaultPolicy(false)
            .WithLocalIdentity($"{own}.test").WithRemoteIdentity($"{peer}.test").WithProposals(proposals).WithFailureOnUnauthenticatedError()
            .AddChild("net", child => child.WithLocalSelectors($"{local}.0.0/24").WithRemoteSelectors($"{remote}.0.0/24").WithEspProposals(esp))
            .AddChild("more", child => child.WithLocalSelectors($"{local}.7.0/24").WithRemoteSelectors($"{remote}.7.0/24").WithEspProposals("aes128gcm16"));
        configure?.Invoke(builder);
        return builder.Build(CryptoProvider.Default);
    }

    private IkeHost Start(PeerProfile[] profiles) => IkeHost.Start(
        new IkeEndpointOptions { Crypto = CryptoProvider.Default, Random = SystemRandomSource.Instance, Credentials = _credentials, Profiles = [.. profiles] },
        HostPair.On("127.0.0.1"));

    private Task<HostConnection> ConnectAsync(PeerProfile? profile = null) =>
        _alice.ConnectAsync(profile ?? Profile("alice", "bob"), _bob.LocalEndPoints[0]).WaitAsync(HostPair.Patience);
}
