using Isakmp.Exchanges;

namespace Isakmp.Inspection.Observation;

/// <summary>An error that one side notified.</summary>
/// <param name="Time">When.</param>
/// <param name="Sender">Who notified it.</param>
/// <param name="Name">Its name in the registry, such as NO_PROPOSAL_CHOSEN.</param>
/// <param name="Exchange">In which exchange.</param>
/// <param name="IsProtected">It stood inside an encrypted payload; otherwise anybody may have sent it.</param>
public sealed record ObservedError(DateTimeOffset Time, IkeRole Sender, string Name, string Exchange, bool IsProtected);
