using Isakmp.Exchanges.Negotiation;
using Isakmp.Registry;

namespace Isakmp.Exchanges.V2;

/// <summary>A request and its response, and the tasks that share them.</summary>
internal sealed class Exchange : Inquirer, IDisposable
{
    public Exchange(ExchangeType type, params ExchangeTask[] tasks)
    {
        Type = type;
        Tasks = tasks;
    }

    /// <summary>The empty exchange by which a peer shows that it lives (RFC 7296 section 2.4); it has no state, so all SAs share it.</summary>
    public static Exchange Liveness { get; } = new(ExchangeType.Informational);

    public ExchangeType Type { get; }

    public ExchangeTask[] Tasks { get; }

    /// <summary>The task whose step is to be called next.</summary>
    public int Position { get; set; }

    /// <summary>Whether the end of this exchange, answered or not, ends the IKE SA, and why.</summary>
    public CloseReason? ClosesSession { get; init; }

    /// <summary>What the events say when it does.</summary>
    public IkeFailure? Failure { get; init; }

    public void Abandon(ExchangeContext context)
    {
        foreach (ExchangeTask task in Tasks)
        {
            task.Abandon(context);
        }

        Dispose();
    }

    public void Dispose()
    {
        Waiting?.Discard();
        foreach (ExchangeTask task in Tasks)
        {
            task.Dispose();
        }
    }
}
