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

    /// <summary>Names the event and what it is about, never a key.</summary>
    /// <returns>For example <c>ChildSaEstablishedEvent (connection 1, IKE SA 2, Child SA 3)</c>.</returns>
    public override string ToString()
    {
        string ike = IkeSa.IsNone ? string.Empty : $", IKE SA {IkeSa}";
        string child = Child.IsNone ? string.Empty : $", Child SA {Child}";
        return Connection.IsNone ? GetType().Name : $"{GetType().Name} (connection {Connection}{ike}{child})";
    }

    /// <summary>Zeroes what was not handed over, when the endpoint is disposed with the event still in its queue.</summary>
    internal virtual void Discard()
    {
    }
}
