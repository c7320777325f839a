namespace Isakmp.Exchanges.Negotiation;

/// <summary>What a part of a negotiation says after a step.</summary>
internal enum NegotiationOutcome
{
    /// <summary>Go on.</summary>
    Done,

    /// <summary>Wait for the answer to an operation, then call the same step again.</summary>
    Pending,

    /// <summary>It has come to nothing.</summary>
    Failed,
}

/// <summary>The outcome of one step of a negotiation that both versions share.</summary>
internal readonly struct NegotiationStep
{
    private NegotiationStep(NegotiationOutcome outcome, IkeFailure? failure = null) => (Outcome, Failure) = (outcome, failure);

    public static NegotiationStep Done => new(NegotiationOutcome.Done);

    public static NegotiationStep Pending => new(NegotiationOutcome.Pending);

    public NegotiationOutcome Outcome { get; }

    public bool IsDone => Outcome == NegotiationOutcome.Done;

    public bool IsPending => Outcome == NegotiationOutcome.Pending;

    public bool IsFailed => Outcome == NegotiationOutcome.Failed;

    /// <summary>What went wrong; it names the notify to answer with, if there is one.</summary>
    public IkeFailure? Failure { get; }

    public static NegotiationStep Fail(IkeFailure failure) => new(NegotiationOutcome.Failed, failure);
}
