using System.Collections.Immutable;
using System.Threading.Channels;
using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Hosting;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Hosting;

/// <summary>Two hosts on the loopback with ports that the system chose.</summary>
internal sealed class HostPair : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CredentialStore _credentials;

    private HostPair(IkeHost alice, IkeHost bob, CredentialStore credentials)
    {
        Alice = alice;
        Bob = bob;
        _credentials = credentials;
    }

    public IkeHost Alice { get; }

    public IkeHost Bob { get; }

    public static HostPair Start(
        string address = "127.0.0.1",
        IkeHostOptions? alice = null,
        IkeHostOptions? bob = null,
        string secret = "correct horse",
        EndpointQuestions bobAsks = EndpointQuestions.None,
        EndpointJournal? aliceJournal = null,
        EndpointJournal? bobJournal = null)
    {
        CredentialStore credentials = new CredentialStore().AddSharedKey(secret);
        return new HostPair(
            IkeHost.Start(Endpoint(new CredentialStore().AddSharedKey("correct horse"), [], EndpointQuestions.None, aliceJournal), alice ?? On(address)),
            IkeHost.Start(Endpoint(credentials, [Profile("bob", "alice", "10.2.0.0/24", "10.1.0.0/24")], bobAsks, bobJournal), bob ?? On(address)),
            credentials);
    }

    public static IkeHostOptions On(
        string address, IEspReceiver? esp = null, IkeOperationHandler? operations = null, int eventCapacity = 1_024, Action<Exception>? errors = null) => new()
        {
            LocalAddresses = [NetAddress.Parse(address)],
            Port = 0,
            NatTraversalPort = 0,
            EspReceiver = esp,
            OperationHandler = operations,
            ErrorHandler = errors,
            EventCapacity = eventCapacity,
        };

    public static PeerProfile Profile(string own, string peer, string local, string remote, string proposals = "aes128gcm16-prfsha256-x25519") =>
        new PeerProfileBuilder(own)
            .WithLocalIdentity($"{own}.test")
            .WithRemoteIdentity($"{peer}.test")
            .WithProposals(proposals)
            .WithFailureOnUnauthenticatedError()
            .AddChild("net", child => child.WithLocalSelectors(local).WithRemoteSelectors(remote))
            .Build(CryptoProvider.Default);

    public static PeerProfile AliceProfile(string proposals = "aes128gcm16-prfsha256-x25519") =>
        Profile("alice", "bob", "10.1.0.0/24", "10.2.0.0/24", proposals);

    public Task<HostConnection> ConnectAsync(CancellationToken cancellationToken = default) =>
        Alice.ConnectAsync(AliceProfile(), Bob.LocalEndPoints[0], cancellationToken).WaitAsync(Patience, CancellationToken.None);

    public static async Task<T> NextAsync<T>(IAsyncEnumerator<IkeEvent> events)
        where T : IkeEvent
    {
        while (await events.MoveNextAsync().AsTask().WaitAsync(Patience))
        {
            if (events.Current is T wanted)
            {
                return wanted;
            }
        }

        throw new InvalidOperationException($"the events ended without {typeof(T).Name}");
    }

    public async ValueTask DisposeAsync()
    {
        await Alice.DisposeAsync();
        await Bob.DisposeAsync();
        _credentials.Dispose();
    }

    private static IkeEndpointOptions Endpoint(CredentialStore credentials, ImmutableArray<PeerProfile> profiles, EndpointQuestions questions, EndpointJournal? journal) => new()
    {
        Crypto = CryptoProvider.Default,
        Random = SystemRandomSource.Instance,
        Credentials = credentials,
        Profiles = profiles,
        Questions = questions,
        Journal = journal,
    };

    /// <summary>Keeps what arrives.</summary>
    internal sealed class Esp : IEspReceiver
    {
        private readonly Channel<(PacketInfo Path, byte[] Packet)> _packets = Channel.CreateUnbounded<(PacketInfo, byte[])>();

        public Exception? Throws { get; set; }

        public void OnEsp(in PacketInfo path, ReadOnlySpan<byte> packet)
        {
            Assert.True(_packets.Writer.TryWrite((path, packet.ToArray())));
            if (Throws is { } exception)
            {
                throw exception;
            }
        }

        public async Task<(PacketInfo Path, byte[] Packet)> NextAsync() => await _packets.Reader.ReadAsync().AsTask().WaitAsync(Patience);
    }
}
