using System.Diagnostics.CodeAnalysis;
using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Protection.V1;
using Isakmp.Registry;

namespace Isakmp.Engine;

/// <summary>What the parts of an endpoint share: tables, queues, timers, buffers, counters.</summary>
internal sealed class EndpointState : IEndpointServices, IDisposable
{
    private const int MaxMessageSize = 65_535;
    private const int MaxStrangerEvents = 64;

    private readonly Dictionary<Proposal, IkeSuite> _suites = [];
    private readonly Dictionary<Proposal, IsakmpSuite> _isakmpSuites = [];
    private readonly HashSet<uint> _childSpis = [];
    private readonly HashSet<ushort> _compressionIndices = [];
    private readonly Queue<(IkeEvent Event, SecurityAssociation? Owner)> _events = new();
    private readonly Queue<Output> _outputs = new();
    private readonly bool _ownsCookies;
    private ulong _lastId;
    private int _statelessOutputs;
    private int _strangerEvents;

    public EndpointState(IkeEndpointOptions options)
    {
        Options = options;
        Random = options.Journal?.Attach(options) ?? options.Random;
        Hash = SipHash.Create(Random);
        _ownsCookies = options.CookieSecret is null;
        Cookies = options.CookieSecret ?? new CookieSecret(options.Crypto, Random);
        NatHash = options.Crypto.GetHash(HashAlgorithmIdentifier.Sha1);
        Protectors = new ProtectorCache(options.PreparedCiphers);
    }

    public IkeEndpointOptions Options { get; }

    public ICryptoProvider Crypto => Options.Crypto;

    public int NonceSize => Options.NonceSize;

    public CredentialStore Credentials => Options.Credentials;

    public EndpointQuestions Questions => Options.Questions;

    /// <summary>The caller's random source, heard by the journal if there is one.</summary>
    public IRandomSource Random { get; }

    public SipHash Hash { get; }

    public CookieSecret Cookies { get; }

    public IHash? NatHash { get; }

    public ProtectorCache Protectors { get; }

    public Meters Meters { get; } = new();

    public TimerWheel Wheel { get; } = new();

    public PacketPool Packets { get; } = new();

    public SaTable Sas { get; } = new();

    public KnownPeers Peers { get; } = new();

    public Dictionary<ConnectionId, Connection> Connections { get; } = [];

    /// <summary>Where messages are built.</summary>
    public byte[] Building { get; } = GC.AllocateUninitializedArray<byte>(MaxMessageSize, pinned: true);

    /// <summary>Where plaintext is decrypted to; the part that was used is zeroed after each message.</summary>
    public byte[] Plaintext { get; } = GC.AllocateUninitializedArray<byte>(MaxMessageSize, pinned: true);

    /// <summary>The latest time that the caller has told.</summary>
    public IkeInstant Now { get; private set; }

    public bool HasOutput => _outputs.Count > 0;

    public bool HasEvents => _events.Count > 0;

    public int PendingCount => _outputs.Count + _events.Count;

    /// <summary>Takes the caller's time; one that goes back is held to the latest, so that no deadline is missed.</summary>
    public void SetNow(IkeInstant now)
    {
        if (now >= Now)
        {
            Now = now;
        }
    }

    public ulong NextId() => ++_lastId;

    public bool TryGetSuite(Proposal proposal, [NotNullWhen(true)] out IkeSuite? suite)
    {
        Proposal key = proposal with { Number = 0, Spi = [] };
        if (_suites.TryGetValue(key, out suite))
        {
            return true;
        }

        if (!IkeSuite.TryCreate(Options.Crypto, key, out suite))
        {
            return false;
        }

        _suites.Add(key, suite); // only what a profile accepts comes here, so the table is bounded by the profiles
        return true;
    }

    public IEnumerable<PeerProfile> ProfilesFor(PacketInfo path) =>
        Options.Profiles.Where(profile =>
            profile.LocalAddresses.Any(pattern => pattern.Matches(path.Local.Address))
            && profile.RemoteAddresses.Any(pattern => pattern.Matches(path.Remote.Address)));

    /// <summary>Resolves what phase 1 of IKEv1 agreed on.</summary>
    public bool TryGetSuite(Phase1Choice choice, [NotNullWhen(true)] out IsakmpSuite? suite)
    {
        if (_isakmpSuites.TryGetValue(choice.Suite, out suite))
        {
            return true;
        }

        if (!IsakmpSuite.TryCreate(Options.Crypto, choice, out suite))
        {
            return false;
        }

        _isakmpSuites.Add(choice.Suite, suite); // bounded as above
        return true;
    }

    public Spi NewIkeSpi()
    {
        Span<byte> octets = stackalloc byte[Spi.Size];
        Spi spi;
        do
        {
            Random.Fill(octets);
            spi = Spi.Read(octets);
        }
        while (spi.IsZero || Sas.Contains(spi));
        return spi;
    }

    public ChildSpi TakeChildSpi()
    {
        Span<byte> octets = stackalloc byte[ChildSpi.Size];
        uint spi;
        do
        {
            Random.Fill(octets);
            spi = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(octets);
        }
        while (spi < ChildSpi.FirstAllowed || !_childSpis.Add(spi));
        return new ChildSpi(spi);
    }

