namespace Isakmp.Hosting;

/// <summary>The counters behind <see cref="HostStatistics"/>; several receiving loops add to them.</summary>
internal sealed class HostCounters
{
    private long _received;
    private long _sent;
    private long _esp;
    private long _keepAlives;
    private long _malformed;
    private long _socketErrors;
    private long _eventsDropped;

    public long ReceivedSoFar => Interlocked.Read(ref _received);

    public void Received() => Interlocked.Increment(ref _received);

    public void Sent() => Interlocked.Increment(ref _sent);

    public void Esp() => Interlocked.Increment(ref _esp);

    public void KeepAlive() => Interlocked.Increment(ref _keepAlives);

    public void Malformed() => Interlocked.Increment(ref _malformed);

    public void SocketError() => Interlocked.Increment(ref _socketErrors);

    public void EventDropped() => Interlocked.Increment(ref _eventsDropped);

    public HostStatistics Snapshot() => new()
    {
        DatagramsReceived = Interlocked.Read(ref _received),
        DatagramsSent = Interlocked.Read(ref _sent),
        EspReceived = Interlocked.Read(ref _esp),
        KeepAlivesReceived = Interlocked.Read(ref _keepAlives),
        MalformedReceived = Interlocked.Read(ref _malformed),
        SocketErrors = Interlocked.Read(ref _socketErrors),
        EventsDropped = Interlocked.Read(ref _eventsDropped),
    };
}
