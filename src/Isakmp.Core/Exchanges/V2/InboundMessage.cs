using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2;

/// <summary>A message whose payload chain has been walked and indexed: for a protected one the chain is the decrypted inside.</summary>
internal readonly ref struct InboundMessage
{
    private readonly PayloadList _payloads;

    public InboundMessage(IkeHeader header, ReadOnlySpan<byte> chain, ref readonly PayloadIndex index, PacketInfo path)
    {
        Header = header;
        _payloads = new PayloadList(chain, in index);
        Path = path;
    }

    public IkeHeader Header { get; }

    public ReadOnlySpan<byte> Chain => _payloads.Chain;

    public PacketInfo Path { get; }

    public int Count => _payloads.Count;

    public PayloadView this[int position] => _payloads[position];

    public bool Has(PayloadType type) => _payloads.Has(type);

    public int IndexOf(PayloadType type, int from = 0) => _payloads.IndexOf(type, from);

    /// <summary>The body of the first payload of a type; empty if there is none.</summary>
    public ReadOnlySpan<byte> Body(PayloadType type) => _payloads.Body(type);

    /// <summary>Finds a notify by its type; those that cannot be read were refused by the shape check.</summary>
    public bool TryGetNotify(NotifyType type, out NotifyPayloadView notify)
    {
        for (int position = IndexOf(PayloadType.Notify); position >= 0; position = IndexOf(PayloadType.Notify, position + 1))
        {
            if (NotifyPayloadView.TryRead(this[position].Body, out notify).IsOk && notify.Type == type)
            {
                return true;
            }
        }

        notify = default;
        return false;
    }

    public bool HasNotify(NotifyType type) => TryGetNotify(type, out _);

    /// <summary>Finds the first notify that reports an error.</summary>
    public bool TryGetError(out NotifyPayloadView notify) => TryGetError(static _ => true, out notify);

    /// <summary>Finds an error that nobody here knows: the request has failed entirely, whatever stands beside it (RFC 7296 section 3.10.1).</summary>
    public bool TryGetUnknownError(out NotifyPayloadView notify) => TryGetError(static type => !type.IsKnown, out notify);

    private bool TryGetError(Func<NotifyType, bool> fits, out NotifyPayloadView notify)
    {
        for (int position = IndexOf(PayloadType.Notify); position >= 0; position = IndexOf(PayloadType.Notify, position + 1))
        {
            if (NotifyPayloadView.TryRead(this[position].Body, out notify).IsOk && notify.Type.IsError && fits(notify.Type))
            {
                return true;
            }
        }

        notify = default;
        return false;
    }
}
