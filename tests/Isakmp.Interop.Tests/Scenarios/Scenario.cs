using System.Collections.Immutable;

namespace Isakmp.Interop.Tests.Scenarios;

/// <summary>One negotiation between two sides, and how it must come out, said without regard to who plays which side.</summary>
public sealed record Scenario
{
    /// <summary>What it shows, in a few words; also the name of the test case.</summary>
    public required string Name { get; init; }

    /// <summary>The side that begins: alice, with 10.1.0.0/24 behind her.</summary>
    public Side Initiator { get; init; } = new()
    {
        Identity = "alice.test",
        PeerIdentity = "bob.test",
        LocalSelectors = "10.1.0.0/24",
        RemoteSelectors = "10.2.0.0/24",
    };

    /// <summary>The side that answers: bob, with 10.2.0.0/24 behind him.</summary>
    public Side Responder { get; init; } = new()
    {
        Identity = "bob.test",
        PeerIdentity = "alice.test",
        LocalSelectors = "10.2.0.0/24",
        RemoteSelectors = "10.1.0.0/24",
    };

    /// <summary>Whether the IKE messages go over IPv6.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>Whether a NAT stands before the initiator.</summary>
    public bool Nat { get; init; }

    /// <summary>How it must come out.</summary>
    public Outcome Outcome { get; init; } = new Outcome.Established();

    /// <summary>What charon's log must mention, in charon's words such as "N(COOKIE)": without it the scenario would show nothing.</summary>
    public ImmutableArray<string> Mentions { get; init; } = [];

    /// <summary>The same scenario with both sides changed alike.</summary>
    public Scenario WithBoth(Func<Side, Side> change) => this with { Initiator = change(Initiator), Responder = change(Responder) };

    /// <summary>The same scenario with the initiator's side changed.</summary>
    public Scenario WithInitiator(Func<Side, Side> change) => this with { Initiator = change(Initiator) };

    /// <summary>The same scenario with the responder's side changed.</summary>
    public Scenario WithResponder(Func<Side, Side> change) => this with { Responder = change(Responder) };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
