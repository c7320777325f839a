using System.Collections.Immutable;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Hosting;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace IkeTool.Commands;

/// <summary>The children that a connection is to have. In version 1 there may be several; version 2 gets its first alone as yet.</summary>
/// <param name="profile">The connection.</param>
/// <param name="wanted">Which of its children; at least one.</param>
internal sealed class WantedChildren(PeerProfile profile, ImmutableArray<ChildProfile> wanted)
{
    /// <summary>All children of a connection.</summary>
    /// <param name="profile">The connection.</param>
    /// <returns>The children.</returns>
    public static WantedChildren AllOf(PeerProfile profile) => new(profile, Limit(profile, profile.Children));

    /// <summary>The children that say <c>start_action = start</c>.</summary>
    /// <param name="profile">The connection, of which one does.</param>
    /// <returns>The children.</returns>
    public static WantedChildren StartedOf(PeerProfile profile) =>
        new(profile, Limit(profile, [.. profile.Children.Where(static child => child.OnLoad == ConnectionAction.Start)]));

    /// <summary>The one that comes up with the connection.</summary>
    public string First => wanted[0].Name;

    /// <summary>How many Child SAs that makes: in version 1 one for each pair of selectors (RFC 2409 section 5.5).</summary>
    /// <param name="path">The addresses of both sides.</param>
    /// <returns>The number.</returns>
    public int Count(PacketInfo path) => profile.Version != IkeVersion.V1 ? wanted.Length : wanted.Sum(child => Pairs(child, path));

    /// <summary>Begins those that are missing, beside the first, which the library begins itself.</summary>
    /// <param name="host">The host.</param>
    /// <param name="connection">The connection, which is up.</param>
    public void BeginRest(IkeHost host, ConnectionId connection) => _ = host.Call((endpoint, now) =>
    {
        HashSet<string> present = [.. endpoint.ListIkeSas().Where(sa => sa.Connection == connection).SelectMany(static sa => sa.Children).Select(static child => child.Name)];
        foreach (ChildProfile child in wanted.Skip(1).Where(child => !present.Contains(child.Name)))
        {
            _ = endpoint.CreateChild(connection, child.Name, now);
        }

        return true;
    });

    private static ImmutableArray<ChildProfile> Limit(PeerProfile profile, ImmutableArray<ChildProfile> children) =>
        profile.Version == IkeVersion.V1 ? children : [children[0]];

    private static int Pairs(ChildProfile child, PacketInfo path)
    {
        ImmutableArray<TrafficSelector> remote = child.ResolveRemote(path.Remote.Address);
        return child.ResolveLocal(path.Local.Address).Sum(ours => remote.Count(theirs => theirs.StartAddress.Length == ours.StartAddress.Length));
    }
}
