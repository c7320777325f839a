using Isakmp.Messages;
using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1;

/// <summary>The identity of phase 1 (RFC 2407 section 4.6.2).</summary>
internal static class Phase1Identity
{
    private const byte Udp = 17;

    public static Identity Of(in IdentificationPayloadView view) => new(new IdentificationType(view.IdType.Value), [.. view.Data]);

    /// <summary>Refuses an identity whose protocol and port are neither zero nor those of IKE; to be asked once the hash has been verified.</summary>
    /// <returns>Null if they are.</returns>
    public static Phase1Step? Refuse(in IdentificationPayloadView view)
    {
        bool isRight = (view.IpProtocol, view.Port) is (0, 0) or (Udp, 0) or (Udp, 500) or (Udp, 4500); // the last with NAT traversal
        return isRight ? null : Phase1Step.Fail(
            CloseReason.PeerMisbehaved,
            new IkeFailure(FailureKind.PeerMisbehaved, $"The peer's identity is for the protocol {view.IpProtocol} and the port {view.Port}, neither none nor that of IKE (RFC 2407 section 4.6.2)."),
            V1NotifyType.InvalidIdInformation);
    }
}
