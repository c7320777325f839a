using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>A question to the caller; the exchange that needs the answer waits.</summary>
/// <remarks>Answer with <c>IkeEndpoint.Complete</c>. Without an answer by <see cref="Deadline"/> the default holds, which denies.</remarks>
public abstract class IkeOperation
{
    private protected IkeOperation()
    {
    }

    /// <summary>The number of the question, unique within the endpoint: with the type's name it is all that a remote answerer must send back.</summary>
    public ulong Id { get; internal set; }

    /// <summary>The connection; none while no profile has been selected.</summary>
    public ConnectionId Connection { get; internal set; }

    /// <summary>The IKE SA.</summary>
    public IkeSaId IkeSa { get; internal set; }

    /// <summary>When the default answer takes the place of yours.</summary>
    public IkeInstant Deadline { get; internal set; }

    /// <summary>Whether an answer, yours or the default, has been taken.</summary>
    public bool IsAnswered { get; private protected set; }

    /// <summary>Whether the default took the place of an answer.</summary>
    internal bool IsExpired { get; private protected set; }

    internal abstract void TakeDefault();

    /// <summary>Zeroes an answer that holds secrets, once the exchange has used it.</summary>
    internal virtual void Discard()
    {
    }
}
