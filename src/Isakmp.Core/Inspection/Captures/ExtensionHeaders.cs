namespace Isakmp.Inspection.Captures;

/// <summary>The extension headers of IPv6 (RFC 8200 4): each says what follows it and how long it is.</summary>
internal static class ExtensionHeaders
{
    /// <summary>The header of a fragment: next (1), reserved (1), offset and "more" (2), identification (4).</summary>
    public const byte Fragment = 44;

    public const int FragmentSize = 8;

    private const byte Authentication = 51;
    private const int Unit = 8;
    private const int AuthenticationUnit = 4;

    /// <summary>Goes behind the extension headers up to the payload, or to the header of a fragment.</summary>
    /// <param name="packet">The packet, or the part of it that was captured.</param>
    /// <param name="next">The type of what stands at <paramref name="at"/>, before and after.</param>
    /// <param name="at">Grows with each header, so there is no loop; on failure, where the bad header starts.</param>
    /// <returns>False if a header runs over the end.</returns>
    public static bool TryPass(ReadOnlySpan<byte> packet, ref byte next, ref int at)
    {
        // Hop-by-hop options, routing, destination options, mobility, host identity, shim6 (RFC 7045 1), and AH, whose unit differs.
        while (next is 0 or 43 or 60 or 135 or 139 or 140 or Authentication)
        {
            if (packet.Length - at < Unit)
            {
                return false;
            }

            int size = next == Authentication ? (packet[at + 1] + 2) * AuthenticationUnit : (packet[at + 1] + 1) * Unit;
            if (size > packet.Length - at)
            {
                return false;
            }

            next = packet[at];
            at += size;
        }

        return true;
    }
}
