using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.Impairments;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>Two endpoints with an <see cref="ImpairedLink"/> between them, on virtual time: the loop that the documentation shows.</summary>
internal sealed class ImpairedRun : IDisposable
{
    private readonly byte[] _buffer = new byte[65_535];
    private readonly PairOptions _options;
    private readonly ImpairedLink _link;
    private IkeInstant _now = IkeInstant.Start(DateTimeOffset.UnixEpoch);

    public ImpairedRun(ImpairedLink link, PairOptions? options = null)
    {
        _link = link;
        _options = options ?? new PairOptions();
        var random = new SeededRandom(_options.Seed);
        Alice = new Side(new IkeEndpoint(_options.AliceOptions(random.Fork())));
        Bob = new Side(new IkeEndpoint(_options.BobOptions(random.Fork())));
    }

    public Side Alice { get; }

    public Side Bob { get; }

    public IkeInstant Now => _now;

    /// <summary>Both sides have the IKE SA and the Child SA, and the same keys.</summary>
    public bool Agrees =>
        Alice.Child is { } ours && Bob.Child is { } theirs
        && Alice.IsEstablished && Bob.IsEstablished
        && ours.Info.InboundSpi == theirs.Info.OutboundSpi
        && ours.Keys.InboundEncryption.FixedTimeEquals(theirs.Keys.OutboundEncryption.Span)
        && ours.Keys.OutboundEncryption.FixedTimeEquals(theirs.Keys.InboundEncryption.Span);

    public void Connect() => Alice.Endpoint.Connect(
        _options.AliceProfile, new PacketInfo(new NetEndPoint(_options.AliceAddress, 500), new NetEndPoint(_options.BobAddress, 500)), _now);

    /// <summary>Lets time pass; what is due in it is done at its moment.</summary>
    public void RunFor(TimeSpan duration)
    {
        IkeInstant end = _now + duration;
        Drain();
        while (Next() is { } next && next <= end)
        {
            _now = next > _now ? next : _now;
            while (_link.TryTake(_now, out ImpairedDatagram? arrived))
            {
                PacketInfo seen = arrived.Path with { Local = arrived.Path.Remote, Remote = arrived.Path.Local };
                _ = (arrived.IsOutbound ? Bob : Alice).Endpoint.Receive(arrived.Octets.Span, seen, _now);
                Drain();
            }

            Alice.Endpoint.Advance(_now);
            Bob.Endpoint.Advance(_now);
            Drain();
        }

        _now = end;
    }

    public void Dispose()
    {
        Alice.Dispose();
        Bob.Dispose();
    }

    private void Drain()
    {
        Drain(Alice, outbound: true);
        Drain(Bob, outbound: false);
    }

    private void Drain(Side side, bool outbound)
    {
        while (side.Endpoint.TryGetTransmit(_buffer, out Transmit transmit) == TransmitStatus.Ready)
        {
            _link.Send(outbound, transmit.Path, _buffer.AsSpan(0, transmit.Length), _now);
        }

        while (side.Endpoint.TryGetEvent(out IkeEvent? happened))
        {
            side.Events.Add(happened);
        }
    }

    private IkeInstant? Next()
    {
        IkeInstant? next = _link.NextDelivery;
        foreach (IkeInstant? due in (IkeInstant?[])[Alice.Endpoint.NextTimeout, Bob.Endpoint.NextTimeout])
        {
            next = next is { } first && !(due < first) ? first : due ?? next;
        }

        return next;
    }

    /// <summary>One endpoint, and what it has told.</summary>
    internal sealed class Side(IkeEndpoint endpoint) : IDisposable
    {
        public IkeEndpoint Endpoint { get; } = endpoint;

        public List<IkeEvent> Events { get; } = [];

        public bool IsEstablished => Endpoint.ListIkeSas() is [{ State: IkeSaState.Established }];

        public ChildSaEstablishedEvent? Child => Events.OfType<ChildSaEstablishedEvent>().SingleOrDefault();

        public IkeFailure? Failure => Events.OfType<IkeSaClosedEvent>().SingleOrDefault()?.Failure;

        public void Dispose()
        {
            Child?.Keys.Dispose();
            Endpoint.Dispose();
        }
    }
}
