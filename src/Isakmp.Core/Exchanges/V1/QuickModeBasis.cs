using Isakmp.Exchanges.Negotiation;

namespace Isakmp.Exchanges.V1;

/// <summary>What a Quick Mode takes from the ISAKMP SA that it goes on under.</summary>
internal static class QuickModeBasis
{
    public static QuickModeTerms Of(IsakmpSession session) => new()
    {
        Profile = session.Profile!,
        Prf = session.Suite!.Prf,
        Path = session.Path,
        IsUdpEncapsulated = session.IsUdpEncapsulated,
        IsNatDraft = session.Nat?.IsDraft ?? false,
        IsLocalBehindNat = session.IsLocalBehindNat,
        IsRemoteBehindNat = session.IsRemoteBehindNat,
    };
}
