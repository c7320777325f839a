using System.Buffers.Binary;
using System.Collections.Immutable;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Foreign;

/// <summary>What can be told of a captured session by its messages alone.</summary>
internal static class ForeignExchanges
{
    /// <summary>Says why a message goes beyond what our endpoint speaks.</summary>
    /// <returns>Null if it does not.</returns>
    public static string? Beyond(OpenedMessage message, bool isOurs)
    {
        ExchangeType type = message.Header.ExchangeType;
        if (type == ExchangeType.IkeSaInit)
        {
            return null;
        }

        if (type == ExchangeType.IkeAuth)
        {
            return message.Header.MessageId.Value == 1 ? null : "IKE_AUTH of several rounds is not spoken yet";
        }

        if (type != ExchangeType.Informational)
        {
            return $"{type} is not spoken yet";
        }

        // lists of addresses are answered like any notify that is not known: with nothing
        if (message.IsRequest && message.HasNotify(NotifyType.UpdateSaAddresses, NotifyType.Cookie2, NotifyType.NoNatsAllowed, NotifyType.NatDetectionSourceIp))
        {
            return "MOBIKE is not spoken yet";
        }

        bool isPlain = message.Types().TrueForAll(static payload => payload == PayloadType.Delete);
        return isOurs && message.IsRequest && !isPlain && !IsAddressList(message) ? "this INFORMATIONAL request is not sent by our endpoint" : null;
    }

    /// <summary>Whether a request only lists addresses: our endpoint sends an empty one in its place, to which the peer has the same answer.</summary>
    public static bool IsAddressList(OpenedMessage message) =>
        message.Types().TrueForAll(static payload => payload == PayloadType.Notify)
        && message.HasNotify(NotifyType.NoAdditionalAddresses, NotifyType.AdditionalIp4Address, NotifyType.AdditionalIp6Address);

    /// <summary>Whether a message demands a cookie and nothing else.</summary>
    public static bool IsCookie(OpenedMessage message) =>
        message.Header.ExchangeType == ExchangeType.IkeSaInit && !message.IsRequest
        && message.HasNotify(NotifyType.Cookie) && !message.Types().Contains(PayloadType.SecurityAssociation);

    /// <summary>Whether the next message after a request is a demand for a cookie.</summary>
    public static bool IsAnsweredByCookie(ForeignSession session, ForeignMessage request)
    {
        int next = session.Messages.IndexOf(request) + 1;
        return next < session.Messages.Length && IsCookie(ForeignKeys.Read(session.Messages[next].Octets.AsSpan()));
    }

    /// <summary>The inbound SPI that one side chose for its first Child SA, in the SA payload of its IKE_AUTH message.</summary>
    /// <returns>An SPI of our own if there is none in the capture.</returns>
    public static ChildSpi FindChildSpi(ForeignSession session, ForeignKeys keys, IkeRole role)
    {
        foreach (ForeignMessage captured in session.Messages)
        {
            OpenedMessage message = keys.Open(captured.Octets.AsSpan());
            if (message.IsOpen && message.Header.ExchangeType == ExchangeType.IkeAuth && message.Header.IsFromInitiator == (role == IkeRole.Initiator)
                && SecurityAssociationView.TryRead(message.Body(PayloadType.SecurityAssociation), out SecurityAssociationView association).IsOk)
            {
                ImmutableArray<Proposal> proposals = Proposals.Read(association);
                if (proposals.Length > 0 && proposals[0].Spi.Length == ChildSpi.Size)
                {
                    return new ChildSpi(BinaryPrimitives.ReadUInt32BigEndian(proposals[0].Spi.AsSpan()));
                }
            }
        }

        return new ChildSpi(ChildSpi.FirstAllowed);
    }
}
