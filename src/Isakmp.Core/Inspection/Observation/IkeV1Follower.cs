using Isakmp.Exchanges;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Observation;

/// <summary>Follows IKEv1: phase 1, and what it protects.</summary>
internal sealed class IkeV1Follower
{
    private readonly NegotiationTable _table;
    private readonly NatCheck _nat;
    private readonly QuickModeFollower _quickMode;

    public IkeV1Follower(NegotiationTable table, ChildSaRecorder recorder, NatCheck nat)
    {
        _table = table;
        _nat = nat;
        _quickMode = new QuickModeFollower(recorder);
    }

    /// <summary>Takes a message.</summary>
    /// <param name="context">The message.</param>
    /// <param name="isNew">It was not seen before.</param>
    /// <param name="isNowRead">What it says is known, and was not before.</param>
    public void Follow(scoped in MessageContext context, bool isNew, bool isNowRead)
    {
        bool isPhase1 = IsPhase1(context.Exchange.Type);
        if (isNew)
        {
            Count(context, isPhase1);
        }

        if (isNowRead)
        {
            IkeV1Contents contents = IkeV1Contents.Read(context.Input.Chain, context.Input.First, isPhase1);
            ReadAnywhere(context, contents);
            if (isPhase1)
            {
                ReadPhase1(context, contents);
                CheckNat(context); // by the hash that Aggressive Mode's answer chooses in the same message
            }
            else if (context.Exchange.Type == ExchangeType.QuickMode)
            {
                _quickMode.Read(context, contents);
            }
            else if (context.Exchange.Type == ExchangeType.Transaction)
            {
                ReadTransaction(context, contents);
            }

            ReadNotifies(context, contents);
            ReadDeletes(context, contents);
        }

        if (isNew && context.Exchange.Type == ExchangeType.QuickMode)
        {
            QuickModeFollower.Confirm(context);
        }
    }

    private static bool IsPhase1(ExchangeType type) => type == ExchangeType.IdentityProtection || type == ExchangeType.Aggressive || type == ExchangeType.Base;

    // What the outside of a message says.
    private static void Count(scoped in MessageContext context, bool isPhase1)
    {
        Evidence evidence = context.Negotiation.Evidence;
        if (isPhase1)
        {
            evidence.PhaseOneMessages++;
            evidence.LastPhaseOneSender = context.Sender;
            evidence.IsPhaseOneRead = context.Message.IsRead;
        }
        else if (context.Input.IsEncrypted && context.Exchange.Type == ExchangeType.InformationalV1)
        {
            evidence.Informationals++;
            evidence.HasUnreadInformational |= !context.Message.IsRead;
        }
        else if (context.Input.IsEncrypted)
        {
            evidence.LaterExchange ??= context.Exchange.Type.Name;
            evidence.Refusal = evidence.Refusal is { IsProtected: false } ? null : evidence.Refusal; // nobody goes on after a true refusal
        }
    }

    private static void ReadAnywhere(scoped in MessageContext context, IkeV1Contents contents)
    {
        foreach (string vendor in contents.VendorIds)
        {
            context.Side.AddVendorId(context.Negotiation.Keep(vendor));
        }

        // RFC 3947 3.1: both sides say which versions they know; the first message of the answer decides.
        if (contents.NatTraversal is { } traversal && context.Sender == IkeRole.Responder)
        {
            context.Negotiation.NatTraversal = traversal;
        }
    }

    // RFC 3947 3.2: the receiver's address comes first, then those that may be the sender's.
    private void CheckNat(scoped in MessageContext context)
    {
        (bool? source, bool? destination) = (null, null);
        int count = 0;
        ObservedNegotiation negotiation = context.Negotiation;
        var walker = new PayloadWalker(context.Input.Chain, 0, context.Input.First, isV1: true);
        while (walker.MoveNext())
        {
            if (walker.Current.Type != PayloadType.V1NatDetection && walker.Current.Type != PayloadType.V1NatDetectionDraft)
            {
                continue;
            }

            count++;
            NetEndPoint endPoint = count == 1 ? context.Input.Path.Remote : context.Input.Path.Local;
            bool? fits = _nat.Fits(negotiation.Hash, negotiation.InitiatorSpi, negotiation.ResponderSpi, endPoint, walker.Current.Body);
            (source, destination) = count == 1 ? (source, fits) : (source == true ? true : fits, destination);
        }

        NatCheck.Record(context, source, destination);
    }