    public void ReturnChildSpi(ChildSpi spi) => _childSpis.Remove(spi.Value);

    public ushort? TakeCompressionIndex() => CompressionIndex.Take(Random, _compressionIndices);

    public void ReturnCompressionIndex(ushort index) => _compressionIndices.Remove(index);

    public ProtectorPair ProtectorsOf(IkeSa sa) =>
        Protectors.Get(sa.Session.Id, sa.Session.Suite!, sa.Session.Keys!, sa.Session.IsInitiator);

    // ---- timers

    public void SetTimer(SecurityAssociation sa, SaTimer timer, TimeSpan after)
    {
        long now = Now.MonotonicTicks;
        sa.Timers.Set(timer, after.Ticks > long.MaxValue - now ? long.MaxValue : now + after.Ticks);
        Wheel.Schedule(sa, sa.Timers.Earliest(out _));
    }

    public void ClearTimer(SecurityAssociation sa, SaTimer timer)
    {
        sa.Timers.Clear(timer);
        Wheel.Schedule(sa, sa.Timers.Earliest(out _));
    }

    // ---- outputs

    /// <summary>Queues a message of an SA; the queue takes a reference of its own.</summary>
    public void Enqueue(SecurityAssociation sa, PacketBuffer buffer, in PacketInfo path)
    {
        buffer.References++;
        sa.PendingOutputs++;
        sa.LastOutbound = Now.MonotonicTicks;
        _outputs.Enqueue(new Output(buffer, path, sa));
    }

    public void EnqueueKeepAlive(SecurityAssociation sa)
    {
        sa.PendingOutputs++;
        sa.LastOutbound = Now.MonotonicTicks;
        _outputs.Enqueue(new Output(null, sa.Path, sa));
    }

    /// <summary>The same for Child SAs that no IKE SA stands for.</summary>
    public void EnqueueKeepAlive(in PacketInfo path)
    {
        if (_statelessOutputs < Options.StatelessOutputLimit)
        {
            _statelessOutputs++;
            _outputs.Enqueue(new Output(null, path, null));
        }
    }

    /// <summary>Queues an answer to a stranger, if there is room.</summary>
    public void EnqueueStateless(ReadOnlySpan<byte> message, in PacketInfo path)
    {
        if (_statelessOutputs >= Options.StatelessOutputLimit)
        {
            Meters.OutputsDropped++;
            return;
        }

        _statelessOutputs++;
        Meters.StatelessAnswers++;
        _outputs.Enqueue(new Output(Packets.Rent(message), path, null));
    }

    public bool TryPeekOutput(out Output output) => _outputs.TryPeek(out output);

    public void TakeOutput()
    {
        Output output = _outputs.Dequeue();
        if (output.Buffer is { } buffer)
        {
            Packets.Release(buffer);
        }

        if (output.Owner is { } owner)
        {
            owner.PendingOutputs--;
        }
        else
        {
            _statelessOutputs--;
        }
    }

    // ---- events

    public void Emit(IkeEvent happened, SecurityAssociation? owner)
    {
        if (IsAboutStranger(happened, owner))
        {
            if (_strangerEvents >= MaxStrangerEvents)
            {
                Meters.EventsDropped++;
                return;
            }

            _strangerEvents++;
        }

        if (owner is not null)
        {
            owner.PendingEvents++;
        }

        _events.Enqueue((happened, owner));
    }

    public bool TryTakeEvent([NotNullWhen(true)] out IkeEvent? happened)
    {
        if (!_events.TryDequeue(out (IkeEvent Event, SecurityAssociation? Owner) item))
        {
            happened = null;
            return false;
        }

        happened = item.Event;
        if (item.Owner is { } owner)
        {
            owner.PendingEvents--;
            if (ReferenceEquals(owner.PendingPathChange, happened))
            {
                owner.PendingPathChange = null;
            }
        }

        if (IsAboutStranger(happened, item.Owner))
        {
            _strangerEvents--;
        }
        else if (happened is ConnectionRetryingEvent && Connections.TryGetValue(happened.Connection, out Connection? connection))
        {
            connection.PendingRetry = null;
        }

        return true;
    }

    public void Dispose()
    {
        for (int left = _events.Count; left > 0; left--)
        {
            (IkeEvent Event, SecurityAssociation? Owner) item = _events.Dequeue();
            item.Event.Discard();
            if (item.Event is SpiReleasedEvent)
            {
                _events.Enqueue(item); // the caller's kernel still holds the SPI
            }
        }

        System.Security.Cryptography.CryptographicOperations.ZeroMemory(Building);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(Plaintext);
        Protectors.Dispose();
        if (_ownsCookies)
        {
            Cookies.Dispose();
        }
    }

    /// <summary>Whether an event is about somebody who has proved nothing: anybody can cause any number of these.</summary>
    private static bool IsAboutStranger(IkeEvent happened, SecurityAssociation? owner) =>
        happened is NegotiationRefusedEvent || (happened is IkeSaClosedEvent && owner is { IsInitiator: false, EstablishedAt: null });
}
