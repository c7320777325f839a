using Isakmp.Engine.V1;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>The connections of IKEv1 by the peer's address: when a peer begins another phase 1, its connection is found.</summary>
internal sealed class KnownPeers
{
    private readonly Dictionary<NetAddress, List<Connection>> _byAddress = [];
    private readonly Dictionary<Identity, List<Connection>> _byIdentity = [];

    public void Add(Connection connection, NetAddress address)
    {
        if (connection.PeerAddress == address)
        {
            return;
        }

        Leave(connection);
        connection.PeerAddress = address;
        Add(_byAddress, address, connection);
    }

    /// <summary>The peer of a connection has proved its identity.</summary>
    public void Add(Connection connection, Identity identity)
    {
        if (connection.RemoteIdentity is { } before)
        {
            Remove(_byIdentity, before, connection);
        }

        connection.RemoteIdentity = identity;
        Add(_byIdentity, identity, connection);
    }

    public void Remove(Connection connection)
    {
        Leave(connection);
        if (connection.RemoteIdentity is { } identity)
        {
            Remove(_byIdentity, identity, connection);
        }
    }

    /// <summary>The connections with the peer of one that are under the same profile, wherever it called from.</summary>
    public Connection[] OfSamePeer(Connection connection) =>
        connection.RemoteIdentity is { } identity && _byIdentity.TryGetValue(identity, out List<Connection>? connections)
            ? [.. connections.Where(other => !ReferenceEquals(other, connection) && ReferenceEquals(other.Profile, connection.Profile))]
            : [];

    public IReadOnlyList<Connection> At(NetAddress address) => _byAddress.TryGetValue(address, out List<Connection>? connections) ? connections : [];

    /// <summary>Whether there is anything with the peer at an address beside one ISAKMP SA.</summary>
    public bool HoldsMoreThan(IsakmpSa sa) =>
        _byAddress.TryGetValue(sa.Path.Remote.Address, out List<Connection>? connections)
        && connections.Exists(connection => connection.Children is { Count: > 0 } || (connection.Sa is { State: IkeSaState.Established or IkeSaState.Authenticating } other && !ReferenceEquals(other, sa)));

    /// <summary>
    /// The connection with a peer that has just proved its identity: of the same profile and address. Behind a NAT there may be several who call us: there the port counts as well. One that we
    /// are making counts too: both sides may have begun at once.
    /// </summary>
    public Connection? Find(IsakmpSa sa, Identity identity) =>
        _byAddress.TryGetValue(sa.Path.Remote.Address, out List<Connection>? connections)
            ? connections.Find(connection => ReferenceEquals(connection.Profile, sa.Profile) && (connection.RemoteIdentity is null || identity.Equals(connection.RemoteIdentity)) && IsSamePeer(connection, sa))
            : null;

    private void Leave(Connection connection)
    {
        if (connection.PeerAddress is { } address)
        {
            connection.PeerAddress = null;
            Remove(_byAddress, address, connection);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<Connection>> table, TKey key, Connection connection)
        where TKey : notnull
    {
        if (!table.TryGetValue(key, out List<Connection>? connections))
        {
            table.Add(key, connections = new List<Connection>(1));
        }

        connections.Add(connection);
    }

    private static void Remove<TKey>(Dictionary<TKey, List<Connection>> table, TKey key, Connection connection)
        where TKey : notnull
    {
        if (table.TryGetValue(key, out List<Connection>? connections) && connections.Remove(connection) && connections.Count == 0)
        {
            table.Remove(key);
        }
    }

    private static bool IsSamePeer(Connection connection, IsakmpSa sa) =>
        connection.IsOurs || !sa.Session.IsRemoteBehindNat || (connection.Sa?.Path ?? connection.LastPath).Remote.Port == sa.Path.Remote.Port;
}
