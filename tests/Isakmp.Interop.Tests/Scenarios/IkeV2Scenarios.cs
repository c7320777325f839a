using System.Collections.Immutable;

namespace Isakmp.Interop.Tests.Scenarios;

/// <summary>The scenarios of IKEv2 with pre-shared keys; the same table serves our initiator, our responder, and charon with itself.</summary>
public static class IkeV2Scenarios
{
    private static readonly ImmutableArray<Scenario> s_basic =
    [
        new() { Name = "tunnel", Outcome = new Outcome.Established { InitiatorSelectors = "10.1.0.0/24", ResponderSelectors = "10.2.0.0/24" } },
        new Scenario { Name = "transport", Mentions = ["N(USE_TRANSP)"] }.WithBoth(ToTransport),
        new() { Name = "tunnel over IPv6", Ipv6 = true },
        new Scenario { Name = "transport over IPv6", Mentions = ["N(USE_TRANSP)"], Ipv6 = true }.WithBoth(ToTransport),
        new Scenario { Name = "IPv6 selectors", Outcome = new Outcome.Established { InitiatorSelectors = "2001:db8:1::/48", ResponderSelectors = "2001:db8:2::/48" } }
            .WithInitiator(side => side with { LocalSelectors = "2001:db8:1::/48", RemoteSelectors = "2001:db8:2::/48" })
            .WithResponder(side => side with { LocalSelectors = "2001:db8:2::/48", RemoteSelectors = "2001:db8:1::/48" }),
        new Scenario { Name = "host to host" }.WithBoth(side => side with { LocalSelectors = "", RemoteSelectors = "" }),
        new Scenario { Name = "identities are addresses" }
            .WithInitiator(side => side with { Identity = "192.0.2.1", PeerIdentity = "192.0.2.2" })
            .WithResponder(side => side with { Identity = "192.0.2.2", PeerIdentity = "192.0.2.1" }),
        new Scenario { Name = "identities are e-mail addresses" }
            .WithInitiator(side => side with { Identity = "alice@example.org", PeerIdentity = "bob@example.org" })
            .WithResponder(side => side with { Identity = "bob@example.org", PeerIdentity = "alice@example.org" }),
        new Scenario { Name = "identities are key ids" }
            .WithInitiator(side => side with { Identity = "keyid:alice-1", PeerIdentity = "keyid:bob-1" })
            .WithResponder(side => side with { Identity = "keyid:bob-1", PeerIdentity = "keyid:alice-1" }),
    ];

    private static readonly ImmutableArray<Scenario> s_nat =
    [
        new Scenario { Name = "NAT forced by the initiator" }.WithInitiator(ToEncapsulation),
        new Scenario { Name = "NAT forced by the responder" }.WithResponder(ToEncapsulation),
        new Scenario { Name = "NAT forced by both, tunnel" }.WithBoth(ToEncapsulation),
        new Scenario { Name = "NAT forced by both, transport", Mentions = ["N(USE_TRANSP)"] }.WithBoth(side => ToTransport(ToEncapsulation(side))),
        new() { Name = "NAT before the initiator", Nat = true },
        new() { Name = "NAT before the initiator over IPv6", Nat = true, Ipv6 = true },
    ];

