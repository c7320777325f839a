using Isakmp.Framing;
using Isakmp.Registry;

namespace Isakmp.Inspection.Impairments;

/// <summary>Where rules for an <see cref="ImpairedLink"/> begin: <c>Impair.Requests(ExchangeType.IkeAuth).FromUs().Number(2).Drop()</c>.</summary>
public static class Impair
{
    /// <summary>Every datagram, whatever is in it.</summary>
    public static DatagramSelector Datagrams { get; } = new();

    /// <summary>Every IKE message.</summary>
    public static DatagramSelector Messages { get; } = Datagrams.OfKind(DatagramKind.Ike);

    /// <summary>Every ESP packet.</summary>
    public static DatagramSelector EspPackets { get; } = Datagrams.OfKind(DatagramKind.Esp);

    /// <summary>Every NAT keep-alive.</summary>
    public static DatagramSelector KeepAlives { get; } = Datagrams.OfKind(DatagramKind.KeepAlive);

    /// <summary>The messages of an exchange.</summary>
    /// <param name="exchange">The exchange type in the header: of IKEv2, or of IKEv1, as <see cref="ExchangeType.IdentityProtection"/> for Main Mode.</param>
    /// <returns>The selector.</returns>
    public static DatagramSelector Exchange(ExchangeType exchange) => Messages.OfExchange(exchange);

    /// <summary>The requests of an exchange of IKEv2.</summary>
    /// <param name="exchange">The exchange type.</param>
    /// <returns>The selector.</returns>
    public static DatagramSelector Requests(ExchangeType exchange) => Messages.OfExchange(exchange).Requests();

    /// <summary>The responses of an exchange of IKEv2.</summary>
    /// <param name="exchange">The exchange type.</param>
    /// <returns>The selector.</returns>
    public static DatagramSelector Responses(ExchangeType exchange) => Messages.OfExchange(exchange).Responses();
}
