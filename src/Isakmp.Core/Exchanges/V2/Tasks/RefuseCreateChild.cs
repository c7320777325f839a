using Isakmp.Registry;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Answers CREATE_CHILD_SA: this side creates no Child SAs beyond the first and rekeys none (RFC 7296 section 1.3 allows it).</summary>
internal sealed class RefuseCreateChild : ExchangeTask
{
    public override TaskStep ProcessRequest(ExchangeContext context, in InboundMessage message) => TaskStep.Reject(
        NotifyType.NoAdditionalSas,
        new IkeFailure(FailureKind.PeerIncompatible, "The peer asked for another Child SA or a rekeying, which is not supported.", NotifyType.NoAdditionalSas));
}
