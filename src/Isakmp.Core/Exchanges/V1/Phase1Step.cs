using Isakmp.Registry;

namespace Isakmp.Exchanges.V1;

/// <summary>What a state of phase 1 says about a message.</summary>
internal enum Phase1Outcome
{
    /// <summary>It was the right one: another state takes the place of this one.</summary>
    Advance,

    /// <summary>It was the last one: both sides are authenticated.</summary>
    Established,

    /// <summary>Wait for the answer to an operation, then call again with the same message.</summary>
    Pending,

    /// <summary>It proves nothing and is of no use: count it, and go on waiting for a better one.</summary>
    Ignore,

    /// <summary>Phase 1 has come to nothing.</summary>
    Fail,
}

/// <summary>How a reply goes out.</summary>
internal enum Phase1Reply
{
    None,
    Plain,
    Encrypted,
}

/// <summary>The outcome of one step of phase 1.</summary>
internal readonly struct Phase1Step
{
    private Phase1Step(Phase1Outcome outcome) => Outcome = outcome;

    public Phase1Outcome Outcome { get; }

    /// <summary>The state that follows.</summary>
    public Phase1State? Next { get; private init; }

    /// <summary>How what was written is sent.</summary>
    public Phase1Reply Reply { get; private init; }

    /// <summary>What was wrong with the message: the end of phase 1, or what a later timeout cites.</summary>
    public IkeFailure? Failure { get; private init; }

    public CloseReason Closes { get; private init; }

    /// <summary>What the peer is told of the end; null for nothing.</summary>
    public V1NotifyType? Notify { get; private init; }

    public static Phase1Step Pending => new(Phase1Outcome.Pending);

    public static Phase1Step Advance(Phase1State next, Phase1Reply reply) => new(Phase1Outcome.Advance) { Next = next, Reply = reply };

    public static Phase1Step Established(Phase1Reply reply) => new(Phase1Outcome.Established) { Reply = reply };

    public static Phase1Step Ignore(IkeFailure? failure = null) => new(Phase1Outcome.Ignore) { Failure = failure };

    public static Phase1Step Fail(CloseReason closes, IkeFailure failure, V1NotifyType? notify = null) =>
        new(Phase1Outcome.Fail) { Closes = closes, Failure = notify is null ? failure : failure with { V1Notify = notify }, Notify = notify };
}
