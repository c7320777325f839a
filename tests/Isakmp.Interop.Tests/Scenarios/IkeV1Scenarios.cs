using System.Collections.Immutable;
using Isakmp.Policies;

namespace Isakmp.Interop.Tests.Scenarios;

/// <summary>The scenarios of IKEv1 with pre-shared keys: main mode, then one Quick Mode; the same table serves our initiator, our responder, and charon with itself.</summary>
public static class IkeV1Scenarios
{
    private static readonly ImmutableArray<Scenario> s_basic =
    [
        V1("tunnel", new Outcome.Established { IkeSuite = "AES_CBC-256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048", EspSuite = "AES_CBC-256/HMAC_SHA2_256_128", InitiatorSelectors = "10.1.0.0/24", ResponderSelectors = "10.2.0.0/24" }),
        V1("transport").WithBoth(ToTransport),
        V1("tunnel over IPv6") with { Ipv6 = true },
        V1("transport over IPv6").WithBoth(ToTransport) with { Ipv6 = true },
        V1("host to host").WithBoth(side => side with { LocalSelectors = "", RemoteSelectors = "" }),
        V1("IPv6 selectors", new Outcome.Established { InitiatorSelectors = "2001:db8:1::/48", ResponderSelectors = "2001:db8:2::/48" })
            .WithInitiator(side => side with { LocalSelectors = "2001:db8:1::/48", RemoteSelectors = "2001:db8:2::/48" })
            .WithResponder(side => side with { LocalSelectors = "2001:db8:2::/48", RemoteSelectors = "2001:db8:1::/48" }),
        V1("selectors are ranges", new Outcome.Established { InitiatorSelectors = "10.1.0.5..10.1.0.9", ResponderSelectors = "10.2.0.0/24" })
            .WithInitiator(side => side with { LocalSelectors = "10.1.0.5-10.1.0.9" })
            .WithResponder(side => side with { RemoteSelectors = "10.1.0.5-10.1.0.9" }),
        V1("selectors with a port", new Outcome.Established { InitiatorSelectors = "10.1.0.0/24[tcp]", ResponderSelectors = "10.2.0.0/24[tcp/http]" })
            .WithInitiator(side => side with { LocalSelectors = "10.1.0.0/24[tcp]", RemoteSelectors = "10.2.0.0/24[tcp/80]" })
            .WithResponder(side => side with { LocalSelectors = "10.2.0.0/24[tcp/80]", RemoteSelectors = "10.1.0.0/24[tcp]" }),
        V1("identities are addresses")
            .WithInitiator(side => side with { Identity = "192.0.2.1", PeerIdentity = "192.0.2.2" })
            .WithResponder(side => side with { Identity = "192.0.2.2", PeerIdentity = "192.0.2.1" }),
        V1("identities are e-mail addresses")
            .WithInitiator(side => side with { Identity = "alice@example.org", PeerIdentity = "bob@example.org" })
            .WithResponder(side => side with { Identity = "bob@example.org", PeerIdentity = "alice@example.org" }),
        V1("identities are key ids")
            .WithInitiator(side => side with { Identity = "keyid:alice-1", PeerIdentity = "keyid:bob-1" })
            .WithResponder(side => side with { Identity = "keyid:bob-1", PeerIdentity = "keyid:alice-1" }),
    ];

    private static readonly ImmutableArray<Scenario> s_nat =
    [
        V1("NAT forced by the initiator").WithInitiator(ToEncapsulation),
        V1("NAT forced by the responder").WithResponder(ToEncapsulation),
        V1("NAT forced by both, tunnel").WithBoth(ToEncapsulation),
        V1("NAT forced by both, transport").WithBoth(side => ToTransport(ToEncapsulation(side))),
        V1("NAT before the initiator") with { Nat = true },
        V1("NAT before the initiator, transport").WithBoth(ToTransport) with { Nat = true },
        V1("NAT before the initiator over IPv6") with { Nat = true, Ipv6 = true },
    ];

    private static readonly ImmutableArray<Scenario> s_negotiation =
    [
        V1("several proposals", new Outcome.Established { IkeSuite = "AES_CBC-128/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_1536", EspSuite = "AES_CBC-128/HMAC_SHA1_96" })
            .WithInitiator(side => side with { IkeProposals = "aes256-sha512-modp4096, aes256-sha256-modp2048, aes128-sha1-modp1536", EspProposals = "aes256gcm16, aes256-sha512, aes128-sha1" })
            .WithResponder(side => side with { IkeProposals = "aes128-sha1-modp1536, 3des-md5-modp1024", EspProposals = "aes192-sha256, aes128-sha1" }),
        V1("a new secret for every Child SA", new Outcome.Established { EspSuite = "AES_CBC-256/HMAC_SHA2_256_128/MODP_2048" }).WithBoth(side => side with { EspProposals = "aes256-sha256-modp2048" }),
        V1("another group in phase 2", new Outcome.Established { IkeSuite = "AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_1024", EspSuite = "AES_GCM_16-256/ECP_384" })
            .WithBoth(side => side with { IkeProposals = "aes128-sha256-modp1024", EspProposals = "aes256gcm16-ecp384" }),
        V1("AH", new Outcome.Established { EspSuite = "HMAC_SHA2_256_128" }).WithBoth(side => side with { AhProposals = "sha256" }),
        V1("AH, transport", new Outcome.Established { EspSuite = "HMAC_SHA1_96/MODP_2048" }).WithBoth(side => ToTransport(side) with { AhProposals = "sha1-modp2048" }),
        V1("compression").WithBoth(side => side with { IsCompressing = true }),
        V1("compression, transport").WithBoth(side => ToTransport(side) with { IsCompressing = true }),
        V1("two children").WithInitiator(side => side with { FurtherChildren = [("lab", "10.3.0.0/24", "10.4.0.0/24")] })
            .WithResponder(side => side with { FurtherChildren = [("lab", "10.4.0.0/24", "10.3.0.0/24")] }),
        V1("short lives").WithBoth(side => side with { IkeLifetime = TimeSpan.FromMinutes(20), ChildLifetime = TimeSpan.FromMinutes(10), ChildKilobytes = 50_000 }),
    ];

