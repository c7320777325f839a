using System.Collections.Immutable;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Messages;

/// <summary>A notification: an error or a status, with data whose meaning the type decides (RFC 7296 3.10).</summary>
public sealed record Notify
{
    /// <summary>Makes a notification that concerns an existing Child SA.</summary>
    /// <param name="type">What it says.</param>
    /// <param name="protocol">The protocol of the SPI, none where there is no SPI.</param>
    /// <param name="spi">The SPI: empty or 4 octets (8 in some extensions).</param>
    /// <param name="data">The data, possibly empty.</param>
    public Notify(NotifyType type, SecurityProtocol protocol, ImmutableArray<byte> spi, ImmutableArray<byte> data)
    {
        Type = type;
        Protocol = protocol;
        Spi = spi;
        Data = data;
    }

    /// <summary>Makes a notification without SPI.</summary>
    /// <param name="type">What it says.</param>
    /// <param name="data">The data, possibly empty.</param>
    public Notify(NotifyType type, ImmutableArray<byte> data = default)
        : this(type, default, [], data)
    {
    }

    /// <summary>What the notification says.</summary>
    public NotifyType Type { get; init; }

    /// <summary>The protocol of <see cref="Spi"/>; the default value where there is no SPI.</summary>
    public SecurityProtocol Protocol { get; init; }

    /// <summary>The SPI of the SA concerned, or empty.</summary>
    public ImmutableArray<byte> Spi { get; init => field = value.OrEmpty(); }

    /// <summary>The data, possibly empty.</summary>
    public ImmutableArray<byte> Data { get; init => field = value.OrEmpty(); }

    /// <summary>Copies a notification out of a message.</summary>
    /// <param name="view">The payload.</param>
    /// <returns>The notification.</returns>
    public static Notify From(in NotifyPayloadView view) => new(view.Type, view.Protocol, [.. view.Spi], [.. view.Data]);

    /// <summary>Writes the notification as a payload.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    public void Write(ref MessageWriter writer) => NotifyPayload.Write(ref writer, Protocol, Spi.AsSpan(), Type, Data.AsSpan());

    /// <summary>Compares by type, protocol, SPI and data.</summary>
    /// <param name="other">The other notification.</param>
    /// <returns>Whether both are the same on the wire.</returns>
    public bool Equals(Notify? other) =>
        other is not null && Type == other.Type && Protocol == other.Protocol
        && Sequences.Same(Spi, other.Spi) && Sequences.Same(Data, other.Data);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Protocol, Sequences.HashOf(Spi), Sequences.HashOf(Data));

    /// <summary>The type and the size of the data, for example <c>N(COOKIE, 32 octets)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Data.IsEmpty ? $"N({Type})" : $"N({Type}, {Data.Length} octets)";
}
