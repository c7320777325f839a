using System.Collections.Immutable;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>How a host meets the network and the caller.</summary>
public sealed class IkeHostOptions
{
    /// <summary>The addresses to bind; empty (the default) for all that the machine has, IPv4 and IPv6, followed as they come and go.</summary>
    public ImmutableArray<NetAddress> LocalAddresses { get; init; } = [];

    /// <summary>The UDP port for IKE without marker; 0 lets the system choose.</summary>
    public ushort Port { get; init; } = 500;

    /// <summary>The UDP port that IKE shares with ESP (RFC 3948); 0 lets the system choose.</summary>
    public ushort NatTraversalPort { get; init; } = 4500;

    /// <summary>Takes the ESP packets that arrive on <see cref="NatTraversalPort"/>; without it they are dropped and counted.</summary>
    public IEspReceiver? EspReceiver { get; init; }

    /// <summary>Answers the endpoint's questions; without it each falls to its default, a refusal, at its deadline.</summary>
    public IkeOperationHandler? OperationHandler { get; init; }

    /// <summary>Sees every datagram as it is on the wire, for a capture; null for none.</summary>
    public IDatagramTap? DatagramTap { get; init; }

    /// <summary>Is told of an exception of <see cref="OperationHandler"/>, <see cref="EspReceiver"/> or <see cref="DatagramTap"/>, or of a fault of the library's own; the host goes on.</summary>
    public Action<Exception>? ErrorHandler { get; init; }

    /// <summary>How many events wait for their reader: further ones are left in the endpoint while there is a reader, and push out the oldest while there is none.</summary>
    public int EventCapacity { get; init; } = 1_024;

    /// <summary>How long a stop waits for the peers to confirm that their SAs are deleted.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock and its timers.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        if (Port != 0 && Port == NatTraversalPort)
        {
            throw new ArgumentException($"Port and NatTraversalPort are both {Port}; give IKE and IKE with ESP two different ports.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(EventCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShutdownTimeout, TimeSpan.Zero);
        if (!LocalAddresses.IsDefaultOrEmpty && LocalAddresses.Any(address => address.IsUnspecified || address.Value == 0))
        {
            throw new ArgumentException("LocalAddresses holds an address that is none of a machine; leave the list empty to bind all addresses.");
        }
    }
}