    private static readonly ImmutableArray<Scenario> s_refusals =
    [
        V1("wrong pre-shared key", new Outcome.Unreadable()).WithInitiator(side => side with { Secret = "wrong horse battery staple" }),
        V1("unknown initiator", new Outcome.IkeRefused("AUTHENTICATION_FAILED")).WithInitiator(side => side with { Identity = "mallory.test" }),
        V1("no common IKE proposal", new Outcome.IkeRefused("NO_PROPOSAL_CHOSEN")).WithInitiator(side => side with { IkeProposals = "aes256-sha512-modp4096" }),
        V1("no common ESP proposal", new Outcome.ChildRefused("NO_PROPOSAL_CHOSEN")).WithInitiator(side => side with { EspProposals = "aes256-sha512" }),
        V1("no common selectors", new Outcome.ChildRefused("INVALID_ID_INFORMATION")).WithInitiator(side => side with { LocalSelectors = "10.99.0.0/24" }),
        V1("phase 2 without the group asked for", new Outcome.ChildRefused("NO_PROPOSAL_CHOSEN")).WithResponder(side => side with { EspProposals = "aes256-sha256-modp2048" }),
        V1("transport asked of a tunnel", new Outcome.ChildRefused("INVALID_ID_INFORMATION"))
            .WithBoth(side => side with { LocalSelectors = "", RemoteSelectors = "" }).WithInitiator(side => side with { IsTransport = true }),
    ];

    private static readonly ImmutableArray<Scenario> s_suites =
    [
        Suite("3des-md5-modp1024", "3des-md5-modp1024"),
        Suite("3des-sha1-modp1536", "3des-sha1"),
        Suite("aes128-sha1-modp1024", "aes128-sha1-modp1024"),
        Suite("aes192-md5-modp768", "aes192-md5"),
        Suite("aes128-sha256-ecp256", "aes128gcm16-ecp256"),
        Suite("aes192-sha384-ecp384", "aes192-sha384-ecp384"),
        Suite("aes256-sha512-ecp521", "aes256-sha512-ecp521"),
        Suite("aes256-sha256-modp3072", "aes256gcm16-modp3072"),
        Suite("aes256-sha384-modp4096", "aes192gcm16"),
        Suite("aes256-sha512-modp6144", "aes256-sha512"),
        Suite("aes256-sha512-modp8192", "aes128-sha384"),
    ];

    /// <summary>All that end with a Child SA.</summary>
    public static TheoryData<string> Established => [.. All.Where(scenario => scenario.Outcome is Outcome.Established).Select(scenario => scenario.Name)];

    /// <summary>Some that end with a Child SA, one of each kind; or all, where the variable ISAKMP_LONG is set.</summary>
    public static TheoryData<string> Samples => Environment.GetEnvironmentVariable("ISAKMP_LONG") is { Length: > 0 }
        ? Established
        : ["tunnel", "transport over IPv6", "NAT before the initiator", "several proposals", "AH", "compression", "3des-md5-modp1024 and 3des-md5-modp1024"];

    /// <summary>All that end with an error.</summary>
    public static TheoryData<string> Refused => [.. All.Where(scenario => scenario.Outcome is not Outcome.Established).Select(scenario => scenario.Name)];

    /// <summary>Every scenario.</summary>
    public static ImmutableArray<Scenario> All { get; } = [.. s_basic, .. s_nat, .. s_negotiation, .. s_refusals, .. s_suites];

    /// <summary>The scenario of a name.</summary>
    public static Scenario Get(string name) => All.Single(scenario => scenario.Name == name);

    private static Scenario V1(string name, Outcome? outcome = null) => new Scenario { Name = name, Outcome = outcome ?? new Outcome.Established() }
        .WithBoth(side => side with { Version = IkeVersion.V1, IkeProposals = "aes256-sha256-modp2048", EspProposals = "aes256-sha256" });

    private static Side ToTransport(Side side) => side with { IsTransport = true, LocalSelectors = "", RemoteSelectors = "" };

    private static Side ToEncapsulation(Side side) => side with { ForceEncapsulation = true };

    private static Scenario Suite(string ike, string esp) => V1($"{ike} and {esp}").WithBoth(side => side with { IkeProposals = ike, EspProposals = esp });
}
