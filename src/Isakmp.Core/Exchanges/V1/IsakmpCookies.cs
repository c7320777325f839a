using Isakmp.Primitives;

namespace Isakmp.Exchanges.V1;

/// <summary>Both cookies: the SPI of an ISAKMP SA where a payload names it (RFC 2408 sections 3.14 and 3.15).</summary>
internal static class IsakmpCookies
{
    public const int Size = 2 * Spi.Size;

    public static byte[] Of(IsakmpSession session)
    {
        byte[] cookies = new byte[Size];
        Write(session, cookies);
        return cookies;
    }

    public static void Write(IsakmpSession session, Span<byte> destination)
    {
        session.InitiatorCookie.Write(destination);
        session.ResponderCookie.Write(destination[Spi.Size..]);
    }

    public static bool AreOf(IsakmpSession session, ReadOnlySpan<byte> cookies) =>
        cookies.Length == Size && Spi.Read(cookies) == session.InitiatorCookie && Spi.Read(cookies[Spi.Size..]) == session.ResponderCookie;
}
