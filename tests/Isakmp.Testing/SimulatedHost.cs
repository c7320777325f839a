using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Xunit;

namespace Isakmp.Testing;

/// <summary>An endpoint on a simulated network, with the driver that an application would write; what comes out is kept, and the endpoint's promises are checked at every step.</summary>
public sealed class SimulatedHost : IDisposable
{
    /// <summary>The port of IKE without marker.</summary>
    public const ushort IkePort = 500;

    private const int MaxOutputsPerInput = 64;

    private readonly VirtualClock _clock;
    private readonly SimulatedNetwork _network;
    private readonly byte[] _buffer = new byte[UdpEncapsulation.MarkerSize + 65_535];

    /// <summary>Puts an endpoint on a network.</summary>
    public SimulatedHost(string name, NetAddress address, IkeEndpoint endpoint, SimulatedNetwork network, VirtualClock clock)
    {
        Name = name;
        Address = address;
        Endpoint = endpoint;
        _network = network;
        _clock = clock;
    }

    /// <summary>A name for messages.</summary>
    public string Name { get; }

    /// <summary>Its own address.</summary>
    public NetAddress Address { get; }

    /// <summary>The endpoint; after calling it directly, call <see cref="Drain"/>.</summary>
    public IkeEndpoint Endpoint { get; }

    /// <summary>All events, in order.</summary>
    public List<IkeEvent> Events { get; } = [];

    /// <summary>All questions, in order.</summary>
    public List<IkeOperation> Operations { get; } = [];

    /// <summary>Answers a question, or leaves it; without this every question falls to its default.</summary>
    public Action<IkeOperation>? Answers { get; set; }

    /// <summary>What became of each datagram that was an IKE message.</summary>
    public Dictionary<ReceiveResult, int> Results { get; } = [];

    /// <summary>Whether the test breaks something inside the endpoint; otherwise a fault fails it.</summary>
    public bool ExpectsFaults { get; set; }

    /// <summary>How many keep-alives came.</summary>
    public int KeepAlivesReceived { get; private set; }

    /// <summary>Begins a connection to an address, port 500 on both sides.</summary>
    public ConnectionId Connect(PeerProfile profile, NetAddress remote, string? child = null)
    {
        ConnectionId connection = Endpoint.Connect(profile, PathTo(remote), _clock.Now, child);
        Drain();
        return connection;
    }

    /// <summary>The path to an address, port 500 on both sides.</summary>
    public PacketInfo PathTo(NetAddress remote) => new(new NetEndPoint(Address, IkePort), new NetEndPoint(remote, IkePort));

    /// <summary>Calls the endpoint, then takes what it has to say.</summary>
    public T Call<T>(Func<IkeEndpoint, IkeInstant, T> call)
    {
        T result = call(Endpoint, _clock.Now);
        Drain();
        return result;
    }

    /// <summary>The events of one kind.</summary>
    public IEnumerable<T> EventsOf<T>()
        where T : IkeEvent => Events.OfType<T>();

    /// <summary>The IKE SAs that are established.</summary>
    public IEnumerable<IkeSaInfo> Established => Endpoint.ListIkeSas().Where(static sa => sa.State == IkeSaState.Established);

    /// <summary>The keys of a Child SA, as the event handed them out.</summary>
    public ChildSaKeys KeysOf(ChildId child) => EventsOf<ChildSaEstablishedEvent>().Single(happened => happened.Child == child).Keys;

    /// <summary>Takes a datagram from the network.</summary>
    public void Receive(SimulatedDatagram datagram)
    {
        bool expectsMarker = datagram.Destination.Port != IkePort;
        switch (UdpEncapsulation.Classify(datagram.Octets, expectsMarker, out ReadOnlySpan<byte> message))
        {
            case DatagramKind.Ike:
                var packet = new PacketInfo(
                    datagram.Destination, datagram.Source, expectsMarker ? Encapsulation.NonEspMarker : Encapsulation.None);
                ReceiveResult result = Endpoint.Receive(message, packet, _clock.Now);
                Results[result] = Results.GetValueOrDefault(result) + 1;
                Drain();
                break;
            case DatagramKind.KeepAlive:
                KeepAlivesReceived++;
                break;
            default:
                break;
        }
    }

    /// <summary>Calls <see cref="IkeEndpoint.Advance"/> if it is time.</summary>
    /// <returns>Whether it was.</returns>
    public bool AdvanceIfDue()
    {
        if (Endpoint.NextTimeout is not { } due || due > _clock.Now)
        {
            return false;
        }

        Endpoint.Advance(_clock.Now);
        Drain();
        return true;
    }

    /// <summary>Takes all output, and checks what must hold after every input.</summary>
    public void Drain()
    {
        int taken = 0;
        do
        {
            IkeInstant? next = Endpoint.NextTimeout;
            TimerReason reason = Endpoint.NextTimeoutReason;
            int before = taken;
            taken += TakeOutputs();
            if (taken == before)
            {
                Assert.True(reason != TimerReason.Output, $"{Name} waits for output to be taken and has none.");
                break;
            }

            Assert.True(next is { } at && at <= _clock.Now, $"{Name} had output and would have let its driver sleep until {next}.");
            Assert.Equal(TimerReason.Output, reason);
            Assert.True(taken <= MaxOutputsPerInput * (1 + Endpoint.ConnectionCount), $"{Name} puts out {taken} things for one input.");
        }
        while (true);
        Assert.True(ExpectsFaults || Endpoint.Statistics.InternalFaults == 0, $"{Name} has broken an invariant of its own.");
        Assert.Equal(0, Endpoint.Statistics.OutputsDropped);
        Assert.Equal(0, Endpoint.Statistics.EventsDropped);
    }

    /// <summary>Disposes of the endpoint and of the keys that it has handed out.</summary>
    public void Dispose()
    {
        Endpoint.Dispose();
        foreach (ChildSaEstablishedEvent happened in EventsOf<ChildSaEstablishedEvent>())
        {
            happened.Keys.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} [{string.Join(", ", Endpoint.ListIkeSas().Select(static sa => $"{sa.InitiatorSpi}-{sa.ResponderSpi} {sa.State} {sa.Children.Length}"))}]";

    private int TakeOutputs()
    {
        int taken = 0;
        for (; Endpoint.TryGetTransmit(_buffer.AsSpan(UdpEncapsulation.MarkerSize), out Transmit transmit) == TransmitStatus.Ready; taken++)
        {
            Send(transmit);
        }

        for (; Endpoint.TryGetEvent(out IkeEvent? happened); taken++)
        {
            Events.Add(happened);
        }

        for (; Endpoint.TryGetOperation(out IkeOperation? operation); taken++)
        {
            Operations.Add(operation);
            Answers?.Invoke(operation);
        }

        return taken;
    }

    private void Send(in Transmit transmit)
    {
        PacketInfo path = transmit.Path;
        Assert.Equal(Address, path.Local.Address);
        Assert.Equal(path.Local.Port == IkePort ? Encapsulation.None : Encapsulation.NonEspMarker, path.Encapsulation);
        bool marked = path.Encapsulation == Encapsulation.NonEspMarker && !transmit.IsKeepAlive;
        if (marked)
        {
            UdpEncapsulation.WriteMarker(_buffer);
        }

        int start = marked ? 0 : UdpEncapsulation.MarkerSize;
        _network.Send(path.Local, path.Remote, _buffer.AsSpan(start..(UdpEncapsulation.MarkerSize + transmit.Length)));
    }
}
