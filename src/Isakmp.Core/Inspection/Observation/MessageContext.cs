using Isakmp.Exchanges;

namespace Isakmp.Inspection.Observation;

/// <summary>A message at its place: in which exchange of which negotiation, and from whom.</summary>
internal readonly ref struct MessageContext
{
    public MessageContext(ObservedInput input, ObservedNegotiation negotiation, ObservedExchange exchange, ObservedMessage message, IkeRole sender)
    {
        Input = input;
        Negotiation = negotiation;
        Exchange = exchange;
        Message = message;
        Sender = sender;
    }

    public ObservedInput Input { get; }

    public ObservedNegotiation Negotiation { get; }

    public ObservedExchange Exchange { get; }

    public ObservedMessage Message { get; }

    public IkeRole Sender { get; }

    public ObservedSide Side => Negotiation.SideOf(Sender);

    /// <summary>Adds what happened to the exchange.</summary>
    public void Tell(string fact)
    {
        if (fact.Length > 0)
        {
            Exchange.AddFact(Negotiation.Keep(fact));
        }
    }

    /// <summary>Writes an error down.</summary>
    public ObservedError Fail(string name)
    {
        var error = new ObservedError(Input.Time, Sender, name, Exchange.Type.Name, Input.IsEncrypted);
        Negotiation.Add(error);
        Tell($"{Sender.Word()}: {name}");
        return error;
    }
}
