using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;

namespace Isakmp.Engine.V1;

/// <summary>A Child SA whose Quick Mode was cut off by the end of its ISAKMP SA.</summary>
/// <param name="Profile">What it is for.</param>
/// <param name="Local">The traffic of our side.</param>
/// <param name="Remote">The traffic of the peer's side.</param>
/// <param name="Replaces">The one that it was to replace; null for none.</param>
internal readonly record struct UnfinishedChild(ChildProfile Profile, TrafficSelector Local, TrafficSelector Remote, ChildSa? Replaces)
{
    public static UnfinishedChild Of(QuickModeInitiator negotiation) => new(negotiation.Profile, negotiation.Local, negotiation.Remote, negotiation.Replaces);
}
