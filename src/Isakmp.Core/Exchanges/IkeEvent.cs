using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>Something that happened, to be taken from the endpoint in order.</summary>
public abstract class IkeEvent
{
    private protected IkeEvent()
    {
    }

    /// <summary>The connection; none where no connection came to be.</summary>
    public ConnectionId Connection { get; internal init; }

    /// <summary>The IKE SA, or none.</summary>
    public IkeSaId IkeSa { get; internal init; }

    /// <summary>The Child SA, or none.</summary>
    public ChildId Child { get; internal init; }

    /// <summary>Zeroes what was not handed over, when the endpoint is disposed with the event still in its queue.</summary>
    internal virtual void Discard()
    {
    }
}