    private static readonly ImmutableArray<Scenario> s_negotiation =
    [
        new Scenario
        {
            Name = "several proposals",
            Outcome = new Outcome.Established
            {
                IkeSuite = "AES_CBC-256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/CURVE_25519",
                EspSuite = "AES_CBC-128/HMAC_SHA1_96",
            },
        }
            .WithInitiator(side => side with
            {
                IkeProposals = "aes256gcm16-prfsha384-x25519, aes256-sha256-x25519, aes128-sha1-modp2048",
                EspProposals = "aes256gcm16, aes128-sha1",
            })
            .WithResponder(side => side with
            {
                IkeProposals = "aes128gcm16-prfsha256-x25519, aes256-sha256-x25519",
                EspProposals = "chacha20poly1305, aes128-sha1",
            }),
        new Scenario
        {
            Name = "several transforms in one proposal",
            Outcome = new Outcome.Established { IkeSuite = "AES_CBC-256/HMAC_SHA2_512_256/PRF_HMAC_SHA2_512/CURVE_25519", EspSuite = "AES_CBC-256/HMAC_SHA2_384_192" },
        }
            .WithInitiator(side => side with
            {
                IkeProposals = "aes128-aes192-aes256-sha256-sha384-sha512-x25519-ecp256",
                EspProposals = "aes128-aes256-sha256-sha384",
            })
            .WithResponder(side => side with { IkeProposals = "aes256-sha512-x25519", EspProposals = "aes256-sha384" }),
        new Scenario { Name = "INVALID_KE_PAYLOAD retry", Mentions = ["N(INVAL_KE)"], Outcome = new Outcome.Established { IkeSuite = "AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/CURVE_25519" } }
            .WithInitiator(side => side with { IkeProposals = "aes128-sha256-ecp384-x25519" }),
        new Scenario { Name = "cookie", Mentions = ["N(COOKIE)"] }.WithResponder(side => side with { DemandCookie = true }),
        new Scenario { Name = "cookie and INVALID_KE_PAYLOAD retry", Mentions = ["N(COOKIE)", "N(INVAL_KE)"], Outcome = new Outcome.Established { IkeSuite = "AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/CURVE_25519" } }
            .WithInitiator(side => side with { IkeProposals = "aes128-sha256-modp2048-x25519" })
            .WithResponder(side => side with { DemandCookie = true }),
        new Scenario { Name = "extended sequence numbers", Outcome = new Outcome.Established { EspSuite = "AES_GCM_16-128/ESN" } }
            .WithBoth(side => side with { EspProposals = "aes128gcm16-esn" }),
        new Scenario { Name = "extended sequence numbers if the other can", Outcome = new Outcome.Established { EspSuite = "AES_CBC-256/HMAC_SHA2_256_128/ESN" } }
            .WithInitiator(side => side with { EspProposals = "aes256-sha256-esn-noesn" })
            .WithResponder(side => side with { EspProposals = "aes256-sha256-esn" }),
        new Scenario { Name = "no extended sequence numbers if the other cannot", Outcome = new Outcome.Established { EspSuite = "AES_CBC-256/HMAC_SHA2_256_128" } }
            .WithInitiator(side => side with { EspProposals = "aes256-sha256-esn-noesn" })
            .WithResponder(side => side with { EspProposals = "aes256-sha256-noesn" }),
        new Scenario { Name = "selectors narrowed by the responder", Outcome = new Outcome.Established { InitiatorSelectors = "10.1.0.0/24", ResponderSelectors = "10.2.0.0/24" } }
            .WithInitiator(side => side with { LocalSelectors = "10.1.0.0/16", RemoteSelectors = "10.0.0.0/8" }),
        new Scenario { Name = "selectors narrowed to a port", Outcome = new Outcome.Established { InitiatorSelectors = "10.1.0.0/24[tcp]", ResponderSelectors = "10.2.0.0/24[tcp/http]" } }
            .WithInitiator(side => side with { LocalSelectors = "10.1.0.0/24[tcp]", RemoteSelectors = "10.2.0.0/24[tcp]" })
            .WithResponder(side => side with { LocalSelectors = "10.2.0.0/24[tcp/80]" }),
        new Scenario { Name = "several selectors", Outcome = new Outcome.Established { InitiatorSelectors = "10.1.0.0/24 10.3.0.0/24", ResponderSelectors = "10.2.0.0/24 10.4.0.0/24" } }
            .WithInitiator(side => side with { LocalSelectors = "10.1.0.0/24, 10.3.0.0/24", RemoteSelectors = "10.2.0.0/24, 10.4.0.0/24" })
            .WithResponder(side => side with { LocalSelectors = "10.2.0.0/24, 10.4.0.0/24", RemoteSelectors = "10.1.0.0/24, 10.3.0.0/24" }),
    ];

