using System.Diagnostics.CodeAnalysis;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
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

    public void Ask(SecurityAssociation sa, Inquirer inquirer, IkeOperation operation)
    {
        operation.Id = _state.NextId();
        operation.Connection = sa.Connection.Id;
        operation.IkeSa = sa.Id;
        operation.Deadline = _state.Now + _state.Options.OperationTimeout;
        inquirer.Waiting = operation;
        _waiting.Add(operation.Id, new Waiting(operation, sa, inquirer));
        _toTake.Enqueue(operation);
        (sa.Inquirers ??= []).Add(inquirer);
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
    public bool TryAnswer<TResult>(
        IkeOperation<TResult> operation, TResult answer, [NotNullWhen(true)] out SecurityAssociation? sa, [NotNullWhen(true)] out Inquirer? inquirer)
    {
        if (!_waiting.TryGetValue(operation.Id, out Waiting waiting) || !ReferenceEquals(waiting.Operation, operation))
        {
            sa = null;
            inquirer = null;
            return false;
        }

        operation.Take(answer);
        Close(waiting);
        sa = waiting.Sa;
        inquirer = waiting.Inquirer;
        return true;
    }

    /// <summary>Lets the default answer hold for a question of this SA that is due.</summary>
    public bool TryExpire(SecurityAssociation sa, IkeInstant now, [NotNullWhen(true)] out Inquirer? inquirer)
    {
        inquirer = sa.Inquirers?.Find(candidate => candidate.Waiting!.Deadline <= now);
        if (inquirer is null)
        {
            return false;
        }

        IkeOperation operation = inquirer.Waiting!;
        operation.TakeDefault();
        Close(_waiting[operation.Id]);
        return true;
    }

    /// <summary>When the next question of this SA falls to its default.</summary>
    public static IkeInstant? NextDeadline(SecurityAssociation sa)
    {
        IkeInstant? earliest = null;
        foreach (Inquirer inquirer in sa.Inquirers ?? [])
        {
            IkeInstant deadline = inquirer.Waiting!.Deadline;
            if (earliest is null || deadline < earliest)
            {
                earliest = deadline;
            }
        }

        return earliest;
    }

    /// <summary>Forgets what an exchange was waiting for.</summary>
    public void Cancel(Inquirer inquirer)
    {
        if (inquirer.Waiting is { } operation && _waiting.Remove(operation.Id, out Waiting waiting))
        {
            waiting.Sa.Inquirers!.Remove(inquirer);
        }
    }

    private void Close(Waiting waiting)
    {
        _waiting.Remove(waiting.Operation.Id);
        List<Inquirer> others = waiting.Sa.Inquirers!;
        others.Remove(waiting.Inquirer);
        if (others.Count == 0)
        {
            _state.ClearTimer(waiting.Sa, SaTimer.Operation);
        }
    }

    private readonly record struct Waiting(IkeOperation Operation, SecurityAssociation Sa, Inquirer Inquirer);
}
