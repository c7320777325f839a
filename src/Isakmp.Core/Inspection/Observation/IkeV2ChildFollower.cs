using System.Buffers.Binary;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Inspection.Observation;

/// <summary>Follows what IKEv2 negotiates under an IKE SA: Child SAs, their rekeying and deletion, and the rekeying of the IKE SA itself.</summary>
internal sealed class IkeV2ChildFollower
{
    private readonly NegotiationTable _table;
    private readonly ChildSaRecorder _recorder;

    public IkeV2ChildFollower(NegotiationTable table, ChildSaRecorder recorder)
    {
        _table = table;
        _recorder = recorder;
    }

    /// <summary>The Child SA of IKE_AUTH: with EAP its offer and its answer are rounds apart.</summary>
    public void ReadAuth(scoped in MessageContext context, IkeV2Contents contents)
    {
        ObservedNegotiation negotiation = context.Negotiation;
        if (negotiation.FirstChild is { } known)
        {
            context.Exchange.Child = known;
        }

        bool isOfferOrAnswer = contents.Proposals.Length > 0 || (negotiation.FirstChild is not null && contents.Errors.Any());
        if (isOfferOrAnswer)
        {
            Read(context, contents);
            negotiation.FirstChild = context.Exchange.Child;
        }
    }

    /// <summary>CREATE_CHILD_SA.</summary>
    public void ReadCreate(scoped in MessageContext context, IkeV2Contents contents)
    {
        bool isIkeSa = contents.Proposals is [{ Protocol: var protocol }, ..] ? protocol == SecurityProtocol.Ike : !context.Exchange.RekeyingSpi.IsZero;
        if (isIkeSa)
        {
            ReadRekeying(context, contents);
        }
        else if (contents.Proposals.Length > 0 || context.Exchange.Child is not null)
        {
            Read(context, contents);
        }

        foreach (NotifyType error in contents.Errors)
        {
            if (error == NotifyType.InvalidKePayload)
            {
                context.Tell(IkeV2Follower.Wanted(contents));
            }
            else
            {
                context.Fail(error.Name);
            }
        }
    }

    /// <summary>What a request of INFORMATIONAL deletes; the answer deletes the other halves.</summary>
    public static void ReadDeletes(scoped in MessageContext context, IkeV2Contents contents)
    {
        foreach ((SecurityProtocol protocol, ChildSpi spi) in contents.Deletes)
        {
            ChildSaRecorder.Delete(context, spi, protocol.Name);
        }

        if (contents.DeletesIkeSa)
        {
            ObservedNegotiation negotiation = context.Negotiation;
            negotiation.DeletedBy ??= context.Sender;
            negotiation.DeletedAt ??= context.Input.Time;
            context.Tell($"the {context.Sender.Word()} deletes the IKE SA{(negotiation.ReplacedBy is null ? "" : ", which was replaced")}");
        }
    }

    private void Read(scoped in MessageContext context, IkeV2Contents contents)
    {
        ObservedChildSa child = _recorder.FindOrBegin(context);
        IkeRole begunBy = child.BegunBy;
        if (contents.Proposals is [var first, ..])
        {
            child.Protocol = first.Protocol.Name + (contents.Has(NotifyType.IpCompSupported) ? " + IPCOMP" : "");
            _recorder.SetSpi(child, context.Sender, SpiOf(first));
        }

        child.IsTransport = contents.Has(NotifyType.UseTransportMode);
        if (contents.InitiatorSelectors is { } ours && contents.ResponderSelectors is { } theirs)
        {
            // TSi is the side that began this exchange (RFC 7296 2.9).
            child.SetSelectors(begunBy, context.Negotiation.Keep(ours));
            child.SetSelectors(begunBy.Other(), context.Negotiation.Keep(theirs));
        }

        if (context.Message.IsResponse)
        {
            ReadAnswer(context, contents, child);
            return;
        }

        child.Offered = context.Negotiation.Keep(IkeV2Words.Of(contents.Proposals));
        if (contents.Rekeyed is { } rekeyed)
        {
            IkeRole owner = context.Sender;
            child.Replaces = context.Negotiation.FindChild(ref owner, rekeyed.Spi);
            context.Tell($"rekeys {rekeyed.Protocol} {rekeyed.Spi}");
        }
        else if (context.Exchange.Type == ExchangeType.CreateChildSa)
        {
            context.Tell("asks for another Child SA");
        }
    }

    private static void ReadAnswer(scoped in MessageContext context, IkeV2Contents contents, ObservedChildSa child)
    {
        if (contents.Proposals is [var chosen, ..])
        {
            child.Chosen = context.Negotiation.Keep(IkeV2Follower.ProposalText(chosen));
            ChildSaRecorder.Establish(child);
            context.Tell($"{child.Protocol} {(child.InitiatorSpi.IsZero ? "?" : child.InitiatorSpi)}/{child.ResponderSpi} established");
        }
        else if (contents.Errors.FirstOrDefault() is { Value: > 0 } error)
        {
            ChildSaRecorder.Refuse(child, error == NotifyType.InvalidKePayload ? IkeV2Follower.Wanted(contents) : error.Name);
        }
    }

    private void ReadRekeying(scoped in MessageContext context, IkeV2Contents contents)
    {
        ObservedNegotiation old = context.Negotiation;
        Spi spi = contents.Proposals is [var first, ..] && first.Spi.Length == Spi.Size ? Spi.Read(first.Spi.AsSpan()) : Spi.Zero;
        if (!context.Message.IsResponse)
        {
            context.Exchange.RekeyingSpi = spi;
            context.Exchange.RekeyingOffer = old.Keep(IkeV2Words.Of(contents.Proposals));
            context.Tell("rekeys the IKE SA");
            return;
        }

        if (spi.IsZero || context.Exchange.RekeyingSpi.IsZero)
        {
            return;
        }

        ObservedNegotiation made = _table.BeginRekeyed(old, context.Exchange.BegunBy, context.Exchange.RekeyingSpi, spi, context.Input);
        old.ReplacedBy = made;
        made.OfferedProposals = context.Exchange.RekeyingOffer;
        made.ChosenSuite = contents.Proposals[0];
        made.ChosenProposal = made.Keep(IkeV2Follower.ProposalText(contents.Proposals[0]));
        context.Tell($"IKE SA #{made.Number} takes over");
    }

    private static ChildSpi SpiOf(Proposal proposal) =>
        proposal.Spi.Length == ChildSpi.Size ? new ChildSpi(BinaryPrimitives.ReadUInt32BigEndian(proposal.Spi.AsSpan())) : default;
}
