using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Testing;

/// <summary>How a <see cref="Pair"/> is made.</summary>
public sealed class PairOptions
{
    private static readonly CredentialStore SharedKey = new CredentialStore().AddSharedKey("correct horse battery staple");

    private PeerProfile? _aliceProfile;
    private PeerProfile? _bobProfile;

    /// <summary>What all randomness follows from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The algorithms of both sides.</summary>
    public ICryptoProvider Crypto { get; init; } = CryptoProvider.Default;

    /// <summary>The faults of the network at the beginning.</summary>
    public NetworkConditions Conditions { get; init; } = NetworkConditions.Perfect;

    /// <summary>Alice's own address.</summary>
    public NetAddress AliceAddress { get; init; } = NetAddress.Parse("192.0.2.1");

    /// <summary>Bob's own address.</summary>
    public NetAddress BobAddress { get; init; } = NetAddress.Parse("198.51.100.2");

    /// <summary>The NAT in front of Alice.</summary>
    public SimulatedNat? AliceNat { get; init; }

    /// <summary>The NAT in front of Bob.</summary>
    public SimulatedNat? BobNat { get; init; }

    /// <summary>Changes the profiles of both sides.</summary>
    public Action<PeerProfileBuilder>? Both { get; init; }

    /// <summary>Changes Alice's profile.</summary>
    public Action<PeerProfileBuilder>? AliceOnly { get; init; }

    /// <summary>Changes Bob's profile.</summary>
    public Action<PeerProfileBuilder>? BobOnly { get; init; }

    /// <summary>The proposal of the IKE SA.</summary>
    public string Proposal { get; init; } = "aes256gcm16-prfsha256-x25519";

    /// <summary>What Bob accepts, if that is not the same.</summary>
    public string? BobProposal { get; init; }

    /// <summary>The proposal of the Child SA; null for no Child SA.</summary>
    public string? EspProposal { get; init; } = "aes256gcm16";

    /// <summary>The mode of the Child SA.</summary>
    public ChildMode Mode { get; init; }

    /// <summary>The questions that Alice's endpoint asks.</summary>
    public EndpointQuestions AliceQuestions { get; init; }

    /// <summary>The questions that Bob's endpoint asks.</summary>
    public EndpointQuestions BobQuestions { get; init; }

    /// <summary>From how many half-open IKE SAs on cookies are asked for.</summary>
    public int CookieThreshold { get; init; } = 100;

    /// <summary>How many half-open IKE SAs one address may have.</summary>
    public int HalfOpenLimitPerAddress { get; init; } = 100;

    /// <summary>How long a question waits for its answer.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The pre-shared keys of both sides.</summary>
    public CredentialStore Credentials { get; init; } = SharedKey;

    /// <summary>Bob's pre-shared keys, if they are not the same.</summary>
    public CredentialStore? BobCredentials { get; init; }

    /// <summary>Puts something in front of Alice's random source.</summary>
    public Func<IRandomSource, IRandomSource> AliceRandom { get; init; } = static random => random;

    /// <summary>Puts something in front of Bob's random source.</summary>
    public Func<IRandomSource, IRandomSource> BobRandom { get; init; } = static random => random;

    /// <summary>Sees the messages of both sides.</summary>
    public IMessageTap? Tap { get; init; }

    /// <summary>Is told Alice's keys.</summary>
    public IKeyLog? AliceKeyLog { get; init; }

    /// <summary>Is told Bob's keys.</summary>
    public IKeyLog? BobKeyLog { get; init; }

    /// <summary>Records Alice.</summary>
    public EndpointJournal? AliceJournal { get; set; }

    /// <summary>Records Bob.</summary>
    public EndpointJournal? BobJournal { get; set; }

    /// <summary>Alice's profile.</summary>
    public PeerProfile AliceProfile => _aliceProfile ??= Build("alice", "bob", "10.1.0.0/24", "10.2.0.0/24", Proposal, AliceOnly);

    /// <summary>Bob's profile.</summary>
    public PeerProfile BobProfile => _bobProfile ??= Build("bob", "alice", "10.2.0.0/24", "10.1.0.0/24", BobProposal ?? Proposal, BobOnly);

    /// <summary>Sets up Alice's endpoint.</summary>
    public IkeEndpointOptions AliceOptions(IRandomSource random) => Endpoint(AliceRandom(random), Credentials, AliceProfile, AliceQuestions, AliceKeyLog, AliceJournal);

    /// <summary>Sets up Bob's endpoint.</summary>
    public IkeEndpointOptions BobOptions(IRandomSource random) => Endpoint(BobRandom(random), BobCredentials ?? Credentials, BobProfile, BobQuestions, BobKeyLog, BobJournal);

    private IkeEndpointOptions Endpoint(
        IRandomSource random, CredentialStore credentials, PeerProfile profile, EndpointQuestions questions, IKeyLog? keyLog, EndpointJournal? journal) => new()
    {
        Crypto = Crypto,
        Random = random,
        Credentials = credentials,
        Profiles = [profile],
        Questions = questions,
        OperationTimeout = OperationTimeout,
        CookieThreshold = CookieThreshold,
        HalfOpenLimitPerAddress = HalfOpenLimitPerAddress,
        Tap = Tap,
        KeyLog = keyLog,
        Journal = journal,
    };

    private PeerProfile Build(string own, string peer, string localNet, string remoteNet, string proposal, Action<PeerProfileBuilder>? only)
    {
        PeerProfileBuilder builder = new PeerProfileBuilder($"{own}-{peer}")
            .WithLocalIdentity($"{own}.example")
            .WithRemoteIdentity($"{peer}.example")
            .WithProposals(proposal);
        if (EspProposal is { } esp)
        {
            builder.AddChild("net", child => child
                .WithLocalSelectors(localNet).WithRemoteSelectors(remoteNet).WithEspProposals(esp).WithMode(Mode));
        }

        Both?.Invoke(builder);
        only?.Invoke(builder);
        return builder.Build(Crypto);
    }
}
