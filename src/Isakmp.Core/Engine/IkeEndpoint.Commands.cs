using Isakmp.Engine.V1;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V2;
using Isakmp.Exchanges.V2.Tasks;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Engine;

/// <content>Commands.</content>
public sealed partial class IkeEndpoint
{
    /// <summary>Makes a connection to a peer and begins to negotiate.</summary>
    /// <param name="profile">The profile, built with the provider of this endpoint.</param>
    /// <param name="path">Our concrete address and port, and the peer's.</param>
    /// <param name="now">The time.</param>
    /// <param name="child">The name of the child to set up; null for the profile's first, if it has any.</param>
    /// <returns>The handle; events tell the rest.</returns>
    /// <exception cref="ArgumentException">The path lacks an address, or the profile has no such child.</exception>
    public ConnectionId Connect(PeerProfile profile, in PacketInfo path, IkeInstant now, string? child = null) =>
        Add(profile, path, now, child, starts: true);

    /// <summary>Makes a connection that begins to negotiate when <see cref="Acquire"/> asks for it.</summary>
    /// <param name="profile">The profile, built with the provider of this endpoint.</param>
    /// <param name="path">Our concrete address and port, and the peer's.</param>
    /// <param name="now">The time.</param>
    /// <param name="child">The name of the child to set up; null for the profile's first, if it has any.</param>
    /// <returns>The handle.</returns>
    /// <exception cref="ArgumentException">The path lacks an address, or the profile has no such child.</exception>
    public ConnectionId AddOnDemand(PeerProfile profile, in PacketInfo path, IkeInstant now, string? child = null) =>
        Add(profile, path, now, child, starts: false);

    /// <summary>Begins to negotiate now, because there is traffic: for a connection on demand, or one that waits for its next try.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether a negotiation was begun; false if one is under way or done, or the connection is not ours.</returns>
    public bool Acquire(ConnectionId connection, IkeInstant now)
    {
        BeginCommand(EndpointInputKind.Acquire, now, connection);
        return EndCommand(BeginAgain(connection));
    }

    /// <summary>Ends a connection: deletes its IKE SA if there is one, and does not begin again.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether it exists; <see cref="ConnectionClosedEvent"/> says when it is done.</returns>
    public bool Close(ConnectionId connection, IkeInstant now)
    {
        BeginCommand(EndpointInputKind.Close, now, connection);
        return EndCommand(End(connection));
    }

    /// <summary>Ends every connection.</summary>
    /// <param name="now">The time.</param>
    public void CloseAll(IkeInstant now)
    {
        BeginCommand(EndpointInputKind.CloseAll, now);
        foreach (ConnectionId connection in _state.Connections.Keys.ToArray())
        {
            End(connection);
        }

        _journal?.End(null);
    }

    /// <summary>Deletes one Child SA (RFC 7296 section 1.4.1, RFC 2408 section 3.15).</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="child">The Child SA.</param>
    /// <param name="now">The time.</param>
    /// <returns>
    /// Whether there is such a Child SA, in IKEv2 on an established IKE SA; <see cref="ChildSaClosedEvent"/> says when it is done. In IKEv1 that is at once, because the peer does not acknowledge it, and without
    /// a phase 1 the peer is not told.
    /// </returns>
    public bool DeleteChild(ConnectionId connection, ChildId child, IkeInstant now)
    {
        BeginCommand(EndpointInputKind.DeleteChild, now, connection, child);
        return EndCommand(Delete(connection, child));
    }

    /// <summary>Asks the peer now whether it lives (RFC 7296 section 2.4, RFC 3706); a request that is under way already asks as well.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether there is an established IKE SA to ask on, whose peer in IKEv1 has announced that it answers; without an answer <see cref="PeerUnresponsiveEvent"/> follows.</returns>
    public bool CheckLiveness(ConnectionId connection, IkeInstant now)
    {
        BeginCommand(EndpointInputKind.CheckLiveness, now, connection);
        return EndCommand(_state.Connections.TryGetValue(connection, out Connection? found) && CheckLiveness(found.Sa));
    }

