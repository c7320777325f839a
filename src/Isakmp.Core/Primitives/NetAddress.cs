using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Isakmp.Primitives;

/// <summary>An IPv4 or IPv6 address as a value, so that addresses cost no allocation on any path; the default value is "unspecified".</summary>
public readonly struct NetAddress : IEquatable<NetAddress>, IComparable<NetAddress>
{
    private readonly UInt128 _value;
    private readonly byte _length;

    private NetAddress(UInt128 value, byte length)
    {
        _value = value;
        _length = length;
    }

    /// <summary>The size in octets: 4, 16, or 0 for the unspecified default value.</summary>
    public int Length => _length;

    /// <summary>Whether this is an IPv4 address.</summary>
    public bool IsIPv4 => _length == 4;

    /// <summary>Whether this is an IPv6 address.</summary>
    public bool IsIPv6 => _length == 16;

    /// <summary>Whether this is the default value, which names no address.</summary>
    public bool IsUnspecified => _length == 0;

    /// <summary>The address as a number: 32 bits for IPv4, 128 for IPv6.</summary>
    public UInt128 Value => _value;

    /// <summary>Makes an address of <paramref name="length"/> octets from a number.</summary>
    /// <param name="value">The number, big-endian as on the wire.</param>
    /// <param name="length">4 or 16.</param>
    /// <returns>The address.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is neither 4 nor 16, or <paramref name="value"/> does not fit.</exception>
    public static NetAddress FromValue(UInt128 value, int length)
    {
        if (length is not (4 or 16) || (length == 4 && value > uint.MaxValue))
        {
            throw new ArgumentOutOfRangeException(nameof(length), "An address has 4 octets (and a value below 2^32) or 16.");
        }

        return new NetAddress(value, (byte)length);
    }

    /// <summary>Makes an address from its octets in network order.</summary>
    /// <param name="octets">4 or 16 octets.</param>
    /// <returns>The address.</returns>
    /// <exception cref="ArgumentException"><paramref name="octets"/> has another length; use <see cref="TryFromBytes"/> for what a peer sent.</exception>
    public static NetAddress FromBytes(ReadOnlySpan<byte> octets) =>
        TryFromBytes(octets, out NetAddress address)
            ? address
            : throw new ArgumentException($"An address has 4 or 16 octets, not {octets.Length}.", nameof(octets));

    /// <summary>Makes an address from its octets in network order.</summary>
    /// <param name="octets">4 or 16 octets.</param>
    /// <param name="address">The address.</param>
    /// <returns>False if the length is neither 4 nor 16.</returns>
    public static bool TryFromBytes(ReadOnlySpan<byte> octets, out NetAddress address)
    {
        address = octets.Length switch
        {
            4 => new NetAddress(BinaryPrimitives.ReadUInt32BigEndian(octets), 4),
            16 => new NetAddress(BinaryPrimitives.ReadUInt128BigEndian(octets), 16),
            _ => default,
        };
        return address._length != 0;
    }

    /// <summary>Converts from the framework's type; an IPv4-mapped IPv6 address becomes IPv4, and a scope is dropped.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The same address as a value.</returns>
    public static NetAddress From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> octets = stackalloc byte[16];
        _ = address.TryWriteBytes(octets, out int written);
        if (written == 16 && address.IsIPv4MappedToIPv6)
        {
            return FromBytes(octets[12..]);
        }

        return FromBytes(octets[..written]);
    }

    /// <summary>Parses the textual form.</summary>
    /// <param name="text">For example <c>192.0.2.1</c> or <c>2001:db8::1</c>.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is no address.</exception>
    public static NetAddress Parse(string text) =>
        TryParse(text, out NetAddress address) ? address : throw new FormatException($"'{text}' is no IPv4 or IPv6 address.");

    /// <summary>Parses the textual form; the short IPv4 forms such as <c>10.1</c> are refused.</summary>
    /// <param name="text">For example <c>192.0.2.1</c> or <c>2001:db8::1</c>.</param>
    /// <param name="address">The address.</param>
    /// <returns>Whether <paramref name="text"/> is an address.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out NetAddress address)
    {
        address = default;
        if (text is null || !IPAddress.TryParse(text, out IPAddress? parsed))
        {
            return false;
        }

        if (!text.Contains(':', StringComparison.Ordinal) && text.AsSpan().Count('.') != 3)
        {
            return false;
        }

        address = From(parsed);
        return true;
    }

    /// <summary>Writes the octets in network order.</summary>
    /// <param name="destination">At least <see cref="Length"/> octets.</param>
    /// <returns><see cref="Length"/>.</returns>
    public int Write(Span<byte> destination)
    {
        switch (_length)
        {
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_value);
                break;
            case 16:
                BinaryPrimitives.WriteUInt128BigEndian(destination, _value);
                break;
            default:
                break;
        }

        return _length;
    }

    /// <summary>Converts to the framework's type.</summary>
    /// <returns>The address; <see cref="IPAddress.None"/> for the unspecified default value.</returns>
    public IPAddress ToIPAddress()
    {
        if (_length == 0)
        {
            return IPAddress.None;
        }

        Span<byte> octets = stackalloc byte[16];
        return new IPAddress(octets[..Write(octets)]);
    }

    /// <inheritdoc/>
    public int CompareTo(NetAddress other)
    {
        int byLength = _length.CompareTo(other._length);
        return byLength != 0 ? byLength : _value.CompareTo(other._value);
    }

    /// <inheritdoc/>
    public bool Equals(NetAddress other) => _length == other._length && _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NetAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_value, _length);

    /// <summary>Returns the usual textual form, or <c>unspecified</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => _length == 0 ? "unspecified" : ToIPAddress().ToString();

    /// <summary>Whether two addresses are the same.</summary>
    /// <param name="left">One address.</param>
    /// <param name="right">The other.</param>
    /// <returns>The answer.</returns>
    public static bool operator ==(NetAddress left, NetAddress right) => left.Equals(right);

    /// <summary>Whether two addresses differ.</summary>
    /// <param name="left">One address.</param>
    /// <param name="right">The other.</param>
    /// <returns>The answer.</returns>
    public static bool operator !=(NetAddress left, NetAddress right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    /// <param name="left">One address.</param>
    /// <param name="right">The other.</param>
    /// <returns>The answer; IPv4 sorts before IPv6.</returns>
    public static bool operator <(NetAddress left, NetAddress right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    /// <param name="left">One address.</param>
    /// <param name="right">The other.</param>
    /// <returns>The answer; IPv4 sorts before IPv6.</returns>
    public static bool operator >(NetAddress left, NetAddress right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    /// <param name="left">One address.</param>
    /// <param name="right">The other.</param>
    /// <returns>The answer; IPv4 sorts before IPv6.</returns>
    public static bool operator <=(NetAddress left, NetAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    /// <param name="left">One address.</param>
    /// <param name="right">The other.</param>
    /// <returns>The answer; IPv4 sorts before IPv6.</returns>
    public static bool operator >=(NetAddress left, NetAddress right) => left.CompareTo(right) >= 0;
}
