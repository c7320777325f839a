using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>One run over a bad network, all of it drawn from a seed: suites, NATs, who begins, faults; then the network heals.</summary>
internal sealed class Scenario : IDisposable
{
    private static readonly TimeSpan LivenessInterval = TimeSpan.FromSeconds(30);

    // two exchanges of a handshake, each with all its retransmissions, and the half-open time of the other side
    private static readonly TimeSpan HandshakeBudget = (2 * RetransmissionPolicy.Default.TotalTimeout) + TimeSpan.FromSeconds(30);

    // a question that begins after the last sign of life, all its retransmissions, and as much again for a negotiation that was under way
    private static readonly TimeSpan HealingBudget = LivenessInterval + HandshakeBudget + TimeSpan.FromSeconds(60);

    private readonly SeededRandom _random;
    private readonly bool _aliceBegins;
    private readonly bool _bobBegins;
    private readonly SimulatedNat? _aliceNat;
    private readonly SimulatedNat? _bobNat;
    private readonly bool _rebinds;
    private readonly bool _keepsUp;
    private readonly int _forces;
    private readonly string _prefix;

    private readonly bool _isV1;

    private Scenario(ulong seed, double loss, IkeVersion version)
    {
        Seed = seed;
        _isV1 = version == IkeVersion.V1;
        _random = new SeededRandom(seed);
        int beginner = _random.Next(3);
        _aliceBegins = beginner != 1;
        _bobBegins = beginner != 0;
        _keepsUp = _random.Chance(0.3);
        _rebinds = _random.Chance(0.5);
        _forces = _random.Chance(0.2) ? _random.Next(1, 4) : 0;
        _prefix = _random.Chance(0.2) ? "2001:db8::" : "203.0.113.";
        NetAddress alice = NetAddress.Parse(_prefix + "1");
        NetAddress bob = NetAddress.Parse(_prefix + "2");
        _aliceNat = Nat(_prefix + "11", alice, isCalled: _bobBegins);
        _bobNat = Nat(_prefix + "12", bob, isCalled: _aliceBegins);
        string proposal = Pick(_isV1 ? Suites.IkeV1 : Suites.Ike);
        string offer = proposal;
        if (_isV1)
        {
            offer = _random.Chance(0.2) ? $"aes192-sha512-ecp521, {proposal}" : proposal;
        }
        else if (_random.Chance(0.2))
        {
            // one side likes another group better, so that a first guess may be wrong
            int dash = proposal.LastIndexOf('-') + 1;
            offer = $"{proposal[..dash]}{(proposal.EndsWith("ecp256", StringComparison.Ordinal) ? "x25519" : "ecp256")}-{proposal[dash..]}";
        }

        Description = $"seed {seed} ({(_aliceBegins ? "Alice" : "")}{(_bobBegins ? "Bob" : "")} begins, {offer})";
        Pair = new Pair(new PairOptions
        {
            Seed = _random.NextUInt64(),
            AliceAddress = alice,
            BobAddress = bob,
            AliceNat = _aliceNat,
            BobNat = _bobNat,
            Proposal = offer,
            BobProposal = proposal,
            CookieThreshold = _random.Chance(0.2) ? 0 : 100,
            EspProposal = Pick(_isV1 ? Suites.EspV1 : Suites.Esp),
            Mode = _random.Chance(0.3) ? ChildMode.Transport : ChildMode.Tunnel,
            Both = Configure,
            AliceOnly = profile => profile.WithForcedEncapsulation((_forces & 1) != 0),
            BobOnly = profile => profile.WithForcedEncapsulation((_forces & 2) != 0),
            Conditions = Faults(loss),
        });
    }

    public ulong Seed { get; }

    public Pair Pair { get; }

    public string Description { get; }

    /// <summary>Whether everything that was begun came up on both sides while the network was bad.</summary>
    public bool HasEstablished { get; private set; }

    /// <summary>Runs a seed; what a side has alone at the end, a fault, or an exception fails it.</summary>
    public static ScenarioOutcome Run(ulong seed, double loss, IkeVersion version = IkeVersion.V2)
    {
        using var scenario = new Scenario(seed, loss, version);
        try
        {
            scenario.Establish();
            scenario.Suffer();
            scenario.Heal();
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException(
                $"{scenario.Description}, at {scenario.Pair.Clock.Elapsed}: {fault.Message}\n{scenario.Pair.Alice}\n{scenario.Pair.Bob}", fault);
        }

        return ScenarioOutcome.Of(scenario.HasEstablished, scenario.Pair);
    }

