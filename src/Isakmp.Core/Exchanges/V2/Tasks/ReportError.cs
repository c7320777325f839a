using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Tells the peer in an INFORMATIONAL exchange of its own what was wrong with its answer, before the IKE SA ends (RFC 7296 section 2.21.2).</summary>
internal sealed class ReportError : ExchangeTask
{
    private readonly NotifyType _notify;
    private readonly byte[]? _data;

    public ReportError(NotifyType notify, byte[]? data)
    {
        _notify = notify;
        _data = data;
    }

    public override TaskStep BuildRequest(ExchangeContext context, ref MessageWriter writer)
    {
        NotifyPayload.Write(ref writer, _notify, _data);
        return TaskStep.Done;
    }
}