    /// <summary>Negotiates one more Child SA on a connection whose phase 1 is established; in IKEv1 only as yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="child">The name of a child of its profile. Where that has several selectors, each pair gets a Child SA of its own, because Quick Mode has one pair of client identities (RFC 2409 section 5.5).</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether the negotiation is begun or waits its turn; events tell the rest.</returns>
    /// <exception cref="ArgumentException">The profile of the connection has no such child.</exception>
    public bool CreateChild(ConnectionId connection, string child, IkeInstant now)
    {
        ArgumentException.ThrowIfNullOrEmpty(child);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _ = _state.Connections.TryGetValue(connection, out Connection? found);
        ChildProfile? profile = found?.Profile is null ? null : FindChild(found.Profile, child, nameof(child));
        _journal?.Begin(new EndpointInput
        {
            Kind = EndpointInputKind.CreateChild, Now = now, Pending = PendingCount, Connection = connection, ChildName = child,
        });
        _state.SetNow(now);
        return EndCommand(profile is not null && _isakmp.Create(found!, profile));
    }

    /// <summary>Negotiates a Child SA anew, which takes the place of the old one; that stays until it expires or is deleted. In IKEv1 only as yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="child">The Child SA.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether there is such a Child SA that no other has replaced; <see cref="ChildSaEstablishedEvent"/> or <see cref="ChildSaFailedEvent"/> says when it is done.</returns>
    public bool RekeyChild(ConnectionId connection, ChildId child, IkeInstant now)
    {
        BeginCommand(EndpointInputKind.RekeyChild, now, connection, child);
        return EndCommand(FindChildSa(connection, child, out Connection? found) is { IsReplaced: false } doomed && Rekey(found!, doomed));
    }

    /// <summary>Begins another phase 1 with the peer, which takes the place of the one in use once it is established; Child SAs stay. In IKEv1 only as yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether it is begun: false if there is no established phase 1, or another is under way.</returns>
    public bool Reauthenticate(ConnectionId connection, IkeInstant now)
    {
        BeginCommand(EndpointInputKind.Reauthenticate, now, connection);
        return EndCommand(_state.Connections.TryGetValue(connection, out Connection? found) && _isakmp.Lifecycle.Reauthenticate(found));
    }

    /// <summary>Tells how much a Child SA has protected, which counts where a lifetime in kilobytes was agreed on: it is negotiated anew before, and deleted when it is reached. In IKEv1 only as yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="child">The Child SA.</param>
    /// <param name="octets">The octets of both directions together since it came to be.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether there is such a Child SA.</returns>
    public bool ReportTraffic(ConnectionId connection, ChildId child, ulong octets, IkeInstant now)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _journal?.Begin(new EndpointInput
        {
            Kind = EndpointInputKind.ReportTraffic, Now = now, Pending = PendingCount, Connection = connection, Child = child, Octets = octets,
        });
        _state.SetNow(now);
        if (FindChildSa(connection, child, out Connection? found) is { } counted)
        {
            _isakmp.Children.CountTraffic(found!, counted, octets);
            return EndCommand(true);
        }

