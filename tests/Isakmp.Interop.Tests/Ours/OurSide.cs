using System.Diagnostics;
using System.Net;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>A side of a scenario played by this library: its host with real sockets inside the side's network namespace.</summary>
public sealed class OurSide : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Laboratory _laboratory;
    private readonly Role _role;
    private readonly Authentication.CredentialStore _credentials;
    private readonly OurStory _story;
    private readonly OurKeys _keys;
    private readonly OurRecording? _recording;
    private readonly Lock _gate = new();
    private readonly List<IkeEvent> _events = [];
    private readonly Task _reader;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OurSide(
        Laboratory laboratory, Role role, PeerProfile profile, Authentication.CredentialStore credentials, OurStory story, OurKeys keys, IkeHost host, OurRecording? recording)
    {
        (_keys, _recording) = (keys, recording);
        (_laboratory, _role, _credentials, _story) = (laboratory, role, credentials, story);
        (Profile, Host) = (profile, host);
        _reader = Task.Run(ReadAsync);
    }

    /// <summary>The profile that was made of the side.</summary>
    public PeerProfile Profile { get; }

    /// <summary>The host.</summary>
    public IkeHost Host { get; }

    /// <summary>What it sent, received and told.</summary>
    public string Story => string.Join('\n', _story.Lines);

    /// <summary>Starts a host that plays a side; it is stopped before the laboratory is taken down.</summary>
    /// <param name="laboratory">The laboratory.</param>
    /// <param name="role">The side.</param>
    /// <param name="adjust">Changes the profile beyond what the scenario says.</param>
    /// <param name="esp">Takes ESP packets.</param>
    /// <param name="crypto">Where the algorithms come from; null for the default.</param>
    /// <param name="keyLog">Is told its keys.</param>
    /// <param name="tap">Sees its datagrams.</param>
    /// <param name="isKnownPeer">Whether the profile is for the other side's address.</param>
    public static OurSide Start(
        Laboratory laboratory,
        Role role,
        Action<PeerProfileBuilder>? adjust = null,
        IEspReceiver? esp = null,
        CryptoProvider? crypto = null,
        IKeyLog? keyLog = null,
        IDatagramTap? tap = null,
        bool isKnownPeer = true)
    {
        crypto ??= CryptoProvider.Default;
        PeerProfileBuilder builder = ProfileOf(laboratory, role, isKnownPeer);
        adjust?.Invoke(builder);
        PeerProfile profile = builder.Build(crypto);
        Side side = laboratory.SideOf(role);
        Authentication.CredentialStore credentials = new Authentication.CredentialStore().AddSharedKey(side.Secret, side.Identity, side.PeerIdentity);
        OurStory story = new();
        OurKeys keys = new();
        OurRecording? recording = crypto == CryptoProvider.Default // every replay is run by both providers
            ? OurRecording.Begin(role.ToString().ToLowerInvariant())
            : null;
        IkeEndpointOptions endpoint = new()
        {
            Crypto = crypto,
            Random = SystemRandomSource.Instance,
            Credentials = credentials,
            Profiles = [profile],
            CookieThreshold = side.DemandCookie ? 0 : 100,
            Tap = story,
            Journal = recording?.Recorder,
            KeyLog = keyLog ?? keys,
        };
        IkeHostOptions options = new()
        {
            LocalAddresses = [NetAddress.From(laboratory.AddressOf(role))],
            EspReceiver = esp,
            DatagramTap = tap,
            ErrorHandler = fault => story.Add(fault.ToString()),
            ShutdownTimeout = TimeSpan.FromSeconds(2),
        };
        // The sockets belong to the namespace in which they are made.
        IkeHost host = laboratory.NodeOf(role).Namespace.Run(() => IkeHost.Start(endpoint, options));
        return laboratory.Own(new OurSide(laboratory, role, profile, credentials, story, keys, host, recording));
    }

    /// <summary>Brings the connection up with the other side on port 500.</summary>
    /// <exception cref="IkeNegotiationException">It did not come up.</exception>
    public async Task<HostConnection> ConnectAsync()
    {
        Role other = Laboratory.OtherRole(_role);
        NetEndPoint peer = new(NetAddress.From(_laboratory.AddressOf(other)), 500);
        using CancellationTokenSource limit = new(s_patience);
        return await _laboratory.NodeOf(_role).Namespace.Run(() => Host.ConnectAsync(Profile, peer, limit.Token));
    }

    /// <summary>Waits for an event, past ones included, and returns the first that fits.</summary>
    /// <exception cref="TimeoutException">None came within 10 s; the message has the story.</exception>
    public async Task<T> WaitForAsync<T>(Func<T, bool>? fits = null)
        where T : IkeEvent
    {
        using CancellationTokenSource limit = new(s_patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_events.OfType<T>().FirstOrDefault(fits ?? (_ => true)) is { } found)
                {
                    return found;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"No {typeof(T).Name} after {s_patience.TotalSeconds} s.\n{Story}");
            }
        }
    }

    /// <summary>Waits until so many events of a kind have come.</summary>
    /// <exception cref="TimeoutException">They did not within 10 s; the message has the story.</exception>
    public Task WaitForCountAsync<T>(int count)
        where T : IkeEvent => WaitForAsync<T>(_ => AllOf<T>().Count >= count);

    /// <summary>Waits for an event that tells of a failure, past ones included, and returns the failure.</summary>
    public async Task<IkeFailure> WaitForFailureAsync() => FailureOf(await WaitForAsync<IkeEvent>(next => FailureOf(next) is not null))!;

    /// <summary>Waits until it has received so many messages whose summary contains a text.</summary>
    /// <exception cref="TimeoutException">It did not within 10 s; the message has the story.</exception>
    public async Task WaitForReceivedAsync(string text, int count = 1)
    {
        long start = Stopwatch.GetTimestamp();
        while (_story.Lines.Count(line => line.StartsWith("<-", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal)) < count)
        {
            if (Stopwatch.GetElapsedTime(start) > s_patience)
            {
                throw new TimeoutException($"No {text} after {s_patience.TotalSeconds} s.\n{Story}");
            }

            await Task.Delay(4);
        }
    }

    /// <summary>Whether such an event has come so far.</summary>
    public bool HasSeen<T>()
        where T : IkeEvent
    {
        lock (_gate)
        {
            return _events.OfType<T>().Any();
        }
    }

    /// <summary>The keys of a Child SA in the form of charon's log: as the other side must have logged them, mirrored.</summary>
    /// <param name="established">The event that brought them.</param>
    /// <param name="role">Our role in the exchange that made the Child SA; null for our role in the scenario.</param>
    public ChildKeys KeysOf(ChildSaEstablishedEvent established, Role? role = null)
    {
        (SecretBuffer initiatorEncryption, SecretBuffer initiatorIntegrity) = (established.Keys.OutboundEncryption, established.Keys.OutboundIntegrity);
        (SecretBuffer responderEncryption, SecretBuffer responderIntegrity) = (established.Keys.InboundEncryption, established.Keys.InboundIntegrity);
        if ((role ?? _role) == Role.Responder)
        {
            (initiatorEncryption, responderEncryption) = (responderEncryption, initiatorEncryption);
            (initiatorIntegrity, responderIntegrity) = (responderIntegrity, initiatorIntegrity);
        }

        return new ChildKeys(
            Hex.Format(initiatorEncryption.Span), Hex.Format(responderEncryption.Span), Hex.Format(initiatorIntegrity.Span), Hex.Format(responderIntegrity.Span),
            established.Info.InboundSpi.ToString(), established.Info.OutboundSpi.ToString());
    }

    /// <summary>What our key log was told of the phase 1 with an initiator's cookie: SKEYID_d and the key of the cipher, as charon's log has them.</summary>
    public (string SkeyidD, string EncryptionKey) PhaseOneKeysOf(Spi initiator) => _keys.PhaseOneOf(initiator);

    /// <summary>All events of a kind so far.</summary>
    public IReadOnlyList<T> AllOf<T>()
        where T : IkeEvent
    {
        lock (_gate)
        {
            return [.. _events.OfType<T>()];
        }
    }

    /// <summary>Deletes its SAs, stops, and zeroes the keys.</summary>
    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _reader;
        _recording?.Dispose();
        foreach (ChildSaEstablishedEvent established in _events.OfType<ChildSaEstablishedEvent>())
        {
            established.Keys.Dispose();
        }

        _credentials.Dispose();
    }

    private static PeerProfileBuilder ProfileOf(Laboratory laboratory, Role role, bool isKnownPeer)
    {
        Side side = laboratory.SideOf(role);
        PeerProfileBuilder builder = new PeerProfileBuilder("net")
            .WithVersion(side.Version)
            .WithDefaultPolicy(false) // nothing but what the scenario says
            .WithLocalAddresses(laboratory.AddressOf(role).ToString())
            .WithLocalIdentity(side.Identity).WithRemoteIdentity(side.PeerIdentity)
            .WithForcedEncapsulation(side.ForceEncapsulation)
            .WithLiveness(side.LivenessInterval)
            .WithRetransmission(new RetransmissionPolicy { InitialTimeout = TimeSpan.FromSeconds(0.5), Tries = 3 })
            .AddChild("net", child => ConfigureChild(child, side));
        if (side.IkeProposals.Length > 0)
        {
            builder.WithProposals(side.IkeProposals);
        }

        foreach ((string name, string local, string remote) in side.FurtherChildren)
        {
            builder.AddChild(name, child => ConfigureChild(child, side with { LocalSelectors = local, RemoteSelectors = remote }));
        }

        if (side.IkeLifetime is { } life)
        {
            builder.WithPhase1Lifetime(life);
        }

        return isKnownPeer && laboratory.PeerAddressOf(role) is IPAddress peer ? builder.WithRemoteAddresses(peer.ToString()) : builder;
    }

    private static void ConfigureChild(ChildProfileBuilder child, Side side)
    {
        child.WithMode(side.IsTransport ? ChildMode.Transport : ChildMode.Tunnel).WithCompression(side.IsCompressing);
        _ = side.AhProposals.Length > 0 ? child.WithAhProposals(side.AhProposals) : child.WithEspProposals(side.EspProposals);
        if (side.LocalSelectors.Length > 0)
        {
            child.WithLocalSelectors(side.LocalSelectors);
        }

        if (side.RemoteSelectors.Length > 0)
        {
            child.WithRemoteSelectors(side.RemoteSelectors);
        }

        if (side.ChildLifetime is not null || side.ChildKilobytes is not null)
        {
            child.WithLifetime(side.ChildLifetime ?? TimeSpan.FromHours(1), side.ChildKilobytes);
        }
    }

    private static IkeFailure? FailureOf(IkeEvent next) => next switch
    {
        ChildSaFailedEvent failed => failed.Failure,
        IkeSaClosedEvent closed => closed.Failure,
        ConnectionClosedEvent closed => closed.Failure,
        NegotiationRefusedEvent refused => refused.Failure,
        _ => null,
    };

    private async Task ReadAsync()
    {
        await foreach (IkeEvent next in Host.ReadEventsAsync())
        {
            _story.Add($"   {next.GetType().Name} {FailureOf(next)}");
            TaskCompletionSource changed;
            lock (_gate)
            {
                _events.Add(next);
                changed = _changed;
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            changed.SetResult();
        }
    }
}
