using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>What one protocol of a Child SA was agreed on.</summary>
public sealed class Phase2Agreement
{
    internal Phase2Agreement(byte number, V1Protocol protocol, ImmutableArray<byte> peerSpi, V1Transform transform, V1IpsecParameters parameters)
    {
        Number = number;
        Protocol = protocol;
        PeerSpi = peerSpi;
        Transform = transform;
        Parameters = parameters;
    }

    /// <summary>The number of the proposal.</summary>
    public byte Number { get; }

    /// <summary>ESP, AH or IPCOMP.</summary>
    public V1Protocol Protocol { get; }

    /// <summary>The peer's SPI: 4 octets, or a CPI of 2 or 4 octets for IPCOMP.</summary>
    public ImmutableArray<byte> PeerSpi { get; }

    /// <summary>The transform, exactly as it was offered or answered.</summary>
    public V1Transform Transform { get; }

    /// <summary>What the transform says.</summary>
    public V1IpsecParameters Parameters { get; }

    /// <summary>The algorithms as a proposal of IKEv2, with the peer's SPI: what key material and events know them by; null for IPCOMP.</summary>
    public Proposal? Suite
    {
        get
        {
            if (Protocol == V1Protocol.IpComp || Phase2Transforms.Read(Protocol, Transform.Id, Parameters) is not { } transforms)
            {
                return null;
            }

            return new(Number, Protocol == V1Protocol.Ah ? SecurityProtocol.Ah : SecurityProtocol.Esp, PeerSpi, transforms);
        }
    }
}
