using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>The proposals that stand where a policy names none: what RFC 8247 and RFC 8221 want, the strongest first.</summary>
public static class DefaultProposals
{
    private const string KeyExchanges = "x25519-ecp256-ecp384-modp3072-modp4096-modp2048";

    /// <summary>For IKE SAs: combined-mode ciphers, then AES-CBC with SHA-2 (RFC 8247).</summary>
    public static ImmutableArray<Proposal> Ike { get; } = ProposalNotation.Number(
    [
        ProposalNotation.Parse($"aes256gcm16-aes128gcm16-chacha20poly1305-prfsha256-prfsha384-prfsha512-{KeyExchanges}", SecurityProtocol.Ike),
        ProposalNotation.Parse($"aes256-aes128-sha256-sha384-sha512-{KeyExchanges}", SecurityProtocol.Ike),
    ]);

    /// <summary>For ESP: combined-mode ciphers, then AES-CBC with SHA-2 (RFC 8221), without a key exchange of their own.</summary>
    public static ImmutableArray<Proposal> Esp { get; } = ProposalNotation.Number(
    [
        ProposalNotation.Parse("aes256gcm16-aes128gcm16-chacha20poly1305-noesn", SecurityProtocol.Esp),
        ProposalNotation.Parse("aes256-aes128-sha256-sha384-sha512-noesn", SecurityProtocol.Esp),
    ]);

    /// <summary>For AH: SHA-2 (RFC 8221).</summary>
    public static ImmutableArray<Proposal> Ah { get; } = ProposalNotation.Number(
        [ProposalNotation.Parse("sha256-sha384-sha512-noesn", SecurityProtocol.Ah)]);

    /// <summary>The defaults for a protocol.</summary>
    /// <param name="protocol">IKE, ESP or AH.</param>
    /// <returns>The proposals, numbered from 1; none for another protocol.</returns>
    public static ImmutableArray<Proposal> For(SecurityProtocol protocol) =>
        protocol == SecurityProtocol.Ike ? Ike : protocol == SecurityProtocol.Esp ? Esp : protocol == SecurityProtocol.Ah ? Ah : [];
}
