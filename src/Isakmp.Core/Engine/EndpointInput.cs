using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>One input or command as the endpoint was given it, for a journal.</summary>
internal readonly ref struct EndpointInput
{
    public required EndpointInputKind Kind { get; init; }

    /// <summary>The caller's time; unset for Dispose.</summary>
    public IkeInstant Now { get; init; }

    /// <summary>How many datagrams, events and questions waited to be taken: the order in which they are taken is an input as well.</summary>
    public required int Pending { get; init; }

    public ReadOnlySpan<byte> Datagram { get; init; }

    public PacketInfo Path { get; init; }

    public PeerProfile? Profile { get; init; }

    /// <summary>The name of the child that Connect, AddOnDemand and CreateChild ask for.</summary>
    public string? ChildName { get; init; }

    public ConnectionId Connection { get; init; }

    public ChildId Child { get; init; }

    /// <summary>What ReportTraffic says.</summary>
    public ulong? Octets { get; init; }

    public IkeOperation? Operation { get; init; }

    public object? Answer { get; init; }
}
