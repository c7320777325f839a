using IkeTool.Output;
using Isakmp.Algorithms;
using Isakmp.Engine;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace IkeTool.Demo;

/// <summary>Two endpoints in memory, on virtual time, with a network of even delay between them.</summary>
internal sealed class DemoRun : IDisposable
{
    private const string LeftName = "alice.test";
    private const string RightName = "bob.test";
    private const int LargestDatagram = 65_535;

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PriorityQueue<(DemoSide To, byte[] Datagram, PacketInfo Path), (long Arrival, int Order)> _flying = new();
    private readonly List<DemoMessage> _messages = [];
    private readonly byte[] _buffer = new byte[LargestDatagram];
    private readonly PeerProfile _profile;
    private readonly TrafficLog _traffic;
    private IkeInstant _now;
    private int _order;

    /// <summary>Prepares both sides.</summary>
    /// <param name="provider">The algorithms that there are.</param>
    /// <param name="randomOf">The randomness of a side, by its name.</param>
    /// <param name="suite">What to negotiate.</param>
    /// <param name="start">When it begins.</param>
    /// <param name="traffic">Takes keys and messages.</param>
    /// <exception cref="PolicyException">The proposals are wrong.</exception>
    public DemoRun(ICryptoProvider provider, Func<string, IRandomSource> randomOf, DemoSuite suite, IkeInstant start, TrafficLog traffic)
    {
        Suite = suite;
        _now = start;
        _traffic = traffic;
        PeerProfile Profile(string own, string peer, string local, string remote) => suite.AddTo(new PeerProfileBuilder("demo"))
            .WithLocalIdentity(own).WithRemoteIdentity(peer)
            .WithFailureOnUnauthenticatedError()
            .AddChild("net", child => child.WithLocalSelectors(local).WithRemoteSelectors(remote).WithEspProposals(suite.EspProposals))
            .Build(provider);
        _profile = Profile(LeftName, RightName, "10.1.0.0/24", "10.2.0.0/24");
        var names = new MessageNames();
        Left = new DemoSide(LeftName, RightName, _profile, randomOf(LeftName), _now, names, _messages.Add, traffic);
        Right = new DemoSide(RightName, LeftName, Profile(RightName, LeftName, "10.2.0.0/24", "10.1.0.0/24"), randomOf(RightName), _now, names, _messages.Add);
    }

    /// <summary>The path as the initiator sees it.</summary>
    public static PacketInfo Path { get; } = new(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("192.0.2.2:500"));

    /// <summary>What is negotiated.</summary>
    public DemoSuite Suite { get; }

    /// <summary>The virtual time.</summary>
    public IkeInstant Now => _now;

    /// <summary>The initiator.</summary>
    public DemoSide Left { get; }

    /// <summary>The responder.</summary>
    public DemoSide Right { get; }

    /// <summary>What was said, in order.</summary>
    public IReadOnlyList<DemoMessage> Messages => _messages;

    /// <summary>Lets both sides negotiate until they are done.</summary>
    /// <returns>Whether the Child SA came up on both sides.</returns>
    public bool Negotiate()
    {
        IkeInstant end = _now + Patience;
        _ = Left.Endpoint.Connect(_profile, Path, _now);
        do
        {
            Drain(Left, Right);
            Drain(Right, Left);
        }
        while (!(Left.IsUp && Right.IsUp) && MoveOn(end));

        return Left.IsUp && Right.IsUp;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
    }

    private void Drain(DemoSide from, DemoSide to)
    {
        while (from.Endpoint.TryGetTransmit(_buffer, out Transmit transmit) == TransmitStatus.Ready)
        {
            _traffic.Capture(_now, transmit.Path.Local, transmit.Path.Remote, _buffer.AsSpan(0, transmit.Length)); // port 500 has no marker
            PacketInfo seen = transmit.Path with { Local = transmit.Path.Remote, Remote = transmit.Path.Local };
            _flying.Enqueue((to, _buffer[..transmit.Length], seen), ((_now + Delay).MonotonicTicks, _order++));
        }

        from.TakeEvents();
    }

    // To the next arrival or timer, whichever comes first.
    private bool MoveOn(IkeInstant end)
    {
        if (_flying.TryPeek(out _, out (long Arrival, int Order) first) && !(EarliestTimer() < first.Arrival))
        {
            SetTime(first.Arrival);
            (DemoSide to, byte[] datagram, PacketInfo path) = _flying.Dequeue();
            _ = to.Endpoint.Receive(datagram, path, _now);
            return true;
        }

        if (EarliestTimer() is not { } timer || timer > end.MonotonicTicks)
        {
            return false;
        }

        SetTime(timer);
        Left.Endpoint.Advance(_now);
        Right.Endpoint.Advance(_now);
        return true;
    }

    private long? EarliestTimer()
    {
        long? left = Left.Endpoint.NextTimeout?.MonotonicTicks;
        long? right = Right.Endpoint.NextTimeout?.MonotonicTicks;
        return left is { } a && right is { } b ? Math.Min(a, b) : left ?? right;
    }

    private void SetTime(long ticks)
    {
        _now += TimeSpan.FromTicks(Math.Max(0, ticks - _now.MonotonicTicks));
        Left.Now = Right.Now = _now;
    }
}
