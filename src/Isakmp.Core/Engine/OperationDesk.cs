using System.Diagnostics.CodeAnalysis;
using Isakmp.Exchanges;
using Isakmp.Exchanges.V2;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>The questions that wait for the caller, each with the exchange that waits for the answer.</summary>
internal sealed class OperationDesk
{
    private readonly EndpointState _state;
    private readonly Dictionary<ulong, Waiting> _waiting = [];
    private readonly Queue<IkeOperation> _toTake = new();

    public OperationDesk(EndpointState state) => _state = state;

    public bool HasUntaken => _toTake.Count > 0;

    /// <summary>How many open questions have not been handed out.</summary>
    public int UntakenCount => _toTake.Count(operation => _waiting.ContainsKey(operation.Id));

    public void Ask(IkeSa sa, Exchange exchange, IkeOperation operation)
    {
        operation.Id = _state.NextId();
        operation.Connection = sa.Session.Connection;
        operation.IkeSa = sa.Session.Id;
        operation.Deadline = _state.Now + _state.Options.OperationTimeout;
        exchange.Waiting = operation;
        _waiting.Add(operation.Id, new Waiting(operation, sa, exchange));
        _toTake.Enqueue(operation);
        if (!sa.Timers.IsSet(SaTimer.Operation)) // a question that was asked before falls due before
        {
            _state.SetTimer(sa, SaTimer.Operation, _state.Options.OperationTimeout);
        }
    }

    /// <summary>The next question that is still open and has not been handed out.</summary>
    public bool TryTake([NotNullWhen(true)] out IkeOperation? operation)
    {
        while (_toTake.TryDequeue(out operation))
        {
            if (_waiting.ContainsKey(operation.Id))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes an answer.</summary>
    /// <returns>False if the question is no longer open.</returns>
    public bool TryAnswer<TResult>(IkeOperation<TResult> operation, TResult answer, [NotNullWhen(true)] out IkeSa? sa, [NotNullWhen(true)] out Exchange? exchange)
    {
        if (!_waiting.TryGetValue(operation.Id, out Waiting waiting) || !ReferenceEquals(waiting.Operation, operation))
        {
            sa = null;
            exchange = null;
            return false;
        }

        operation.Take(answer);
        Close(waiting);
        sa = waiting.Sa;
        exchange = waiting.Exchange;
        return true;
    }

    /// <summary>Lets the default answer hold for a question of this SA that is due.</summary>
    public bool TryExpire(IkeSa sa, IkeInstant now, [NotNullWhen(true)] out Exchange? exchange)
    {
        exchange = null;
        foreach (Exchange? candidate in (ReadOnlySpan<Exchange?>)[sa.Responding, sa.Current])
        {
            if (candidate?.Waiting is { IsAnswered: false } operation && operation.Deadline <= now && _waiting.TryGetValue(operation.Id, out Waiting waiting))
            {
                operation.TakeDefault();
                Close(waiting);
                exchange = candidate;
                return true;
            }
        }

        return false;
    }

    /// <summary>When the next question of this SA falls to its default.</summary>
    public static IkeInstant? NextDeadline(IkeSa sa)
    {
        IkeInstant? earliest = null;
        foreach (Exchange? candidate in (ReadOnlySpan<Exchange?>)[sa.Responding, sa.Current])
        {
            if (candidate?.Waiting is { IsAnswered: false } operation && (earliest is null || operation.Deadline < earliest))
            {
                earliest = operation.Deadline;
            }
        }

        return earliest;
    }

    /// <summary>Forgets what an exchange was waiting for.</summary>
    public void Cancel(Exchange exchange)
    {
        if (exchange.Waiting is { } operation)
        {
            _waiting.Remove(operation.Id);
        }
    }

    private void Close(Waiting waiting)
    {
        _waiting.Remove(waiting.Operation.Id);
        IkeSa sa = waiting.Sa;
        bool another = (sa.Responding?.Waiting is { IsAnswered: false } a && _waiting.ContainsKey(a.Id))
            || (sa.Current?.Waiting is { IsAnswered: false } b && _waiting.ContainsKey(b.Id));
        if (!another)
        {
            _state.ClearTimer(sa, SaTimer.Operation);
        }
    }

    private readonly record struct Waiting(IkeOperation Operation, IkeSa Sa, Exchange Exchange);
}
