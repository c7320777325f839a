using System.Diagnostics.CodeAnalysis;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V1.QuickMode;
using Isakmp.Primitives;

namespace Isakmp.Engine.V1;

/// <summary>The exchanges of phase 2 that are under way under one ISAKMP SA, and those that were lately, by Message ID.</summary>
internal sealed class ExchangeTable
{
    private readonly Dictionary<uint, Phase2Exchange> _byId = new(0);

    public Dictionary<uint, Phase2Exchange>.ValueCollection All => _byId.Values;

    public int Count => _byId.Count;

    public bool Contains(MessageId id) => _byId.ContainsKey(id.Value);

    public bool TryGet(MessageId id, [NotNullWhen(true)] out Phase2Exchange? exchange) => _byId.TryGetValue(id.Value, out exchange);

    public void Add(Phase2Exchange exchange) => _byId.Add(exchange.Id.Value, exchange);

    public void Remove(Phase2Exchange exchange) => _byId.Remove(exchange.Id.Value);

    public void Clear() => _byId.Clear();

    /// <summary>How many of one side are under way.</summary>
    public int CountUnderWay(bool isOurs)
    {
        int count = 0;
        foreach (Phase2Exchange exchange in _byId.Values)
        {
            count += exchange.State is not null && exchange.IsOurs == isOurs ? 1 : 0;
        }

        return count;
    }

    /// <summary>The one that was done first; null if none is done.</summary>
    public Phase2Exchange? OldestFinished() => _byId.Values.Where(static exchange => exchange.State is null).MinBy(static exchange => exchange.FinishedAt);

    /// <summary>Those that were done up to a time.</summary>
    public Phase2Exchange[] FinishedBefore(long ticks) => [.. _byId.Values.Where(exchange => exchange.State is null && exchange.FinishedAt <= ticks)];

    /// <summary>Those whose last message is to be sent again.</summary>
    public Phase2Exchange[] DueAt(long ticks)
    {
        foreach (Phase2Exchange exchange in _byId.Values)
        {
            if (exchange.Deadline <= ticks)
            {
                return AllDueAt(ticks);
            }
        }

        return []; // the timer is that of liveness, too: an idle SA allocates nothing
    }

    /// <summary>The one of ours that is to replace a Child SA; null if there is none.</summary>
    public Phase2Exchange? Renewing(ChildSa child) =>
        _byId.Values.FirstOrDefault(exchange => exchange.State is AwaitAnswer { Negotiation.Replaces: { } replaced } && ReferenceEquals(replaced, child));

    /// <summary>The one of ours that waits for its first answer and has an SPI of ours; else the oldest that waits; null if none does.</summary>
    public Phase2Exchange? Unanswered(ChildSpi spi)
    {
        Phase2Exchange? oldest = null;
        foreach (Phase2Exchange exchange in _byId.Values)
        {
            if (exchange is not { IsOurs: true, State: AwaitAnswer { Negotiation: var negotiation }, LastSent: not null, Parked: null })
            {
                continue;
            }

            if (negotiation.Receives(spi))
            {
                return exchange;
            }

            oldest = oldest is null || exchange.Order < oldest.Order ? exchange : oldest;
        }

        return oldest;
    }

    private Phase2Exchange[] AllDueAt(long ticks) => [.. _byId.Values.Where(exchange => exchange.Deadline <= ticks)];

    /// <summary>Forgets exchanges that were done long ago and can no longer be asked about.</summary>
    public void Prune(EndpointState state, TimeSpan age)
    {
        foreach (Phase2Exchange exchange in FinishedBefore(state.Now.MonotonicTicks - age.Ticks))
        {
            ExchangeTimers.Release(state, exchange);
            Remove(exchange);
        }
    }

    /// <summary>Bounds how many are kept that are done: the oldest of too many goes.</summary>
    public void MakeRoom(EndpointState state)
    {
        if (Count >= 2 * Phase2Driver.MaxOfPeer && OldestFinished() is { } oldest)
        {
            ExchangeTimers.Release(state, oldest);
            Remove(oldest);
        }
    }
}
