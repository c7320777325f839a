using Isakmp.Exchanges.Negotiation;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1;

/// <summary>INITIAL-CONTACT: whoever sends it holds nothing else of ours (RFC 2407 section 4.6.3.3).</summary>
internal static class InitialContact
{
    public static void Write(IsakmpSession session, ref MessageWriter writer)
    {
        Span<byte> cookies = stackalloc byte[IsakmpCookies.Size];
        IsakmpCookies.Write(session, cookies);
        NotifyPayload.Write(ref writer, V1Protocol.Isakmp, cookies, V1NotifyType.InitialContact);
    }

    /// <summary>Whether an authentic message holds it.</summary>
    public static bool IsIn(in PayloadList payloads)
    {
        for (int i = payloads.IndexOf(PayloadType.V1Notification); i >= 0; i = payloads.IndexOf(PayloadType.V1Notification, i + 1))
        {
            if (NotifyPayloadView.TryRead(payloads[i].Body, out NotifyPayloadView notify).IsOk && notify.Type == V1NotifyType.InitialContact)
            {
                return true;
            }
        }

        return false;
    }
}