    public void Dispose() => Pair.Dispose();

    private void Establish()
    {
        if (_aliceBegins)
        {
            Pair.ConnectAlice();
        }

        if (_bobBegins)
        {
            Pair.ConnectBob();
        }

        if (_random.Chance(0.2))
        {
            Pair.RunFor(TimeSpan.FromMilliseconds(_random.Next(3_000)));
            Rebind(); // in the middle of it
        }

        // in IKEv1 a Child SA that the other side has begun may serve both
        int most = (_aliceBegins ? 1 : 0) + (_bobBegins ? 1 : 0);
        int least = _isV1 ? 1 : most;
        HasEstablished = Pair.RunUntil(() => Count(Pair.Alice) == Count(Pair.Bob) && Count(Pair.Alice) >= least, HandshakeBudget);
        Assert.True(Count(Pair.Alice) <= most, Pair.Alice.ToString());
    }

    /// <summary>Bad times go on, with a NAT that changes its mind and perhaps with no network at all.</summary>
    private void Suffer()
    {
        Pair.RunFor(TimeSpan.FromSeconds(_random.Next(120)));
        if (_rebinds)
        {
            Rebind();
        }

        Pair.RunFor(TimeSpan.FromSeconds(_random.Next(120)));
        if (_random.Chance(0.3))
        {
            Pair.Network.Conditions = NetworkConditions.Down;
            Pair.RunFor(TimeSpan.FromSeconds(_random.Next(400)));
        }
    }

    private void Rebind()
    {
        // a side that is called keeps the address by which it is called
        _aliceNat?.Rebind(_random.Chance(0.5) && !_bobBegins ? _prefix + "21" : null);
        _bobNat?.Rebind(_random.Chance(0.5) && !_aliceBegins ? _prefix + "22" : null);
    }

    private void Heal()
    {
        Pair.Network.Conditions = NetworkConditions.Perfect;
        Pair.RunFor(HealingBudget);
        Pair.AssertAgreement();
        foreach (SimulatedHost host in (ReadOnlySpan<SimulatedHost>)[Pair.Alice, Pair.Bob])
        {
            int established = host.Established.Count();
            Assert.Equal(established, host.Endpoint.IkeSaCount);
            Assert.Equal(0, host.Endpoint.HalfOpenCount);
            int connections = host.Established.DistinctBy(static sa => sa.Connection).Count(); // in IKEv1 one may have several phase 1s
            Assert.True(host.Endpoint.ConnectionCount == connections, $"{host.Name} has {host.Endpoint.ConnectionCount} connections");
            Assert.True(established > 0 || !_keepsUp, $"{host.Name} should have kept up");
        }
    }

    private static int Count(SimulatedHost host) => host.Established.SelectMany(static sa => sa.Children).DistinctBy(static child => child.Id).Count();

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];

    private SimulatedNat? Nat(string outside, NetAddress inside, bool isCalled)
    {
        if (!_random.Chance(0.35))
        {
            return null;
        }

        var nat = new SimulatedNat(outside) { MappingLifetime = TimeSpan.FromSeconds(60) };
        return isCalled
            ? nat.Forward(500, new NetEndPoint(inside, 500)).Forward(4500, new NetEndPoint(inside, 4500))
            : nat;
    }

    private void Configure(PeerProfileBuilder profile)
    {
        profile.WithLiveness(LivenessInterval).WithVersion(_isV1 ? IkeVersion.V1 : IkeVersion.V2).WithDefaultPolicy(!_isV1);
        if (_keepsUp)
        {
            profile.WithKeepUp(new KeepUpPolicy
            {
                OnClose = ConnectionAction.Start,
                OnUnresponsive = ConnectionAction.Start,
                Tries = 0,
                RetryDelay = TimeSpan.FromSeconds(2),
                MaximumRetryDelay = TimeSpan.FromSeconds(30),
            });
        }
    }

    private NetworkConditions Faults(double loss)
    {
        // a truncated datagram is a lost one, so both together are the loss
        double part = loss * _random.Next(1_000_001) / 1_000_000;
        double truncation = part * _random.Next(0, 50) / 100;
        return new NetworkConditions
        {
            Loss = part - truncation,
            Truncation = truncation,
            Duplication = _random.Next(30) / 100.0,
            Straggling = _random.Next(10) / 100.0,
            MinimumDelay = TimeSpan.FromMilliseconds(5),
            MaximumDelay = TimeSpan.FromMilliseconds(_random.Next(5, 900)),
        };
    }
}
