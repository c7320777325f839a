using Isakmp.Engine.V1;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>The connections of IKEv1 by the peer's address: when a peer begins another phase 1, its connection is found.</summary>
internal sealed class KnownPeers
{
    private readonly Dictionary<NetAddress, List<Connection>> _byAddress = [];

    public void Add(Connection connection, NetAddress address)
    {
        if (connection.PeerAddress == address)
        {
            return;
        }

        Remove(connection);
        connection.PeerAddress = address;
        if (!_byAddress.TryGetValue(address, out List<Connection>? connections))
        {
            _byAddress.Add(address, connections = new List<Connection>(1));
        }

        connections.Add(connection);
    }

    public void Remove(Connection connection)
    {
        if (connection.PeerAddress is not { } address)
        {
            return;
        }

        connection.PeerAddress = null;
        List<Connection> connections = _byAddress[address];
        connections.Remove(connection);
        if (connections.Count == 0)
        {
            _byAddress.Remove(address);
        }
    }

    public IReadOnlyList<Connection> At(NetAddress address) => _byAddress.TryGetValue(address, out List<Connection>? connections) ? connections : [];

    /// <summary>Whether there is anything with the peer at an address beside one ISAKMP SA.</summary>
    public bool HoldsMoreThan(IsakmpSa sa) =>
        _byAddress.TryGetValue(sa.Path.Remote.Address, out List<Connection>? connections)
        && connections.Exists(connection => connection.Children is { Count: > 0 } || (connection.Sa is { State: IkeSaState.Established } other && !ReferenceEquals(other, sa)));

    /// <summary>
    /// The connection with a peer that has just proved its identity: of the same profile and address. Behind a NAT there may be several who call us: there the port counts as well. One that we
    /// are making counts too: both sides may have begun at once.
    /// </summary>
    public Connection? Find(IsakmpSa sa, Identity identity) =>
        _byAddress.TryGetValue(sa.Path.Remote.Address, out List<Connection>? connections)
            ? connections.Find(connection => ReferenceEquals(connection.Profile, sa.Profile) && (connection.RemoteIdentity is null || identity.Equals(connection.RemoteIdentity)) && IsSamePeer(connection, sa))
            : null;

    private static bool IsSamePeer(Connection connection, IsakmpSa sa) =>
        connection.IsOurs || !sa.Session.IsRemoteBehindNat || (connection.Sa?.Path ?? connection.LastPath).Remote.Port == sa.Path.Remote.Port;
}
