using Isakmp.Inspection.Fields;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Foreign;

/// <summary>A message with what is inside its encrypted payload.</summary>
internal sealed class OpenedMessage(byte[] octets, IkeHeader header, PayloadType first, byte[] chain, bool isEncrypted, bool isOpen, int ivSize)
{
    public byte[] Octets { get; } = octets;

    public IkeHeader Header { get; } = header;

    /// <summary>Whether all payloads can be read.</summary>
    public bool IsOpen { get; } = isOpen;

    public bool IsRequest => !Header.IsResponse;

    public MessageFields Fields => isEncrypted && IsOpen ? MessageFields.Read(Octets, first, chain, ivSize) : MessageFields.Read(Octets);

    /// <summary>The body of the first payload of a type; empty if there is none.</summary>
    public ReadOnlySpan<byte> Body(PayloadType type)
    {
        PayloadWalker walker = Walk();
        while (walker.MoveNext())
        {
            if (walker.Current.Type == type)
            {
                return walker.Current.Body;
            }
        }

        return default;
    }

    /// <summary>The types of the payloads.</summary>
    public List<PayloadType> Types()
    {
        var types = new List<PayloadType>();
        PayloadWalker walker = Walk();
        while (walker.MoveNext())
        {
            types.Add(walker.Current.Type);
        }

        return types;
    }

    public bool HasNotify(params ReadOnlySpan<NotifyType> types)
    {
        PayloadWalker walker = Walk();
        while (walker.MoveNext())
        {
            if (walker.Current.Type == PayloadType.Notify
                && NotifyPayloadView.TryRead(walker.Current.Body, out NotifyPayloadView notify).IsOk
                && types.Contains(notify.Type))
            {
                return true;
            }
        }

        return false;
    }

    private PayloadWalker Walk() => isEncrypted ? new PayloadWalker(chain, first) : new PayloadWalker(Octets, IkeHeader.Size, Header.NextPayload);
}
