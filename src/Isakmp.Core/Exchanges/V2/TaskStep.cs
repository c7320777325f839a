using Isakmp.Registry;

namespace Isakmp.Exchanges.V2;

/// <summary>What a task says after a step.</summary>
internal enum TaskOutcome
{
    /// <summary>Go on with the next task.</summary>
    Done,

    /// <summary>Wait for the answer to an operation, then call the same step again.</summary>
    Pending,

    /// <summary>Answer the request with an error notify and commit nothing.</summary>
    Reject,

    /// <summary>End the IKE SA.</summary>
    Fail,

    /// <summary>An unauthenticated answer that is of no use: go on waiting for a better one (RFC 7296 section 2.21.1).</summary>
    Ignore,

    /// <summary>Build the request again and send it anew (RFC 7296 sections 1.2 and 2.6).</summary>
    Repeat,
}

/// <summary>The outcome of one step of a task.</summary>
internal readonly struct TaskStep
{
    private TaskStep(TaskOutcome outcome) => Outcome = outcome;

    public static TaskStep Done => new(TaskOutcome.Done);

    public static TaskStep Pending => new(TaskOutcome.Pending);

    public static TaskStep Ignore => new(TaskOutcome.Ignore);

    public static TaskStep Repeat => new(TaskOutcome.Repeat);

    public TaskOutcome Outcome { get; }

    public NotifyType Notify { get; private init; }

    public byte[]? NotifyData { get; private init; }

    public IkeFailure? Failure { get; private init; }

    /// <summary>For a rejection: why the IKE SA ends with it; null if it lives on.</summary>
    public CloseReason? Closes { get; private init; }

    public static TaskStep Reject(NotifyType notify, IkeFailure failure, byte[]? data = null, CloseReason? closes = null) =>
        new(TaskOutcome.Reject) { Notify = notify, Failure = failure, NotifyData = data, Closes = closes };

    public static TaskStep Fail(CloseReason reason, IkeFailure failure, byte[]? data = null) =>
        new(TaskOutcome.Fail) { Failure = failure, Closes = reason, NotifyData = data };

    /// <summary>A request that cannot be read although it is authentic: told to the peer, and the end of the IKE SA (RFC 7296 section 2.21.3).</summary>
    public static TaskStep InvalidSyntax(string what) =>
        Reject(
            NotifyType.InvalidSyntax,
            new IkeFailure(FailureKind.Malformed, $"The peer's message cannot be read: {what}.", NotifyType.InvalidSyntax),
            closes: CloseReason.Malformed);
}
