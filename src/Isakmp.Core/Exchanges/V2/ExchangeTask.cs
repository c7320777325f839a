using Isakmp.Wire;

namespace Isakmp.Exchanges.V2;

/// <summary>One concern of an exchange; several tasks share its messages (RFC 7296 section 1).</summary>
/// <remarks>
/// As initiator <see cref="BuildRequest"/>, then <see cref="ProcessResponse"/>; as responder <see cref="ProcessRequest"/>, then <see cref="BuildResponse"/>. Processing keeps what it
/// finds in the task's own fields; only <see cref="Commit"/>, called when every task of the message has succeeded, changes the session. A step that answers
/// <see cref="TaskOutcome.Pending"/> is called again with the same message when its operation has been answered.
/// </remarks>
internal abstract class ExchangeTask : IDisposable
{
    /// <summary>An error of the peer that came without protection and ended nothing: cited when the exchange times out (RFC 7296 section 2.21.1).</summary>
    public virtual IkeFailure? Refusal => null;

    public virtual TaskStep BuildRequest(ExchangeContext context, ref MessageWriter writer) => TaskStep.Done;

    public virtual TaskStep ProcessResponse(ExchangeContext context, in InboundMessage message) => TaskStep.Done;

    public virtual TaskStep ProcessRequest(ExchangeContext context, in InboundMessage message) => TaskStep.Done;

    public virtual void BuildResponse(ExchangeContext context, ref MessageWriter writer)
    {
    }

    /// <summary>Changes the session, and tells the caller by events.</summary>
    public virtual void Commit(ExchangeContext context)
    {
    }

    /// <summary>Gives back what was taken in vain: SPIs, keys.</summary>
    public virtual void Abandon(ExchangeContext context)
    {
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
