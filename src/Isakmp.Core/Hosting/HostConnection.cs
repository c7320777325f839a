using System.Collections.Immutable;
using Isakmp.Exchanges;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>A connection that <see cref="IkeHost.ConnectAsync(Isakmp.Policies.PeerProfile, NetEndPoint, CancellationToken)"/> brought up; it holds no key: those are in the host's events.</summary>
/// <param name="Id">Its handle.</param>
/// <param name="IkeSa">The IKE SA as it came up.</param>
/// <param name="Children">The Child SAs as they came up.</param>
/// <param name="Closed">Completes when the connection ends for good, with the reason.</param>
public sealed record HostConnection(ConnectionId Id, IkeSaInfo IkeSa, ImmutableArray<ChildSaInfo> Children, Task<ConnectionClosedEvent> Closed);
