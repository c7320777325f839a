using System.Buffers.Binary;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Answers an INFORMATIONAL request: deletes and error notifies; an empty one is a question whether we live (RFC 7296 section 1.4).</summary>
internal sealed class RespondInformational : ExchangeTask
{
    // The initiator's requests before it are IKE_SA_INIT and IKE_AUTH.
    private static readonly MessageId FirstAfterAuthentication = new(2);

    private readonly List<ChildSa> _deleted = [];

    /// <summary>Why the IKE SA ends after the answer, or null.</summary>
    public CloseReason? Closes { get; private set; }

    /// <summary>What the peer reported.</summary>
    public IkeFailure? Failure { get; private set; }

    public override TaskStep ProcessRequest(ExchangeContext context, in InboundMessage message)
    {
        for (int position = message.IndexOf(PayloadType.Delete); position >= 0; position = message.IndexOf(PayloadType.Delete, position + 1))
        {
            if (!DeletePayloadView.TryRead(message[position].Body, out DeletePayloadView deletion).IsOk)
            {
                return TaskStep.InvalidSyntax("D is malformed");
            }

            Take(context.Session, deletion);
        }

        for (int position = message.IndexOf(PayloadType.Notify); position >= 0; position = message.IndexOf(PayloadType.Notify, position + 1))
        {
            if (NotifyPayloadView.TryRead(message[position].Body, out NotifyPayloadView error).IsOk && EndsSession(error.Type, context.Session, message.Header.MessageId))
            {
                Take(error.Type);
            }
        }

        return TaskStep.Done;
    }

    public override void BuildResponse(ExchangeContext context, ref MessageWriter writer)
    {
        WriteDeleted(SecurityProtocol.Esp, ref writer);
        WriteDeleted(SecurityProtocol.Ah, ref writer);
    }

    public override void Commit(ExchangeContext context)
    {
        foreach (ChildSa child in _deleted)
        {
            ChildRemoval.Remove(context, child, child.IsClosing ? CloseReason.LocalRequest : CloseReason.PeerDeleted);
        }
    }

    /// <summary>RFC 7296 sections 2.21.2 and 2.21.3: these end the IKE SA in which they come, one of them only right after IKE_AUTH.</summary>
    private static bool EndsSession(NotifyType type, Session session, MessageId id) =>
        type == NotifyType.AuthenticationFailed
        || type == NotifyType.InvalidSyntax
        || (type == NotifyType.UnsupportedCriticalPayload && !session.IsInitiator && id == FirstAfterAuthentication);

    private void Take(NotifyType error)
    {
        bool authentication = error == NotifyType.AuthenticationFailed;
        Closes = authentication ? CloseReason.AuthenticationFailed : CloseReason.Malformed;
        Failure = new IkeFailure(
            authentication ? FailureKind.NotAuthenticated : FailureKind.Malformed, $"The peer ended the IKE SA with {error}.", error, SentByPeer: true);
    }

    private void Take(Session session, in DeletePayloadView deletion)
    {
        if (deletion.Protocol == SecurityProtocol.Ike)
        {
            Closes = CloseReason.PeerDeleted;
            return;
        }

        foreach (ReadOnlySpan<byte> spi in deletion)
        {
            if (spi.Length == ChildSpi.Size
                && session.Children.FindByOutbound(deletion.Protocol, new ChildSpi(BinaryPrimitives.ReadUInt32BigEndian(spi))) is { } child
                && !_deleted.Contains(child))
            {
                _deleted.Add(child);
            }
        }
    }

    private void WriteDeleted(SecurityProtocol protocol, ref MessageWriter writer)
    {
        // RFC 7296 1.4.1: the other half of each pair, but not of one whose delete we have sent ourselves
        ReadOnlySpan<ChildSa> paired = [.. _deleted.Where(child => child.Protocol == protocol && !child.IsClosing)];
        if (paired.IsEmpty)
        {
            return;
        }

        byte[] spis = new byte[paired.Length * ChildSpi.Size];
        for (int i = 0; i < paired.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(spis.AsSpan(i * ChildSpi.Size), paired[i].InboundSpi.Value);
        }

        DeletePayload.Write(ref writer, protocol, ChildSpi.Size, spis);
    }
}
