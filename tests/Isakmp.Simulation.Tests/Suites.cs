namespace Isakmp.Simulation.Tests;

/// <summary>The algorithms that the library has, in every combination, in the notation of proposals.</summary>
internal static class Suites
{
    private static readonly string[] Ciphers = ["aes128", "aes256"];
    private static readonly string[] Aeads = ["aes128gcm16", "aes256gcm16", "chacha20poly1305"];
    private static readonly string[] Hashes = ["sha1", "sha256", "sha384", "sha512"];

    /// <summary>The key exchanges.</summary>
    public static string[] Groups { get; } = ["modp2048", "modp3072", "modp4096", "ecp256", "ecp384", "x25519"];

    /// <summary>Proposals for the IKE SA.</summary>
    public static string[] Ike { get; } =
    [
        .. from cipher in Ciphers from hash in Hashes from @group in Groups select $"{cipher}-{hash}-{@group}",
        .. from aead in Aeads from hash in Hashes from @group in Groups select $"{aead}-prf{hash}-{@group}",
    ];

    /// <summary>Proposals for Child SAs.</summary>
    public static string[] Esp { get; } =
    [
        .. from cipher in Ciphers from hash in Hashes select $"{cipher}-{hash}",
        .. Aeads,
        .. from aead in Aeads select $"{aead}-esn",
    ];
}
