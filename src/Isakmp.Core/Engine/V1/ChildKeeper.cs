using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V1;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Engine.V1;

/// <summary>The Child SAs of IKEv1's connections: they belong to the connection, outlive ISAKMP SAs, are renewed in time, and end at the end of their lifetime.</summary>
internal sealed class ChildKeeper
{
    /// <summary>From how many Child SAs on a connection takes no more from its peer.</summary>
    internal const int MaxChildren = 1024;

    // How long after a renewal that failed it is tried again, as a part of what is left of the lifetime.
    private const double RetryPart = 0.25;

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);

    private readonly EndpointState _state;

    public ChildKeeper(EndpointState state) => _state = state;

    // Set once, because the parts need one another.
    public IsakmpLifecycle Lifecycle { get; set; } = null!;

    public Phase2Driver Phase2 { get; set; } = null!;

    public ConnectionKeeper Keeper { get; set; } = null!;

    /// <summary>Whether an ISAKMP SA is all that we hold of its peer.</summary>
    public bool HoldsNothingElse(IsakmpSa sa) => sa.Connection.Children!.Count == 0 && !_state.Peers.HoldsMoreThan(sa);

    /// <summary>Begins Quick Modes for a child: one for each pair of selectors, because Quick Mode has one pair of client identities.</summary>
    public void Create(IsakmpSa sa, ChildProfile child)
    {
        foreach (TrafficSelector local in child.ResolveLocal(sa.Session.Path.Local.Address))
        {
            foreach (TrafficSelector remote in child.ResolveRemote(sa.Session.Path.Remote.Address))
            {
                if (local.StartAddress.Length == remote.StartAddress.Length)
                {
                    Phase2.Start(sa, new QuickModeInitiator(QuickModeBasis.Of(sa.Session), child, local, remote, replaces: null));
                }
            }
        }
    }

    /// <summary>Begins to renew a Child SA, as soon as there is an ISAKMP SA for it.</summary>
    public void Renew(Connection connection, ChildSa child)
    {
        if (child.IsReplaced || child.IsClosing || child.IsRenewing)
        {
            return;
        }

        if (connection.Sa is IsakmpSa { State: IkeSaState.Established } sa)
        {
            child.IsRenewing = true;
            Phase2.Start(sa, new QuickModeInitiator(QuickModeBasis.Of(sa.Session), child.Profile, child.LocalSelectors[0], child.RemoteSelectors[0], child));
            return;
        }

        child.RenewAt = long.MaxValue;
        child.WaitsForSa = true;
        if (connection.Sa is null && !connection.IsClosing)
        {
            Lifecycle.Phase1.Begin(connection);
        }
    }

    /// <summary>A renewal has come to nothing: it is tried again while the Child SA lives.</summary>
    public void Unrekey(ChildSa? child)
    {
        if (child is null || !(child.IsRenewing || child.WaitsForSa))
        {
            return;
        }

        child.IsRenewing = false;
        child.WaitsForSa = false;
        long now = _state.Now.MonotonicTicks;
        long left = child.ExpiresAt == long.MaxValue ? TimeSpan.TicksPerHour : child.ExpiresAt - now; // without a limit in time there is no hurry
        child.RenewAt = now + Math.Max(ShortestRetry.Ticks, (long)(left * RetryPart));
    }

    /// <summary>The Child SAs of a connection may be others than before: those that are new get their times, those that were replaced are not renewed.</summary>
    public void Changed(Connection connection)
    {
        foreach (ChildSa child in connection.Children!)
        {
            if (child.HasTimes)
            {
                continue;
            }

            child.HasTimes = true;
            MarkReplaced(connection.Children, child);
            long now = _state.Now.MonotonicTicks;
            if (child.Lifetime is { } lifetime && lifetime < Lifetimes.Longest)
            {
                child.ExpiresAt = now + lifetime.Ticks;
                child.RenewAt = now + Lifetimes.UntilRenewal(lifetime, child.IsOurs, _state.Random).Ticks;
            }
        }

        Schedule(connection);
    }

    /// <summary>A time of the connection's Child SAs has come.</summary>
    public void Due(Connection connection)
    {
        long now = _state.Now.MonotonicTicks;
        KeepNatOpen(connection, now);
        foreach (ChildSa child in connection.Children!.ToArray())
        {
            if (child.ExpiresAt <= now)
            {
                Delete(connection, child, child.IsReplaced ? CloseReason.Replaced : CloseReason.Expired);
            }
            else if (child.RenewAt <= now)
            {
                child.RenewAt = long.MaxValue;
                Renew(connection, child);
            }
        }

        Schedule(connection);
    }

    /// <summary>Counts what went through a Child SA whose lifetime in kilobytes was agreed on.</summary>
    public void CountTraffic(Connection connection, ChildSa child, ulong octets)
    {
        const ulong Kilobyte = 1024;
        child.TrafficOctets = octets;
        if (child.LifetimeKilobytes is not { } limit)
        {
            return;
        }

        if (octets / Kilobyte >= limit)
        {
            Delete(connection, child, CloseReason.Expired);
        }
        else if (octets >= limit * Kilobyte / 10 * 8)
        {
            Renew(connection, child);
        }
    }

    /// <summary>Ends a Child SA, with a word to the peer if there is an ISAKMP SA to say it under.</summary>
    public void Delete(Connection connection, ChildSa child, CloseReason reason)
    {
        if (connection.Sa is IsakmpSa { State: IkeSaState.Established } sa)
        {
            if (reason == CloseReason.LocalRequest)
            {
                Phase2.Cancel(sa, child);
            }

            Lifecycle.Informant.SendDelete(sa, child);
        }

        Remove(connection, child, reason);
    }

    /// <summary>Makes room for one more Child SA of the peer's.</summary>
    /// <returns>False if there are too many.</returns>
    public bool MakeRoom(IsakmpSa sa)
    {
        ChildSaTable children = sa.Session.Children;
        if (children.Count < MaxChildren)
        {
            return true;
        }

        if (children.FirstOrDefault(static child => child.IsReplaced) is not { } oldest)
        {
            return false;
        }

        Remove(sa.Connection, oldest, CloseReason.Replaced);
        return true;
    }

    /// <summary>Ends all Child SAs, with a word to the peer.</summary>
    public void DeleteAll(IsakmpSa sa)
    {
        while (sa.Connection.Children is { Count: > 0 } children)
        {
            Delete(sa.Connection, children[^1], CloseReason.IkeSaClosed);
        }
    }

    /// <summary>Ends all Child SAs without a word to the peer.</summary>
    public void CloseAll(Connection connection, CloseReason reason)
    {
        while (connection.Children is { Count: > 0 } children)
        {
            Remove(connection, children[^1], reason);
        }
    }

    /// <summary>Takes a Child SA out of its connection and says so; the last one of a connection without ISAKMP SA takes that with it.</summary>
    public void Remove(Connection connection, ChildSa child, CloseReason reason)
    {
        if (!connection.Children!.Remove(child))
        {
            return;
        }

        SecurityAssociation? sa = connection.Sa;
        _state.Emit(
            new ChildSaClosedEvent
            {
                Connection = connection.Id,
                IkeSa = sa?.Id ?? default,
                Child = child.Id,
                Info = child.Describe(sa?.Path ?? connection.LastPath, connection.IsUdpEncapsulated),
                Reason = reason,
            },
            sa);
        Release(connection, sa, child.Protocol, child.InboundSpi);
        if (child.Ah is { } ah)
        {
            Release(connection, sa, SecurityProtocol.Ah, ah.InboundSpi);
        }

        if (child.Compression is { } compression)
        {
            _state.ReturnCompressionIndex(compression.InboundCpi);
        }

        if (!child.IsReplaced && reason != CloseReason.LocalRequest)
        {
            Restore(connection.Children, child);
        }

        if (sa is null && connection.Children.Count == 0 && connection.RetryAt is null && !WaitsForDemand(connection))
        {
            Keeper.End(connection, reason, null);
        }
    }

    /// <summary>An ISAKMP SA is established: it becomes the one in use of its connection, which is another than at first if the peer has one already.</summary>
    public void Join(IsakmpSa sa, Identity remote)
    {
        Connection connection = sa.Connection;
        if (!sa.IsInitiator && _state.Peers.Find(sa, remote) is { } known && !ReferenceEquals(known, connection))
        {
            _state.Connections.Remove(connection.Id);
            connection = known;
            sa.Connection = known;
            sa.Session.Connection = known.Id;
            sa.Session.Children = known.Children!;
        }

        connection.Adopt(sa);
        _state.Peers.Add(connection, remote);
        connection.Profile = sa.Profile;
        connection.RetryAt = null;
        connection.IsUdpEncapsulated = sa.Session.IsUdpEncapsulated;
        _state.Peers.Add(connection, sa.Session.Path.Remote.Address);
        while (connection.Others.Count >= IsakmpLifecycle.MaxSas)
        {
            Lifecycle.End(connection.Others[0], CloseReason.Replaced, null);
        }
    }

    /// <summary>Begins what has waited for an ISAKMP SA: the first Child SA, or renewals.</summary>
    public void SaEstablished(IsakmpSa sa)
    {
        Connection connection = sa.Connection;
        if (connection.IsOurs && sa.IsInitiator)
        {
            ChildProfile first = connection.Child ?? connection.Profile!.Children[0]; // a profile has one at least
            if (!connection.Children!.Any(child => ReferenceEquals(child.Profile, first)))
            {
                Create(sa, first);
            }
        }

        foreach (IsakmpSa old in connection.Others)
        {
            // What has been held back would come to a peer that has given the old one up.
            Phase2.Withdraw(old);
            BeginAnew(old);
        }

        foreach (ChildSa child in connection.Children!.Where(static child => child.WaitsForSa).ToArray())
        {
            child.WaitsForSa = false;
            Renew(connection, child);
        }

        Due(connection);
    }

    /// <summary>Decides what becomes of a connection whose ISAKMP SA has ended.</summary>
    public void SaClosed(IsakmpSa sa, CloseReason reason, IkeFailure? failure, bool wasEstablished)
    {
        Decide(sa, reason, failure, wasEstablished);
        BeginAnew(sa);
    }

    private void BeginAnew(IsakmpSa ended)
    {
        foreach (UnfinishedChild child in ended.Unfinished)
        {
            BeginAnew(ended, child);
        }

        ended.Unfinished.Clear();
    }

    /// <summary>A Quick Mode that its ISAKMP SA has cut off goes on under the one that has taken its place; where there is none, the caller is told.</summary>
    private void BeginAnew(IsakmpSa ended, UnfinishedChild child)
    {
        Connection connection = ended.Connection;
        ChildSa? replaces = child.Replaces is { } old && connection.Children!.Find(old.Id) is not null ? old : null;
        if (connection.Sa is not IsakmpSa { State: IkeSaState.Established } sa)
        {
            if (replaces is null && !connection.IsClosing)
            {
                var failure = new IkeFailure(FailureKind.Unresponsive, $"The ISAKMP SA ended before the Child SA '{child.Profile.Name}' was negotiated.");
                _state.Emit(new ChildSaFailedEvent { Connection = connection.Id, IkeSa = ended.Id, Name = child.Profile.Name, Failure = failure }, ended);
            }

            return;
        }

        if (replaces is not null)
        {
            Renew(connection, replaces);
        }
        else
        {
            Phase2.Start(sa, new QuickModeInitiator(QuickModeBasis.Of(sa.Session), child.Profile, child.Local, child.Remote, replaces: null));
        }
    }

    /// <summary>Child SAs that live without an ISAKMP SA need the NAT's mapping as much as before (RFC 3948 section 4).</summary>
    private void KeepNatOpen(Connection connection, long now)
    {
        if (connection.Sa is not null || connection.Children!.Count == 0 || connection.Profile?.KeepAliveInterval is not { } interval)
        {
            connection.KeepAliveAt = long.MaxValue;
        }
        else if (connection.KeepAliveAt <= now)
        {
            _state.EnqueueKeepAlive(connection.LastPath);
            connection.KeepAliveAt = now + interval.Ticks;
        }
    }

    private void Decide(IsakmpSa sa, CloseReason reason, IkeFailure? failure, bool wasEstablished)
    {
        Connection connection = sa.Connection;
        connection.LastPath = sa.Session.Path;
        connection.Others.Remove(sa);
        if (!ReferenceEquals(connection.Sa, sa))
        {
            return;
        }

        // RFC 2408 4.3: Child SAs live on without the ISAKMP SA; not without the peer
        bool livesOn = !connection.IsClosing && reason is not (CloseReason.LocalRequest or CloseReason.PeerUnresponsive or CloseReason.InternalFault);
        IsakmpSa? next = connection.Others.LastOrDefault(static other => other.State == IkeSaState.Established) ?? connection.Others.LastOrDefault();
        if (livesOn && next is not null)
        {
            connection.Others.Remove(next); // also where it is still being made: it was to take the place of this one
            connection.Sa = next;
            Due(connection);
            return;
        }

        foreach (IsakmpSa other in connection.Others.ToArray())
        {
            Lifecycle.Close(other, reason, failure);
        }

        if (!livesOn)
        {
            CloseAll(connection, reason == CloseReason.PeerUnresponsive ? reason : CloseReason.IkeSaClosed);
        }

        Keeper.SaClosed(sa, reason, failure, wasEstablished);
        foreach (ChildSa child in connection.Children!.Where(static child => child.WaitsForSa))
        {
            Unrekey(child);
        }

        if (connection.Children!.Count > 0)
        {
            bool isAlone = connection.Sa is null && connection.IsUdpEncapsulated && sa.Session.IsLocalBehindNat;
            connection.KeepAliveAt = isAlone ? _state.Now.MonotonicTicks : long.MaxValue;
            Schedule(connection);
        }
    }

    // IKEv1 has no word for renewal: what protects the same traffic takes the place of what was before, whoever began it. That holds when both sides renew at once, too.
    private static void MarkReplaced(ChildSaTable children, ChildSa child)
    {
        foreach (ChildSa other in children)
        {
            other.IsReplaced |= other.HasTimes && other.IsSiblingOf(child);
        }
    }

    /// <summary>The one in use has gone: the newest that it had replaced is in use again, and to be renewed.</summary>
    private void Restore(ChildSaTable children, ChildSa gone)
    {
        if (children.LastOrDefault(child => child.IsSiblingOf(gone)) is { IsReplaced: true } newest)
        {
            newest.IsReplaced = false;
            newest.IsRenewing = false;
            newest.RenewAt = _state.Now.MonotonicTicks + ShortestRetry.Ticks;
        }
    }

    private static bool WaitsForDemand(Connection connection) =>
        connection is { IsOurs: true, IsClosing: false, Profile.KeepUp: var policy } && (policy.OnLoad == ConnectionAction.OnDemand || policy.OnClose == ConnectionAction.OnDemand);

    private void Release(Connection connection, SecurityAssociation? sa, SecurityProtocol protocol, ChildSpi spi)
    {
        if ((_state.Questions & EndpointQuestions.AllocateSpi) == 0)
        {
            _state.ReturnChildSpi(spi);
            return;
        }

        _state.Emit(new SpiReleasedEvent { Connection = connection.Id, IkeSa = sa?.Id ?? default, Protocol = protocol, Spi = spi }, sa);
    }

    private void Schedule(Connection connection)
    {
        long earliest = Math.Min(connection.RetryAt ?? long.MaxValue, connection.KeepAliveAt);
        foreach (ChildSa child in connection.Children!)
        {
            earliest = Math.Min(earliest, child.ExpiresAt);
            earliest = child.IsReplaced || child.IsRenewing ? earliest : Math.Min(earliest, child.RenewAt);
        }

        _state.Wheel.Schedule(connection, earliest);
    }
}