    private static readonly ImmutableArray<Scenario> s_refusals =
    [
        new Scenario { Name = "wrong pre-shared key", Outcome = new Outcome.IkeRefused("AUTHENTICATION_FAILED") }
            .WithInitiator(side => side with { Secret = "wrong horse battery staple" }),
        new Scenario { Name = "unknown initiator", Outcome = new Outcome.IkeRefused("AUTHENTICATION_FAILED") }
            .WithInitiator(side => side with { Identity = "mallory.test" }),
        new Scenario { Name = "no common IKE proposal", Outcome = new Outcome.IkeRefused("NO_PROPOSAL_CHOSEN") }
            .WithInitiator(side => side with { IkeProposals = "aes256-sha512-modp4096" }),
        new Scenario { Name = "no common ESP proposal", Outcome = new Outcome.ChildRefused("NO_PROPOSAL_CHOSEN") }
            .WithInitiator(side => side with { EspProposals = "aes256-sha512" }),
        new Scenario { Name = "no common selectors", Outcome = new Outcome.ChildRefused("TS_UNACCEPTABLE") }
            .WithInitiator(side => side with { LocalSelectors = "10.99.0.0/24" }),
    ];

    private static readonly ImmutableArray<Scenario> s_suites =
    [
        Suite("aes128-sha1-modp2048", "aes128-sha1"),
        Suite("aes128-sha256-modp3072", "aes128-sha256"),
        Suite("aes128-sha384-modp4096", "aes128-sha384"),
        Suite("aes128-sha512-ecp256", "aes128-sha512"),
        Suite("aes192-sha1-ecp384", "aes192-sha1"),
        Suite("aes192-sha256-x25519", "aes192-sha256"),
        Suite("aes192-sha384-modp2048", "aes192-sha384"),
        Suite("aes192-sha512-modp3072", "aes192-sha512"),
        Suite("aes256-sha1-ecp256", "aes256-sha1"),
        Suite("aes256-sha256-ecp384", "aes256-sha256"),
        Suite("aes256-sha384-x25519", "aes256-sha384"),
        Suite("aes256-sha512-modp2048", "aes256-sha512"),
        Suite("aes128gcm16-prfsha1-ecp256", "aes128gcm16"),
        Suite("aes128gcm16-prfsha256-x25519", "aes128gcm16-esn"),
        Suite("aes256gcm16-prfsha384-ecp384", "aes256gcm16"),
        Suite("aes256gcm16-prfsha512-modp4096", "aes256gcm16-esn"),
        Suite("chacha20poly1305-prfsha256-x25519", "chacha20poly1305"),
        Suite("chacha20poly1305-prfsha512-modp3072", "chacha20poly1305-esn"),
    ];

    /// <summary>All that end with a Child SA.</summary>
    public static TheoryData<string> Established => [.. All.Where(scenario => scenario.Outcome is Outcome.Established).Select(scenario => scenario.Name)];

    /// <summary>Some that end with a Child SA, one of each kind; or all, where the variable ISAKMP_LONG is set.</summary>
    public static TheoryData<string> Samples => Environment.GetEnvironmentVariable("ISAKMP_LONG") is { Length: > 0 }
        ? Established
        : ["tunnel", "transport over IPv6", "NAT before the initiator", "NAT forced by the initiator", "cookie and INVALID_KE_PAYLOAD retry", "several proposals"];

    /// <summary>The names of the suites: every cipher, integrity algorithm, PRF and key exchange that there is so far.</summary>
    public static TheoryData<string> Suites => [.. s_suites.Select(scenario => scenario.Name)];

    /// <summary>All that end with an error.</summary>
    public static TheoryData<string> Refused => [.. All.Where(scenario => scenario.Outcome is not Outcome.Established).Select(scenario => scenario.Name)];

    /// <summary>Every scenario.</summary>
    public static ImmutableArray<Scenario> All { get; } = [.. s_basic, .. s_nat, .. s_negotiation, .. s_refusals, .. s_suites];

    /// <summary>The scenario of a name.</summary>
    public static Scenario Get(string name) => All.Single(scenario => scenario.Name == name);

    private static Side ToTransport(Side side) => side with { IsTransport = true, LocalSelectors = "", RemoteSelectors = "" };

    private static Side ToEncapsulation(Side side) => side with { ForceEncapsulation = true };

    private static Scenario Suite(string ike, string esp) => new Scenario { Name = $"{ike} and {esp}" }
        .WithBoth(side => side with { IkeProposals = ike, EspProposals = esp });
}
