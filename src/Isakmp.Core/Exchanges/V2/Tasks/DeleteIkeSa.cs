using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Deletes the IKE SA and with it all its Child SAs (RFC 7296 section 1.4.1).</summary>
internal sealed class DeleteIkeSa : ExchangeTask
{
    public override TaskStep BuildRequest(ExchangeContext context, ref MessageWriter writer)
    {
        DeletePayload.WriteIke(ref writer);
        return TaskStep.Done;
    }
}
