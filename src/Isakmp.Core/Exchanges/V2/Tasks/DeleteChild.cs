using System.Buffers.Binary;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Deletes a Child SA of ours: names the SPI that we receive on (RFC 7296 section 1.4.1).</summary>
internal sealed class DeleteChild : ExchangeTask
{
    private readonly SecurityProtocol _protocol;
    private readonly ChildSpi _inboundSpi;
    private readonly ChildId _id;

    /// <summary>Deletes a Child SA that the session knows.</summary>
    public DeleteChild(ChildSa child)
        : this(child.Protocol, child.InboundSpi) => _id = child.Id;

    /// <summary>Deletes a Child SA that only the peer believes in.</summary>
    public DeleteChild(SecurityProtocol protocol, ChildSpi inboundSpi)
    {
        _protocol = protocol;
        _inboundSpi = inboundSpi;
    }

    public override TaskStep BuildRequest(ExchangeContext context, ref MessageWriter writer)
    {
        Span<byte> spi = stackalloc byte[ChildSpi.Size];
        BinaryPrimitives.WriteUInt32BigEndian(spi, _inboundSpi.Value);
        DeletePayload.Write(ref writer, _protocol, ChildSpi.Size, spi);
        return TaskStep.Done;
    }

    public override void Commit(ExchangeContext context)
    {
        // whatever the answer says; if the peer's own delete came first, it is gone already (RFC 7296 1.4.1)
        if (context.Session.Children.Find(_id) is { } child)
        {
            ChildRemoval.Remove(context, child, CloseReason.LocalRequest);
        }
    }
}
