using Isakmp.Exchanges;
using Isakmp.Exchanges.V2;
using Isakmp.Exchanges.V2.Tasks;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Engine;

/// <summary>Connections: begins their IKE SAs, and begins them again as their keep-up policy says.</summary>
internal sealed class ConnectionKeeper
{
    private readonly EndpointState _state;
    private readonly Requester _requester;

    public ConnectionKeeper(EndpointState state, Requester requester)
    {
        _state = state;
        _requester = requester;
    }

    /// <summary>Begins an IKE SA as initiator.</summary>
    public void Begin(Connection connection)
    {
        PeerProfile profile = connection.Profile!;
        var session = new Session
        {
            Id = new IkeSaId(_state.NextId()),
            Connection = connection.Id,
            Role = IkeRole.Initiator,
            InitiatorSpi = _state.NewIkeSpi(),
            ResponderSpi = default,
            Path = connection.Path,
            Profile = profile,
        };
        IkeSa sa = NewSa(_state, session, connection);
        _state.Sas.Add(sa);
        _requester.Start(sa, new Exchange(ExchangeType.IkeSaInit, new InitiateSaInit(profile), new DetectNat(profile.ForceEncapsulation)));
    }

    /// <summary>Makes the engine's side of a session.</summary>
    public static IkeSa NewSa(EndpointState state, Session session, Connection connection)
    {
        Span<byte> iv = stackalloc byte[sizeof(ulong)];
        state.Random.Fill(iv);
        var sa = new IkeSa(session, connection)
        {
            NextIv = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(iv),
            LastInbound = state.Now.MonotonicTicks,
            LastOutbound = state.Now.MonotonicTicks,
        };
        connection.Sa = sa;
        return sa;
    }

    /// <summary>An attempt has succeeded.</summary>
    public static void Established(SecurityAssociation sa)
    {
        sa.Connection.FailedTries = 0;
        sa.Connection.LastFailure = null;
        sa.Connection.Profile = sa.Profile;
    }

    /// <summary>Decides what becomes of a connection whose IKE SA has ended.</summary>
    public void SaClosed(SecurityAssociation sa, CloseReason reason, IkeFailure? failure, bool wasEstablished)
    {
        Connection connection = sa.Connection;
        if (!ReferenceEquals(connection.Sa, sa))
        {
            return;
        }

        connection.Sa = null;
        connection.LastFailure = failure;
        bool isWanted = connection.IsOurs && !connection.IsClosing && reason != CloseReason.LocalRequest;
        CountShortLives(sa);
        bool keepsUp = isWanted && KeepsUp(connection, reason, wasEstablished);
        if (!keepsUp && connection.Children is not { Count: > 0 }) // in IKEv1 Child SAs hold a connection up by themselves
        {
            End(connection, reason, failure, tellsCaller: connection.IsOurs || wasEstablished || connection.RemoteIdentity is not null);
        }
    }

    /// <summary>Gives a connection up that has no IKE SA.</summary>
    public void End(Connection connection, CloseReason reason, IkeFailure? failure, bool tellsCaller = true)
    {
        _state.Wheel.Cancel(connection);
        _state.Peers.Remove(connection);
        _state.Connections.Remove(connection.Id);
        if (tellsCaller)
        {
            _state.Emit(new ConnectionClosedEvent { Connection = connection.Id, Reason = reason, Failure = failure }, null);
        }
    }

    private bool KeepsUp(Connection connection, CloseReason reason, bool wasEstablished)
    {
        KeepUpPolicy policy = connection.Profile!.KeepUp;
        if (!wasEstablished)
        {
            connection.FailedTries++;
            if (policy.Tries != 0 && connection.FailedTries >= policy.Tries)
            {
                return policy.OnLoad == ConnectionAction.OnDemand && WaitForDemand(connection);
            }

            ScheduleRetry(connection, policy.DelayBefore(connection.FailedTries));
            return true;
        }

        ConnectionAction action = reason == CloseReason.PeerUnresponsive ? policy.OnUnresponsive : policy.OnClose;
        switch (action)
        {
            case ConnectionAction.Start:
                // a peer that lets us in only to close at once is not called back without end
                ScheduleRetry(connection, connection.ShortLives <= 1 ? TimeSpan.Zero : policy.DelayBefore(connection.ShortLives - 1));
                return true;
            case ConnectionAction.OnDemand:
                return WaitForDemand(connection);
            default:
                return false;
        }
    }

    /// <summary>Counts the IKE SAs in a row that were closed within the pause that a failed try would have cost.</summary>
    private void CountShortLives(SecurityAssociation sa)
    {
        if (sa.EstablishedAt is { } start)
        {
            bool isShort = _state.Now - start < sa.Connection.Profile!.KeepUp.RetryDelay;
            sa.Connection.ShortLives = isShort ? sa.Connection.ShortLives + 1 : 0;
        }
    }

    private static bool WaitForDemand(Connection connection)
    {
        connection.FailedTries = 0;
        return true;
    }

    private void ScheduleRetry(Connection connection, TimeSpan delay)
    {
        IkeInstant at = _state.Now + delay;
        if (connection.PendingRetry is null)
        {
            connection.PendingRetry = new ConnectionRetryingEvent { Connection = connection.Id };
            _state.Emit(connection.PendingRetry, null);
        }

        connection.PendingRetry.FailedTries = connection.FailedTries;
        connection.PendingRetry.NextTry = at;
        connection.PendingRetry.Failure = connection.LastFailure;
        connection.RetryAt = at.MonotonicTicks;
        _state.Wheel.Schedule(connection, at.MonotonicTicks);
    }
}
