using System.Buffers.Binary;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1;

/// <summary>What an authentic Informational says beside deletions of Child SAs, which it has carried out (RFC 2409 section 5.7, RFC 3706).</summary>
internal struct Informational
{
    /// <summary>The peer has deleted the ISAKMP SA.</summary>
    public bool DeletesSa { get; private set; }

    /// <summary>The peer holds nothing else of ours.</summary>
    public bool IsFirstContact { get; private set; }

    /// <summary>The sequence number of R-U-THERE; null if there is none.</summary>
    public uint? LivenessQuestion { get; private set; }

    /// <summary>The sequence number of R-U-THERE-ACK; null if there is none.</summary>
    public uint? LivenessAnswer { get; private set; }

    /// <summary>The first error; null if there is none.</summary>
    public V1NotifyType? Error { get; private set; }

    /// <summary>The SPI that the error is about, if it names one of a Child SA.</summary>
    public ChildSpi ErrorSpi { get; private set; }

    /// <summary>Whether a message carries nothing but its hash and questions and answers of liveness, which have numbers of their own against replays.</summary>
    public static bool IsLivenessAlone(in PayloadList payloads)
    {
        for (int i = 1; i < payloads.Count; i++)
        {
            if (payloads[i].Type != PayloadType.V1Notification
                || !NotifyPayloadView.TryRead(payloads[i].Body, out NotifyPayloadView notify).IsOk
                || (notify.Type != V1NotifyType.RUThere && notify.Type != V1NotifyType.RUThereAcknowledge))
            {
                return false;
            }
        }

        return payloads.Count > 1;
    }

    /// <summary>Whether a message does nothing but delete, which does no more when it comes again.</summary>
    public static bool IsDeletionAlone(in PayloadList payloads)
    {
        for (int i = 1; i < payloads.Count; i++)
        {
            if (payloads[i].Type != PayloadType.V1Delete)
            {
                return false;
            }
        }

        return payloads.Count > 1;
    }

    /// <summary>Reads a message, and removes the Child SAs that it deletes.</summary>
    public static Informational Take(IsakmpContext context, in PayloadList payloads)
    {
        var found = default(Informational);
        for (int i = 0; i < payloads.Count; i++)
        {
            PayloadType type = payloads[i].Type;
            if (type == PayloadType.V1Delete && DeletePayloadView.TryRead(payloads[i].Body, out DeletePayloadView deletion).IsOk)
            {
                found.Delete(context, deletion);
            }
            else if (type == PayloadType.V1Notification && NotifyPayloadView.TryRead(payloads[i].Body, out NotifyPayloadView notify).IsOk)
            {
                found.Note(context.Session, notify);
            }
        }

        return found;
    }

    private void Delete(IsakmpContext context, in DeletePayloadView deletion)
    {
        IsakmpSession session = context.Session;
        if (deletion.Protocol == V1Protocol.Isakmp)
        {
            foreach (ReadOnlySpan<byte> cookies in deletion)
            {
                if (IsakmpCookies.AreOf(session, cookies)) // RFC 2408 3.15: both cookies
                {
                    DeletesSa = true;
                }
                else if (cookies.Length == IsakmpCookies.Size)
                {
                    context.RemoveOther(Spi.Read(cookies), Spi.Read(cookies[Spi.Size..])); // the one before, under the one that has taken its place
                }
            }

            return;
        }

        SecurityProtocol? protocol = deletion.Protocol == V1Protocol.Esp ? SecurityProtocol.Esp : deletion.Protocol == V1Protocol.Ah ? SecurityProtocol.Ah : null;
        foreach (ReadOnlySpan<byte> spi in deletion)
        {
            // RFC 2408 3.15: the SPI is the one that the sender receives on; charon names ours where it could not install the SA
            if (protocol is { } known && spi.Length == ChildSpi.Size
                && session.Children.FindBySpi(known, new ChildSpi(BinaryPrimitives.ReadUInt32BigEndian(spi))) is { } child)
            {
                context.Remove(child, child.IsClosing ? CloseReason.LocalRequest : CloseReason.PeerDeleted);
            }
        }
    }

    private void Note(IsakmpSession session, in NotifyPayloadView notify)
    {
        if (notify.Type == V1NotifyType.InitialContact)
        {
            IsFirstContact = true;
        }
        else if (notify.Type == V1NotifyType.RUThere || notify.Type == V1NotifyType.RUThereAcknowledge)
        {
            NoteLiveness(session, notify);
        }
        else if (notify.Type.IsError && Error is null)
        {
            Error = notify.Type;
            ErrorSpi = notify.Spi.Length == ChildSpi.Size ? new ChildSpi(BinaryPrimitives.ReadUInt32BigEndian(notify.Spi)) : default;
        }
    }

    private void NoteLiveness(IsakmpSession session, in NotifyPayloadView notify)
    {
        if (notify.Data.Length != sizeof(uint) || !IsakmpCookies.AreOf(session, notify.Spi))
        {
            return; // RFC 3706 5.3: both cookies and a sequence number of four octets
        }

        uint number = BinaryPrimitives.ReadUInt32BigEndian(notify.Data);
        if (notify.Type == V1NotifyType.RUThere)
        {
            LivenessQuestion ??= number;
        }
        else
        {
            LivenessAnswer ??= number;
        }
    }
}
