using Isakmp.Protection.V1;
using Isakmp.Registry;

namespace Isakmp.Exchanges.V1;

/// <summary>What a state of an exchange of phase 2 says about a message.</summary>
internal enum Phase2Outcome
{
    /// <summary>It was the right one: another state takes the place of this one, or the exchange is done.</summary>
    Advance,

    /// <summary>Wait for the answer to an operation, then call again with the same message.</summary>
    Pending,

    /// <summary>It is authentic and of no use here: the exchange goes on waiting.</summary>
    Ignore,

    /// <summary>The exchange has come to nothing, and the peer is told so if there is a notify.</summary>
    Fail,
}

/// <summary>The outcome of one step of an exchange of phase 2.</summary>
internal readonly struct Phase2Step
{
    private Phase2Step(Phase2Outcome outcome) => Outcome = outcome;

    public Phase2Outcome Outcome { get; }

    /// <summary>The state that follows; null if the exchange is done.</summary>
    public Phase2State? Next { get; private init; }

    /// <summary>The hash that protects what was written; null if nothing is sent.</summary>
    public MessageHash? Reply { get; private init; }

    /// <summary>Why it failed; its V1Notify is what the peer is told.</summary>
    public IkeFailure? Failure { get; private init; }

    public static Phase2Step Pending => new(Phase2Outcome.Pending);

    public static Phase2Step Ignore => new(Phase2Outcome.Ignore);

    public static Phase2Step Advance(Phase2State? next, MessageHash? reply) => new(Phase2Outcome.Advance) { Next = next, Reply = reply };

    public static Phase2Step Fail(IkeFailure failure) => new(Phase2Outcome.Fail) { Failure = failure };

    /// <summary>The same for an error that names what the peer is told.</summary>
    public static Phase2Step Fail(string text, V1NotifyType notify, FailureKind kind = FailureKind.PeerMisbehaved) =>
        Fail(new IkeFailure(kind, text) { V1Notify = notify });
}
