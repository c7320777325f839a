namespace Isakmp.Hosting;

/// <summary>What a host has counted since its start, beside the endpoint's own statistics.</summary>
public sealed record HostStatistics
{
    /// <summary>Datagrams of every kind that arrived.</summary>
    public required long DatagramsReceived { get; init; }

    /// <summary>Datagrams that were sent for the endpoint.</summary>
    public required long DatagramsSent { get; init; }

    /// <summary>ESP packets that arrived.</summary>
    public required long EspReceived { get; init; }

    /// <summary>NAT keep-alives that arrived.</summary>
    public required long KeepAlivesReceived { get; init; }

    /// <summary>Datagrams that are neither IKE, ESP nor a keep-alive.</summary>
    public required long MalformedReceived { get; init; }

    /// <summary>Receives and sends that the system refused, and paths whose local address is not bound here.</summary>
    public required long SocketErrors { get; init; }

    /// <summary>Events that were pushed out before anybody read them; their keys were zeroed.</summary>
    public required long EventsDropped { get; init; }
}
