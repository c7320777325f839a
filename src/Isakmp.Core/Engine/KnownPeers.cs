using Isakmp.Engine.V1;
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

    public bool Knows(NetAddress address) => _byAddress.ContainsKey(address);

    /// <summary>The connection that a peer has which has just proved its identity: of the same profile and address, behind a NAT also of the same port, because there may be several.</summary>
    public Connection? Find(IsakmpSa sa, Identity identity) =>
        _byAddress.TryGetValue(sa.Path.Remote.Address, out List<Connection>? connections)
            ? connections.Find(connection => ReferenceEquals(connection.Profile, sa.Profile) && identity.Equals(connection.RemoteIdentity) && IsSamePeer(connection, sa))
            : null;

    private static bool IsSamePeer(Connection connection, IsakmpSa sa) =>
        !sa.Session.IsRemoteBehindNat || (connection.Sa?.Path ?? connection.LastPath).Remote.Port == sa.Path.Remote.Port;
}
