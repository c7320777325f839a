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

    /// <summary>Proposals for phase 1 of IKEv1.</summary>
    public static string[] IkeV1 { get; } =
    [
        .. from cipher in (string[])["des", "3des", "aes128", "aes192", "aes256"] from hash in (string[])["md5", .. Hashes]
           from @group in (string[])["modp768", "modp1024", "modp1536", "modp2048", "ecp256", "ecp384", "ecp521"] select $"{cipher}-{hash}-{@group}",
    ];

    /// <summary>Proposals for Child SAs of IKEv1, with and without perfect forward secrecy.</summary>
    public static string[] EspV1 { get; } =
    [
        .. from cipher in (string[])["des", "3des", "null", .. Ciphers] from hash in (string[])["md5", .. Hashes] from @group in (string[])["", "-modp1024", "-ecp256"] select $"{cipher}-{hash}{@group}",
        .. from aead in (string[])["aes128gcm16", "aes256gcm16", "aes256gcm16-esn"] from @group in (string[])["", "-modp1024", "-ecp256"] select $"{aead}{@group}",
    ];

    /// <summary>Proposals for Child SAs.</summary>
    public static string[] Esp { get; } =
    [
        .. from cipher in Ciphers from hash in Hashes select $"{cipher}-{hash}",
        .. Aeads,
        .. from aead in Aeads select $"{aead}-esn",
    ];
}
