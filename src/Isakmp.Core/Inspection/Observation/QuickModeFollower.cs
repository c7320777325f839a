using Isakmp.Exchanges;
using Isakmp.Registry;

namespace Isakmp.Inspection.Observation;

/// <summary>Follows Quick Mode (RFC 2409 5.5): the offer, the answer, and the message that confirms.</summary>
internal sealed class QuickModeFollower
{
    private const int Messages = 3;

    private readonly ChildSaRecorder _recorder;

    public QuickModeFollower(ChildSaRecorder recorder) => _recorder = recorder;

    /// <summary>Takes a message that could be read.</summary>
    public void Read(scoped in MessageContext context, IkeV1Contents contents)
    {
        if (contents.Phase2.Count == 0)
        {
            return;
        }

        bool isNew = context.Exchange.Child is null;
        ObservedChildSa child = _recorder.FindOrBegin(context);
        ObservedNegotiation negotiation = context.Negotiation;
        bool isAnswer = context.Sender != child.BegunBy;
        child.Protocol = ProtocolText(contents);
        _recorder.SetSpi(child, context.Sender, contents.Spi);
        child.IsTransport = contents.Mode == V1EncapsulationMode.Transport || contents.Mode == V1EncapsulationMode.UdpTransport || contents.Mode == V1EncapsulationMode.UdpTransportDraft;
        SetSelectors(context, contents, child);
        if (isAnswer)
        {
            child.Chosen = negotiation.Keep(string.Join(" + ", contents.Phase2.Select(transform => transform.Text)));
            context.Tell($"{child.Protocol} {child.InitiatorSpi}/{child.ResponderSpi} chosen");
            return;
        }

        child.Offered = negotiation.Keep(Offers(contents));
        if (isNew)
        {
            child.Replaces = negotiation.FindReplaced(child);
            context.Tell(child.Replaces is { } old ? $"rekeys {old.Protocol} {old.InitiatorSpi}/{old.ResponderSpi}" : "asks for an IPsec SA");
        }
    }

    /// <summary>The third message makes both sides use the SA, whether it can be read or not.</summary>
    public static void Confirm(scoped in MessageContext context)
    {
        if (context.Exchange is { Child: { Chosen: not null, Outcome: ChildSaOutcome.Offered } child, Messages.Count: >= Messages })
        {
            ChildSaRecorder.Establish(child);
            context.Tell("confirmed");
        }
    }

    // RFC 2409 5.5: IDci and IDcr; without them the SA is for both peers themselves.
    private static void SetSelectors(scoped in MessageContext context, IkeV1Contents contents, ObservedChildSa child)
    {
        ObservedNegotiation negotiation = context.Negotiation;
        if (contents.Selectors is [var first, var second, ..])
        {
            child.SetSelectors(child.BegunBy, [negotiation.Keep(first)]);
            child.SetSelectors(child.BegunBy.Other(), [negotiation.Keep(second)]);
        }
        else if (child.InitiatorSelectors.Count == 0)
        {
            child.SetSelectors(IkeRole.Initiator, [negotiation.Initiator.Current.Address.ToString()]);
            child.SetSelectors(IkeRole.Responder, [negotiation.Responder.Current.Address.ToString()]);
        }
    }

    private static string ProtocolText(IkeV1Contents contents) =>
        string.Join(" + ", contents.Phase2.Select(transform => transform.Protocol).Distinct().Select(protocol => protocol.Value switch
        {
            2 => "AH",
            3 => "ESP",
            _ => protocol.Name,
        }));

    // One protocol: each transform is an offer. Several under one number are offered together (RFC 2408 4.2).
    private static IReadOnlyList<string> Offers(IkeV1Contents contents) =>
        contents.Phase2.Select(transform => transform.Protocol).Distinct().Count() == 1
            ? [.. contents.Phase2.Select(transform => transform.Text)]
            : [.. contents.Phase2.Select(transform => $"{transform.Number}: {transform.Protocol.Name} {transform.Text}")];
}
