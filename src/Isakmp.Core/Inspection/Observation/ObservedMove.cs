using Isakmp.Primitives;

namespace Isakmp.Inspection.Observation;

/// <summary>One side began to send from another address or port: the change to port 4500, MOBIKE, or a NAT that forgot.</summary>
/// <param name="Time">When the first message came from there.</param>
/// <param name="From">Where it sent from before.</param>
/// <param name="To">Where it sends from now.</param>
public readonly record struct ObservedMove(DateTimeOffset Time, NetEndPoint From, NetEndPoint To);
