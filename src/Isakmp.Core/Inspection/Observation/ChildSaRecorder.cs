using Isakmp.Exchanges;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Observation;

/// <summary>Writes down what becomes of Child SAs, the same for both versions.</summary>
internal sealed class ChildSaRecorder
{
    private readonly EspFlowTable _flows;
    private readonly NegotiationObserverOptions _options;

    public ChildSaRecorder(EspFlowTable flows, NegotiationObserverOptions options)
    {
        _flows = flows;
        _options = options;
    }

    /// <summary>The Child SA that the context's exchange negotiates.</summary>
    public ObservedChildSa FindOrBegin(in MessageContext context)
    {
        if (context.Exchange.Child is { } known)
        {
            return known;
        }

        var child = new ObservedChildSa(context.Negotiation, context.Exchange.BegunBy, context.Exchange.Time);
        context.Exchange.Child = child;
        if (context.Negotiation.Add(child, _options.MaximumChildSas) is { } forgotten)
        {
            _flows.Forget(forgotten);
        }

        return child;
    }

    /// <summary>One side's SPI became known.</summary>
    public void SetSpi(ObservedChildSa child, IkeRole role, ChildSpi spi)
    {
        if (child.SpiOf(role) != spi)
        {
            _flows.Release(child, role); // a peer that names another SPI each time must not fill the table
            child.SetSpi(role, spi);
            _flows.Register(child, role);
        }
    }

    /// <summary>Both have agreed.</summary>
    public static void Establish(ObservedChildSa child)
    {
        child.Outcome = ChildSaOutcome.Established;
        child.Refusal = null;
        if (child.Replaces is { } old)
        {
            old.ReplacedBy = child;
        }
    }

    /// <summary>One side has refused, unless it was established before.</summary>
    public static void Refuse(ObservedChildSa child, string error)
    {
        if (child.Outcome != ChildSaOutcome.Established)
        {
            child.Outcome = ChildSaOutcome.Refused;
            child.Refusal = error;
        }
    }

    /// <summary>One side deletes the SA on which it receives with this SPI.</summary>
    public static void Delete(in MessageContext context, ChildSpi spi, string protocol)
    {
        IkeRole owner = context.Sender;
        ObservedChildSa? child = context.Negotiation.FindChild(ref owner, spi);
        if (child is { DeletedBy: null })
        {
            child.DeletedBy = owner;
            child.DeletedAt = context.Input.Time;
        }

        context.Tell($"the {context.Sender.Word()} deletes {protocol} {spi}{(child is null ? ", which was not seen before" : child.ReplacedBy is null ? "" : ", which was replaced")}");
    }
}
