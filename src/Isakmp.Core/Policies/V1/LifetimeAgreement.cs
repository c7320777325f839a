using Isakmp.Messages;

namespace Isakmp.Policies.V1;

/// <summary>Applies a <see cref="LifetimeRule"/> to the peer's lifetime and ours (RFC 2407 4.5.4).</summary>
internal static class LifetimeAgreement
{
    /// <summary>Why the peer's lifetime is not acceptable; <see cref="MismatchReason.None"/> if it is.</summary>
    public static MismatchReason Check(LifetimeRule rule, V1Lifetime peer, V1Lifetime own) => rule switch
    {
        LifetimeRule.Strict when peer.Exceeds(own) => MismatchReason.LifetimeTooLong,
        LifetimeRule.Exact when peer != own => MismatchReason.LifetimeDiffers,
        _ => MismatchReason.None,
    };

    /// <summary>The lifetime that we keep.</summary>
    public static V1Lifetime Agree(LifetimeRule rule, V1Lifetime peer, V1Lifetime own) =>
        rule == LifetimeRule.Obey && !peer.IsUnlimited ? peer : peer.Shorter(own);
}
