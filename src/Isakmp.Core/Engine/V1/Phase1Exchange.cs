using Isakmp.Exchanges.V1;

namespace Isakmp.Engine.V1;

/// <summary>Phase 1 of one ISAKMP SA.</summary>
internal sealed class Phase1Exchange : Conversation
{
    /// <summary>Where it stands; null once it is done.</summary>
    public Phase1State? State { get; set; }
}
