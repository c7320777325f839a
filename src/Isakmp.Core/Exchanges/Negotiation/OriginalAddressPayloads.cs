using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>The NAT-OA payloads of Quick Mode: the addresses before NATs, in transport mode in UDP only (RFC 3947 section 5.2).</summary>
internal static class OriginalAddressPayloads
{
    /// <summary>Whether they belong into the messages.</summary>
    public static bool AreUsed(QuickModeTerms terms, ChildMode mode) => terms.IsUdpEncapsulated && mode == ChildMode.Transport;

    /// <summary>Writes both addresses as we see them, that of the exchange's initiator first; in the drafts before the RFC each side sends its own alone.</summary>
    public static void Write(ref MessageWriter writer, QuickModeTerms terms, bool isInitiator)
    {
        NetAddress own = terms.Path.Local.Address;
        NetAddress peer = terms.Path.Remote.Address;
        if (terms.IsNatDraft)
        {
            Write(ref writer, terms.OriginalAddress, own); // draft-ietf-ipsec-nat-t-ike-02 and -03 section 5.2
            return;
        }

        Write(ref writer, terms.OriginalAddress, isInitiator ? own : peer);
        Write(ref writer, terms.OriginalAddress, isInitiator ? peer : own);
    }

    /// <summary>Reads what the peer sent, in one form or the other.</summary>
    /// <returns>Null if there is nothing, or nothing that can be read: then checksums must be made anew, and the SA is no worse for it.</returns>
    public static OriginalAddresses? Read(in PayloadList payloads, QuickModeTerms terms, bool isInitiator)
    {
        int first = payloads.IndexOf(terms.OriginalAddress);
        if (first < 0 || !TryRead(payloads[first].Body, out NetAddress firstAddress))
        {
            return null;
        }

        int second = payloads.IndexOf(terms.OriginalAddress, first + 1);
        if (second < 0)
        {
            return new OriginalAddresses(default, firstAddress);
        }

        if (!TryRead(payloads[second].Body, out NetAddress secondAddress))
        {
            return null;
        }

        return isInitiator ? new OriginalAddresses(firstAddress, secondAddress) : new OriginalAddresses(secondAddress, firstAddress);
    }

    private static void Write(ref MessageWriter writer, PayloadType payload, NetAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        V1IdentificationType type = address.IsIPv6 ? V1IdentificationType.Ipv6Address : V1IdentificationType.Ipv4Address;
        NatOriginalAddressPayload.Write(ref writer, payload, type, octets[..address.Write(octets)]);
    }

    private static bool TryRead(ReadOnlySpan<byte> body, out NetAddress address)
    {
        address = default;
        return NatOriginalAddressPayloadView.TryRead(body, out NatOriginalAddressPayloadView view).IsOk
            && (view.IdType == V1IdentificationType.Ipv4Address || view.IdType == V1IdentificationType.Ipv6Address)
            && NetAddress.TryFromBytes(view.Address, out address);
    }
}
