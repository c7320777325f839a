using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Isakmp.Primitives;

/// <summary>An address with a UDP or TCP port.</summary>
/// <param name="Address">The address.</param>
/// <param name="Port">The port.</param>
public readonly record struct NetEndPoint(NetAddress Address, ushort Port)
{
    /// <summary>Converts from the framework's type.</summary>
    /// <param name="endPoint">The end point.</param>
    /// <returns>The same end point as a value.</returns>
    public static NetEndPoint From(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return new NetEndPoint(NetAddress.From(endPoint.Address), (ushort)endPoint.Port);
    }

    /// <summary>Parses the textual form.</summary>
    /// <param name="text">For example <c>192.0.2.1:500</c> or <c>[2001:db8::1]:500</c>.</param>
    /// <returns>The end point.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is no address with a port.</exception>
    public static NetEndPoint Parse(string text) =>
        TryParse(text, out NetEndPoint endPoint)
            ? endPoint
            : throw new FormatException($"'{text}' is no address with a port, such as 192.0.2.1:500 or [2001:db8::1]:500.");

    /// <summary>Parses the textual form; the port is required.</summary>
    /// <param name="text">For example <c>192.0.2.1:500</c> or <c>[2001:db8::1]:500</c>.</param>
    /// <param name="endPoint">The end point.</param>
    /// <returns>Whether <paramref name="text"/> is an address with a port.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out NetEndPoint endPoint)
    {
        endPoint = default;
        int colon = text?.LastIndexOf(':') ?? -1;
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return false;
        }

        string host = text![..colon];
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!NetAddress.TryParse(bracketed ? host[1..^1] : host, out NetAddress address) || address.IsIPv6 != bracketed)
        {
            return false;
        }

        endPoint = new NetEndPoint(address, port);
        return true;
    }

    /// <summary>Converts to the framework's type.</summary>
    /// <returns>The end point.</returns>
    public IPEndPoint ToIPEndPoint() => new(Address.ToIPAddress(), Port);

    /// <summary>Returns <c>192.0.2.1:500</c> or <c>[2001:db8::1]:500</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        Address.IsIPv6
            ? string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");
}