        return EndCommand(false);
    }

    private ChildSa? FindChildSa(ConnectionId connection, ChildId child, out Connection? found) =>
        _state.Connections.TryGetValue(connection, out found) ? found.Children?.Find(child) : null;

    private bool Rekey(Connection connection, ChildSa child)
    {
        _isakmp.Children.Renew(connection, child);
        return true;
    }

    private static ChildProfile FindChild(PeerProfile profile, string child, string parameter) => profile.FindChild(child)
        ?? throw new ArgumentException($"The profile '{profile.Name}' has no child '{child}', only {string.Join(", ", profile.Children)}.", parameter);

    private ConnectionId Add(PeerProfile profile, in PacketInfo path, IkeInstant now, string? child, bool starts)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(profile);
        if (path.Local.Address.IsUnspecified || path.Remote.Address.IsUnspecified || path.Local.Address.Length != path.Remote.Address.Length)
        {
            throw new ArgumentException($"A path needs concrete addresses of one family on both sides, not {path}.", nameof(path));
        }

        RequireKeyExchanges(profile);
        ChildProfile? chosen = child is null ? null : FindChild(profile, child, nameof(child));
        BeginCommand(starts ? EndpointInputKind.Connect : EndpointInputKind.AddOnDemand, now, profile, path, child);
        var connection = new Connection
        {
            Id = new ConnectionId(_state.NextId()), IsOurs = true, Profile = profile, Path = path, Child = chosen,
        };
        _state.Connections.Add(connection.Id, connection);
        try
        {
            if (starts)
            {
                Begin(connection);
            }
        }
        catch
        {
            _state.Peers.Remove(connection);
            _state.Connections.Remove(connection.Id);
            throw;
        }

        _journal?.End(connection.Id);
        return connection.Id;
    }

    private bool BeginAgain(ConnectionId connection)
    {
        if (!_state.Connections.TryGetValue(connection, out Connection? found) || !found.IsOurs || found.Sa is not null || found.IsClosing)
        {
            return false;
        }

        if (found.Children is null) // in IKEv1 their times hang there as well
        {
            _state.Wheel.Cancel(found);
        }

        Begin(found);
        return true;
    }

    private bool End(ConnectionId connection)
    {
        if (!_state.Connections.TryGetValue(connection, out Connection? found))
        {
            return false;
        }

        found.IsClosing = true;
        switch (found.Sa)
        {
            case IkeSa sa:
                _lifecycle.Delete(sa);
                break;
            case IsakmpSa sa:
                _isakmp.Lifecycle.Delete(sa);
                break;
            default:
                AbandonChildren(found);
                _keeper.End(found, CloseReason.LocalRequest, null);
                break;
        }

        return true;
    }

    private bool Delete(ConnectionId connection, ChildId child)
    {
        if (_state.Connections.TryGetValue(connection, out Connection? found) && found.Children?.Find(child) is { } ours)
        {
            _isakmp.Children.Delete(found, ours, CloseReason.LocalRequest);
            return true;
        }

        if (found?.Sa is not IkeSa sa
            || sa.Session.State != IkeSaState.Established
            || sa.Session.Children.Find(child) is not { } doomed)
        {
            return false;
        }

        if (!doomed.IsClosing)
        {
            doomed.IsClosing = true;
            _requester.Start(sa, new Exchange(ExchangeType.Informational, new DeleteChild(doomed)));
        }

        return true;
    }

    /// <summary>Begins; if that throws, for lack of an algorithm say, no IKE SA stays.</summary>
    private void Begin(Connection connection)
    {
        try
        {
            if (connection.Profile!.Version == IkeVersion.V1)
            {
                _isakmp.Begin(connection);
            }
            else
            {
                _keeper.Begin(connection);
            }
        }
        catch
        {
            if (connection.Sa is { } sa)
            {
                connection.Sa = null;
                Abandon(sa);
            }

            throw;
        }
    }

    private bool CheckLiveness(SecurityAssociation? sa) => sa switch
    {
        IkeSa ours => _lifecycle.CheckLiveness(ours),
        IsakmpSa ours => _isakmp.Lifecycle.Liveness.Check(ours),
        _ => false,
    };

    private void RequireKeyExchanges(PeerProfile profile)
    {
        foreach (Messages.Transform transform in profile.IkeProposals.Concat(profile.Policies.Select(static policy => policy.Suite)).SelectMany(static proposal => proposal.OfType(TransformType.KeyExchange)))
        {
            if (_state.Options.Crypto.GetKeyExchange(new KeyExchangeMethod(transform.Id)) is null)
            {
                throw new ArgumentException(
                    $"The profile '{profile.Name}' names {transform}, which the provider '{_state.Options.Crypto.Name}' lacks: build the profile with that provider.",
                    nameof(profile));
            }
        }
    }

    private void BeginCommand(EndpointInputKind kind, IkeInstant now, ConnectionId connection = default, ChildId child = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _journal?.Begin(new EndpointInput { Kind = kind, Now = now, Pending = PendingCount, Connection = connection, Child = child });
        _state.SetNow(now);
    }

    private void BeginCommand(EndpointInputKind kind, IkeInstant now, PeerProfile profile, in PacketInfo path, string? child)
    {
        _journal?.Begin(new EndpointInput { Kind = kind, Now = now, Pending = PendingCount, Profile = profile, Path = path, ChildName = child });
        _state.SetNow(now);
    }

    private bool EndCommand(bool result)
    {
        _journal?.End(result);
        return result;
    }
}