    private void ReadPhase1(scoped in MessageContext context, IkeV1Contents contents)
    {
        ObservedNegotiation negotiation = context.Negotiation;
        if (contents.Phase1.Count > 0 && context.Sender == IkeRole.Initiator)
        {
            negotiation.OfferedProposals = negotiation.Keep(contents.Phase1);
            context.Tell($"offers {negotiation.OfferedProposals.Count} proposal{(negotiation.OfferedProposals.Count == 1 ? "" : "s")}");
        }
        else if (contents.Phase1 is [var chosen, ..])
        {
            negotiation.ChosenProposal = negotiation.Keep(chosen);
            negotiation.Hash = contents.Hash;
            negotiation.Evidence.IsChosen = true;
            negotiation.Evidence.Refusal = negotiation.Evidence.Refusal is { IsProtected: false } ? null : negotiation.Evidence.Refusal;
            negotiation.Initiator.Authentication = contents.Authentication;
            negotiation.Responder.Authentication = contents.Authentication;
            context.Tell($"chosen {negotiation.ChosenProposal}");
        }

        if (contents.Identities is [var identity, ..])
        {
            context.Side.Identity = negotiation.Keep(identity);
        }

        bool isInitiator = context.Sender == IkeRole.Initiator;
        negotiation.Evidence.IsInitiatorProven |= contents.HasProof && isInitiator;
        negotiation.Evidence.IsResponderProven |= contents.HasProof && !isInitiator;
        if (contents.HasProof)
        {
            context.Tell($"{context.Side.Identity ?? context.Sender.Word()} authenticates by {context.Side.Authentication ?? "an unknown method"}");
            if (negotiation.Evidence is { IsInitiatorProven: true, IsResponderProven: true })
            {
                _table.Supersede(negotiation);
            }
        }
    }

    private static void ReadTransaction(scoped in MessageContext context, IkeV1Contents contents)
    {
        ObservedNegotiation negotiation = context.Negotiation;
        negotiation.HasConfiguration |= contents.HasConfiguration;
        if (contents.HasXauth && contents.Configuration == ConfigurationType.Request)
        {
            context.Tell("XAUTH");
        }

        if (contents.UserName is { } name)
        {
            negotiation.UserName = negotiation.Keep(name);
            context.Tell($"user {name}");
        }

        if (contents.XauthStatus is { } status)
        {
            negotiation.XauthResult = status == 1;
            context.Tell(status == 1 ? "XAUTH succeeds" : "XAUTH fails");
        }

        foreach (string address in contents.Addresses)
        {
            negotiation.AddAssignedAddress(address);
            context.Tell($"address {address} assigned");
        }

        if (contents.HasConfiguration && contents.Addresses.Count == 0)
        {
            context.Tell("mode-config");
        }
    }

    private static void ReadNotifies(scoped in MessageContext context, IkeV1Contents contents)
    {
        ObservedNegotiation negotiation = context.Negotiation;
        foreach (V1NotifyType type in contents.Notifies)
        {
            if (type == V1NotifyType.RUThere)
            {
                context.Exchange.IsLiveness = true;
                negotiation.LivenessChecks++;
                context.Tell("liveness check (DPD)");
            }
            else if (type == V1NotifyType.RUThereAcknowledge)
            {
                context.Exchange.IsLiveness = true;
                negotiation.LivenessAnswers++;
                context.Tell("liveness answer (DPD)");
            }
            else if (type.IsError)
            {
                Fail(context, type);
            }
            else
            {
                context.Tell(type.Name);
            }
        }
    }

    // An error refuses what is being negotiated: phase 1 until something came after it, then the last Quick Mode of the other side.
    private static void Fail(scoped in MessageContext context, V1NotifyType type)
    {
        ObservedNegotiation negotiation = context.Negotiation;
        Evidence evidence = negotiation.Evidence;
        ObservedError error = context.Fail(type.Name);
        if (evidence.LaterExchange is null && negotiation.IsSeenFromStart)
        {
            bool isUndecided = !(evidence.IsInitiatorProven && evidence.IsResponderProven) || context.Input.IsEncrypted;
            evidence.Refusal = isUndecided ? evidence.Refusal ?? error : evidence.Refusal;
            return;
        }

        IkeRole other = context.Sender.Other();
        if (context.Input.IsEncrypted && negotiation.FindLast(exchange => exchange.Child is { Outcome: ChildSaOutcome.Offered }) is { Child: { } child }
            && (child.BegunBy == other || context.Exchange.Type == ExchangeType.InformationalV1))
        {
            ChildSaRecorder.Refuse(child, type.Name);
        }
    }

    private void ReadDeletes(scoped in MessageContext context, IkeV1Contents contents)
    {
        foreach (ChildSpi spi in contents.DeletedSpis)
        {
            ChildSaRecorder.Delete(context, spi, "SPI");
        }

        foreach ((Spi initiator, Spi responder) in contents.DeletedSas)
        {
            ObservedNegotiation? deleted = _table.Find(1, initiator, responder);
            if (deleted is { DeletedBy: null })
            {
                deleted.DeletedBy = context.Sender;
                deleted.DeletedAt = context.Input.Time;
                deleted.Changed();
            }

            context.Tell($"the {context.Sender.Word()} deletes {(deleted is null || deleted == context.Negotiation ? "the ISAKMP SA" : $"ISAKMP SA #{deleted.Number}")}");
        }
    }
}
