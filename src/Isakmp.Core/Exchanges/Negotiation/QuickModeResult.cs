using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>What the two messages of a Quick Mode have come to.</summary>
/// <param name="Profile">Which child it is.</param>
/// <param name="Choice">The protocols and their algorithms.</param>
/// <param name="Local">The traffic of our side, with the addresses that packets have on our side of NATs.</param>
/// <param name="Remote">The traffic of the peer's side, likewise.</param>
/// <param name="Lifetime">How long we keep the SA.</param>
/// <param name="OriginalAddresses">The addresses before NATs, as the peer told them.</param>
internal sealed record QuickModeResult(
    ChildProfile Profile, Phase2Choice Choice, TrafficSelector Local, TrafficSelector Remote, V1Lifetime Lifetime, OriginalAddresses? OriginalAddresses);
