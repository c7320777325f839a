using System.Text;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Inspection.Observation;

/// <summary>Makes text of octets that a peer sent, so that nothing in it steers a terminal.</summary>
internal static class ReadableText
{
    private const int MostOctets = 64;

    /// <summary>The octets as text if all of them are printable, else in hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> octets)
    {
        bool isShort = octets.Length <= MostOctets;
        ReadOnlySpan<byte> shown = isShort ? octets : octets[..MostOctets];
        string text = shown.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? $"0x{Convert.ToHexStringLower(shown)}" : Encoding.ASCII.GetString(shown);
        return isShort ? text : $"{text}...";
    }

    /// <summary>What a vendor ID stands for; else the text that it is, or its digits.</summary>
    public static string OfVendorId(ReadOnlySpan<byte> mark) => VendorId.TryGetName(mark, out string? name) ? name : Of(mark);

    /// <summary>An address of 4 octets, or of 16 that a prefix length may follow; null if it is none, or is only asked for.</summary>
    public static string? OfAddress(ReadOnlySpan<byte> octets)
    {
        const int Size4 = 4;
        const int Size6 = 16;
        int size = octets.Length == Size4 ? Size4 : octets.Length is Size6 or Size6 + 1 ? Size6 : 0;
        return size > 0 && octets[..size].ContainsAnyExcept((byte)0) && NetAddress.TryFromBytes(octets[..size], out NetAddress address) ? address.ToString() : null;
    }

    /// <summary>A gateway of RFC 5685.</summary>
    public static string OfGateway(GatewayIdentityType type, ReadOnlySpan<byte> identity) => type == GatewayIdentityType.Fqdn ? Of(identity) : OfAddress(identity) ?? Of(identity);
}
