using Isakmp.Exchanges;
using Isakmp.Primitives;
using Xunit;

namespace Isakmp.Testing;

/// <summary>Two endpoints, Alice and Bob, on virtual time over a simulated network; the same options give the same run.</summary>
public sealed class Pair : IDisposable
{
    // far more than any protocol needs at one moment of virtual time
    private const int MaxStepsPerMoment = 2_000;

    private IkeInstant _lastStep;
    private int _stepsAtOnce;

    /// <summary>Makes both endpoints and puts them on the network.</summary>
    public Pair(PairOptions? options = null)
    {
        options ??= new PairOptions();
        Options = options;
        var random = new SeededRandom(options.Seed);
        Clock = new VirtualClock();
        Network = new SimulatedNetwork(random.NextUInt64(), Clock) { Conditions = options.Conditions };
        Alice = Host("alice", options.AliceAddress, options.AliceNat, options.AliceOptions(random.Fork()));
        Bob = Host("bob", options.BobAddress, options.BobNat, options.BobOptions(random.Fork()));
    }

    /// <summary>How it was made.</summary>
    public PairOptions Options { get; }

    /// <summary>The time of all.</summary>
    public VirtualClock Clock { get; }

    /// <summary>The network between them.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>One side.</summary>
    public SimulatedHost Alice { get; }

    /// <summary>The other side.</summary>
    public SimulatedHost Bob { get; }

    /// <summary>Lets Alice connect to Bob, as the outside sees him.</summary>
    public ConnectionId ConnectAlice(string? child = null) =>
        Alice.Connect(Options.AliceProfile, Options.BobNat?.Outside ?? Bob.Address, child);

    /// <summary>Lets Bob connect to Alice, as the outside sees her.</summary>
    public ConnectionId ConnectBob(string? child = null) =>
        Bob.Connect(Options.BobProfile, Options.AliceNat?.Outside ?? Alice.Address, child);

    /// <summary>Makes a pair whose Alice has connected: both sides have the IKE SA, and the Child SA if the profiles have one.</summary>
    public static Pair Connected(PairOptions? options = null)
    {
        var pair = new Pair(options);
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(pair.Alice.Established);
        Assert.Single(pair.Bob.Established);
        return pair;
    }

    /// <summary>Moves to the next moment at which something is due and does it.</summary>
    /// <param name="limit">Where to stop at the latest.</param>
    /// <returns>False if nothing is due up to the limit; the clock stands there then.</returns>
    public bool Step(IkeInstant limit)
    {
        IkeInstant? next = Earliest(Earliest(Alice.Endpoint.NextTimeout, Bob.Endpoint.NextTimeout), Network.NextDelivery);
        if (next is not { } due || due > limit)
        {
            Clock.AdvanceTo(limit);
            return false;
        }

        Clock.AdvanceTo(due);
        CountStep();
        if (Network.TryTakeArrived(out SimulatedDatagram? arrived))
        {
            (arrived!.Destination.Address == Alice.Address ? Alice : Bob).Receive(arrived);
        }
        else
        {
            _ = Alice.AdvanceIfDue() | Bob.AdvanceIfDue();
        }

        return true;
    }

    /// <summary>Runs for a time.</summary>
    public void RunFor(TimeSpan duration)
    {
        IkeInstant limit = Clock.Now + duration;
        while (Step(limit))
        {
        }
    }

    /// <summary>Runs until something holds, for a time at most.</summary>
    /// <returns>Whether it came to hold.</returns>
    public bool RunUntil(Func<bool> condition, TimeSpan longest)
    {
        IkeInstant limit = Clock.Now + longest;
        while (!condition())
        {
            if (!Step(limit))
            {
                return condition();
            }
        }

        return true;
    }

