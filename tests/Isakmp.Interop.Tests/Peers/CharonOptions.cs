using System.Collections.Immutable;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>How a charon is started, apart from what its connections say.</summary>
public sealed record CharonOptions
{
    /// <summary>What every scenario with pre-shared keys needs, without the kernel plugins.</summary>
    public const string UsualPlugins = "random nonce openssl pem pkcs1 pkcs8 pubkey x509 hmac kdf gmp curve25519 sha2 sha1 aes gcm chapoly drbg socket-default vici";

    /// <summary>The plugins to load, blank separated; those for the kernel are added.</summary>
    public string Plugins { get; init; } = UsualPlugins;

    /// <summary>What Child SAs are installed into.</summary>
    public KernelKind Kernel { get; init; } = KernelKind.Acknowledging;

    /// <summary>The number of half-open SAs from which on it asks for cookies; 0 for never.</summary>
    public int? CookieThreshold { get; init; }

    /// <summary>How long it waits before it sends a request again the first time.</summary>
    public TimeSpan RetransmitTimeout { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How often it sends a request again before it gives up.</summary>
    public int RetransmitTries { get; init; } = 3;

    /// <summary>By what each wait is longer than the one before.</summary>
    public double RetransmitBase { get; init; } = 1.8;

    /// <summary>Further settings of strongswan.conf, such as <c>("half_open_timeout", "2")</c>.</summary>
    public ImmutableArray<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>Further settings of the connection in swanctl.conf, such as <c>("mobike", "no")</c>.</summary>
    public ImmutableArray<(string Name, string Value)> ConnectionSettings { get; init; } = [];

    /// <summary>Further settings of the child in swanctl.conf, such as <c>("rekey_time", "1s")</c>.</summary>
    public ImmutableArray<(string Name, string Value)> ChildSettings { get; init; } = [];
}
