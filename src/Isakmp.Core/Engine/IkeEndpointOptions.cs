using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection;

namespace Isakmp.Engine;

/// <summary>How an endpoint is set up; read once, when it is made.</summary>
public sealed class IkeEndpointOptions
{
    /// <summary>Where the algorithms come from.</summary>
    public required ICryptoProvider Crypto { get; init; }

    /// <summary>Where all randomness comes from.</summary>
    public required IRandomSource Random { get; init; }

    /// <summary>The pre-shared keys; they stay the caller's, who disposes of them after the endpoint.</summary>
    public CredentialStore Credentials { get; init; } = new();

    /// <summary>The profiles for peers that call us, tried in this order; none means that nobody may.</summary>
    public ImmutableArray<PeerProfile> Profiles { get; init; } = [];

    /// <summary>Which decisions the caller takes by answering operations.</summary>
    public EndpointQuestions Questions { get; init; }

    /// <summary>How long an operation waits for its answer before its default holds; 10 s.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From how many half-open IKE SAs on a peer must return a cookie first (RFC 7296 section 2.6); 0 means always. 100.</summary>
    public int CookieThreshold { get; init; } = 100;

    /// <summary>How many half-open IKE SAs there may be as responder; 10,000.</summary>
    public int HalfOpenLimit { get; init; } = 10_000;

    /// <summary>How many half-open IKE SAs one address may have; 100.</summary>
    public int HalfOpenLimitPerAddress { get; init; } = 100;

    /// <summary>The secret behind cookies, if several endpoints share one; else the endpoint makes its own. It stays the caller's.</summary>
    public CookieSecret? CookieSecret { get; init; }

    /// <summary>How many IKE SAs have their ciphers prepared at a time; 1,024. Those of others are made again when needed.</summary>
    public int PreparedCiphers { get; init; } = 1024;

    /// <summary>How many answers to strangers may wait to be taken; beyond it they are dropped. 1,024.</summary>
    public int StatelessOutputLimit { get; init; } = 1024;

    /// <summary>How long an IKE SA that ended still repeats its last response; 30 s.</summary>
    public TimeSpan LingerTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the last response is kept (RFC 7296 section 2.1 says several minutes); 3 minutes.</summary>
    public TimeSpan ResponseLifetime { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Sees every message in both directions with its plaintext, for diagnosis; null for none.</summary>
    public IMessageTap? Tap { get; init; }

    /// <summary>The size of our nonces, in octets: only a session of others that is replayed has another than ours.</summary>
    internal int NonceSize { get; init; } = Exchanges.V2.Handshake.NonceSize;

    /// <summary>Is told all that goes in and comes out, to record it; null for none. One serves one endpoint.</summary>
    public EndpointJournal? Journal { get; init; }

    /// <summary>Is told every new key of the IKE SAs and Child SAs. Only for diagnosis: who has them can read the traffic. Null, the default, for none.</summary>
    public IKeyLog? KeyLog { get; init; }
}