    /// <summary>Fails if one side believes in an IKE SA or Child SA that the other has not, or if their keys differ.</summary>
    public void AssertAgreement()
    {
        var left = Alice.Established.ToDictionary(static sa => (sa.InitiatorSpi, sa.ResponderSpi));
        var right = Bob.Established.ToDictionary(static sa => (sa.InitiatorSpi, sa.ResponderSpi));
        Assert.True(left.Keys.ToHashSet().SetEquals(right.Keys), $"one side only: {Alice} and {Bob}");
        foreach (((Spi, Spi) spis, IkeSaInfo mine) in left)
        {
            IkeSaInfo theirs = right[spis];
            Assert.NotEqual(mine.Role, theirs.Role);
            Assert.Equal(mine.Proposal!.Transforms, theirs.Proposal!.Transforms);
            Assert.Equal(mine.LocalIdentity, theirs.RemoteIdentity);
            Assert.Equal(mine.RemoteIdentity, theirs.LocalIdentity);
        }

        // in IKEv1 they belong to the connection, and a side may have one connection where the other has two
        ChildSaInfo[] children = [.. ChildrenOf(Alice)];
        Dictionary<ChildSpi, ChildSaInfo> others = ChildrenOf(Bob).ToDictionary(static child => child.InboundSpi);
        Assert.True(children.Length == others.Count, $"a Child SA on one side only: {Alice} and {Bob}");
        foreach (ChildSaInfo child in children)
        {
            AssertAgreement(child, others[child.OutboundSpi]);
        }
    }

    /// <summary>Disposes of both sides.</summary>
    public void Dispose()
    {
        Alice.Dispose();
        Bob.Dispose();
    }

    private static IEnumerable<ChildSaInfo> ChildrenOf(SimulatedHost host) => host.Established.SelectMany(static sa => sa.Children).DistinctBy(static child => child.Id);

    private static IkeInstant? Earliest(IkeInstant? left, IkeInstant? right) =>
        left is { } a && right is { } b ? (a < b ? a : b) : left ?? right;

    private void AssertAgreement(ChildSaInfo mine, ChildSaInfo theirs)
    {
        Assert.Equal(mine.InboundSpi, theirs.OutboundSpi);
        Assert.Equal(mine.Mode, theirs.Mode);
        Assert.Equal(mine.Protocol, theirs.Protocol);
        Assert.Equal(mine.IsUdpEncapsulated, theirs.IsUdpEncapsulated);
        Assert.Equal(mine.LocalSelectors, theirs.RemoteSelectors);
        Assert.Equal(mine.RemoteSelectors, theirs.LocalSelectors);
        Assert.Equal(mine.Proposal.Transforms, theirs.Proposal.Transforms);
        ChildSaKeys left = Alice.KeysOf(mine.Id);
        ChildSaKeys right = Bob.KeysOf(theirs.Id);
        Assert.True(left.InboundEncryption.FixedTimeEquals(right.OutboundEncryption.Span));
        Assert.True(left.OutboundEncryption.FixedTimeEquals(right.InboundEncryption.Span));
        Assert.True(left.InboundIntegrity.FixedTimeEquals(right.OutboundIntegrity.Span));
        Assert.True(left.OutboundIntegrity.FixedTimeEquals(right.InboundIntegrity.Span));
        Assert.False(left.InboundEncryption.FixedTimeEquals(left.OutboundEncryption.Span) && left.InboundEncryption.Length > 0);
    }

    private SimulatedHost Host(string name, NetAddress address, SimulatedNat? nat, Engine.IkeEndpointOptions options)
    {
        Network.Attach(address, nat);
        return new SimulatedHost(name, address, new Engine.IkeEndpoint(options), Network, Clock);
    }

    private void CountStep()
    {
        _stepsAtOnce = Clock.Now == _lastStep ? _stepsAtOnce + 1 : 0;
        _lastStep = Clock.Now;
        Assert.True(_stepsAtOnce < MaxStepsPerMoment, $"The simulation turns in a circle at {Clock.Elapsed}: {Alice} and {Bob}");
    }
}
