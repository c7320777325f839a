using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes a traffic selector payload, TSi or TSr; the count follows of itself (RFC 7296 3.13).</summary>
/// <remarks>The struct holds positions only; the <see cref="MessageWriter"/> that it began with is passed to every call.</remarks>
public struct TrafficSelectorWriter
{
    private int _countAt;
    private int _count;

    /// <summary>Begins the payload.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="payload"><see cref="PayloadType.TrafficSelectorInitiator"/> or <see cref="PayloadType.TrafficSelectorResponder"/>.</param>
    /// <returns>The writer of selectors.</returns>
    public static TrafficSelectorWriter Begin(ref MessageWriter writer, PayloadType payload)
    {
        writer.BeginPayload(payload);
        var selectors = new TrafficSelectorWriter { _countAt = writer.Length };
        writer.WriteUInt32(0);
        return selectors;
    }

    /// <summary>Writes a range of addresses and ports; the length of the addresses tells IPv4 from IPv6.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="ipProtocol">The IP protocol; 0 for any.</param>
    /// <param name="startPort">The smallest port; 0 for any, 65535 for OPAQUE.</param>
    /// <param name="endPort">The greatest port; 65535 for any, 0 for OPAQUE.</param>
    /// <param name="startAddress">The smallest address: 4 or 16 octets.</param>
    /// <param name="endAddress">The greatest address, of the same length.</param>
    /// <exception cref="ArgumentException">The addresses are not both of 4 or both of 16 octets.</exception>
    /// <exception cref="InvalidOperationException">The payload has 255 selectors already.</exception>
    public void Add(
        ref MessageWriter writer,
        byte ipProtocol,
        ushort startPort,
        ushort endPort,
        scoped ReadOnlySpan<byte> startAddress,
        scoped ReadOnlySpan<byte> endAddress)
    {
        if (startAddress.Length is not (4 or 16) || endAddress.Length != startAddress.Length)
        {
            throw new ArgumentException("Both addresses of a selector have 4 octets, or both have 16.", nameof(startAddress));
        }

        Count();
        bool isIpv4 = startAddress.Length == 4;
        writer.WriteByte((isIpv4 ? TrafficSelectorType.Ipv4AddressRange : TrafficSelectorType.Ipv6AddressRange).Value);
        writer.WriteByte(ipProtocol);
        writer.WriteUInt16((ushort)(isIpv4 ? TrafficSelectorView.Ipv4Size : TrafficSelectorView.Ipv6Size));
        writer.WriteUInt16(startPort);
        writer.WriteUInt16(endPort);
        writer.WriteBytes(startAddress);
        writer.WriteBytes(endAddress);
    }

    /// <summary>Writes a selector of any type as it came.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="raw">The whole selector: <see cref="TrafficSelectorView.Raw"/>.</param>
    /// <exception cref="InvalidOperationException">The payload has 255 selectors already.</exception>
    public void AddRaw(ref MessageWriter writer, scoped ReadOnlySpan<byte> raw)
    {
        Count();
        writer.WriteBytes(raw);
    }

    /// <summary>Ends the payload.</summary>
    /// <param name="writer">The writer.</param>
    /// <exception cref="InvalidOperationException">It has no selector (RFC 7296 3.13: one or more).</exception>
    public readonly void End(ref MessageWriter writer)
    {
        if (_count == 0)
        {
            throw new InvalidOperationException("A traffic selector payload has one selector at least: call Add first.");
        }

        writer.Patch(_countAt, (byte)_count);
        writer.EndPayload();
    }

    private void Count()
    {
        if (_count == byte.MaxValue)
        {
            throw new InvalidOperationException("A traffic selector payload has 255 selectors at most.");
        }

        _count++;
    }
}
