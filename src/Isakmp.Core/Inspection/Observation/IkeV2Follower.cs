using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Observation;

/// <summary>Follows IKEv2: what each message, read or not, means for the negotiation.</summary>
internal sealed class IkeV2Follower
{
    // An SA payload of one proposal with an SPI and two transforms, and a nonce (RFC 7296 1.3).
    private const int LeastChildAnswer = 4 + 12 + 16 + 4 + 16;

    private readonly NatCheck _nat;
    private readonly IkeV2ChildFollower _children;

    public IkeV2Follower(NegotiationTable table, ChildSaRecorder recorder, NatCheck nat)
    {
        _nat = nat;
        _children = new IkeV2ChildFollower(table, recorder);
    }

    /// <summary>Takes a message.</summary>
    /// <param name="context">The message.</param>
    /// <param name="isNew">It was not seen before.</param>
    /// <param name="isNowRead">What it says is known, and was not before.</param>
    public void Follow(scoped in MessageContext context, bool isNew, bool isNowRead)
    {
        if (isNew)
        {
            Count(context);
        }

        if (context.Exchange.Type == ExchangeType.IkeAuth && context.Message.IsResponse && context.Input.IsEncrypted)
        {
            context.Negotiation.Evidence.AuthResponseRoom = context.Message.IsRead ? null : RoomIn(context);
        }

        // An inside with a right ICV that cannot be read was opened with a wrong SK_e: nothing in it is what the peer said.
        if (isNowRead && !(context.Input is { IsMalformed: true, IsEncrypted: true }))
        {
            IkeV2Contents contents = IkeV2Contents.Read(context.Input.Chain, context.Input.First);
            ReadAnywhere(context, contents);
            ReadByExchange(context, contents);
        }
    }

    // What the outside of a message says.
    private static void Count(scoped in MessageContext context)
    {
        Evidence evidence = context.Negotiation.Evidence;
        switch (context.Exchange.Type.Value)
        {
            case 35:
                evidence.HasAuthRequest = true;
                evidence.AuthResponses += context.Message.IsResponse ? 1 : 0;
                break;
            case 36 when context.Input.IsEncrypted:
                evidence.LaterExchange ??= context.Exchange.Type.Name;
                bool isError = context.Message.IsResponse && !context.Message.IsRead && RoomIn(context) < LeastChildAnswer;
                context.Tell(isError ? "the answer has room for nothing but an error" : "");
                break;
            case 37 when context.Input.IsEncrypted:
                evidence.Informationals++;
                break;
            default:
                break;
        }

        if (context.Exchange.IsLiveness && context.Message.IsResponse)
        {
            context.Negotiation.LivenessAnswers++;
        }
    }

    private static int RoomIn(scoped in MessageContext context)
    {
        if (context.Input.TotalFragments > 1)
        {
            return int.MaxValue;
        }

        int room = 0;
        var walker = new PayloadWalker(context.Input.Chain, context.Input.First);
        while (walker.MoveNext())
        {
            room = walker.Current.Type.IsEncrypted ? IkeV2Words.RoomIn(walker.Current.Body.Length, context.Negotiation.ChosenSuite) : room;
        }

        return room;
    }

    private void ReadAnywhere(scoped in MessageContext context, IkeV2Contents contents)
    {
        foreach (NotifyType type in contents.Notifies)
        {
            if (IkeV2Words.ExtensionOf(type) is { } extension)
            {
                context.Side.AddExtension(extension);
            }
        }

        foreach (string vendor in contents.VendorIds)
        {
            context.Side.AddVendorId(context.Negotiation.Keep(vendor));
        }

        if (contents.Configuration is { } configuration)
        {
            context.Negotiation.HasConfiguration = true;
            bool isAssigned = configuration == ConfigurationType.Reply || configuration == ConfigurationType.Set;
            foreach (string address in isAssigned ? contents.Addresses : [])
            {
                context.Negotiation.AddAssignedAddress(address);
                context.Tell($"address {address} assigned");
            }
        }

        if (contents.Has(NotifyType.NatDetectionSourceIp) || contents.Has(NotifyType.NatDetectionDestinationIp))
        {
            CheckNat(context);
        }
    }

    // RFC 7296 2.23: a sender that does not know its address sends several hashes of its own.
    private void CheckNat(scoped in MessageContext context)
    {
        (bool? source, bool? destination) = (null, null);
        IkeHeader header = context.Input.Header;
        var walker = new PayloadWalker(context.Input.Chain, context.Input.First);
        while (walker.MoveNext())
        {
            if (walker.Current.Type != PayloadType.Notify || !Wire.V2.NotifyPayloadView.TryRead(walker.Current.Body, out Wire.V2.NotifyPayloadView notify).IsOk)
            {
                continue;
            }

            if (notify.Type == NotifyType.NatDetectionSourceIp)
            {
                bool? fits = _nat.Fits(HashAlgorithmIdentifier.Sha1, header.InitiatorSpi, header.ResponderSpi, context.Input.Path.Local, notify.Data);
                source = source == true ? true : fits;
            }
            else if (notify.Type == NotifyType.NatDetectionDestinationIp)
            {
                bool? fits = _nat.Fits(HashAlgorithmIdentifier.Sha1, header.InitiatorSpi, header.ResponderSpi, context.Input.Path.Remote, notify.Data);
                destination = destination == true ? true : fits;
            }
        }

        NatCheck.Record(context, source, destination);
    }

    private void ReadByExchange(scoped in MessageContext context, IkeV2Contents contents)
    {
        switch (context.Exchange.Type.Value)
        {
            case 34 when context.Message.IsResponse:
                ReadInitResponse(context, contents);
                break;
            case 34:
                ReadInitRequest(context, contents);
                break;
            case 35:
                ReadAuth(context, contents);
                break;
            case 36:
                _children.ReadCreate(context, contents);
                break;
            case 37:
                ReadInformational(context, contents);
                break;
            default:
                foreach (NotifyType error in contents.Errors)
                {
                    context.Fail(error.Name);
                }

                break;
        }
    }

    private static void ReadInitRequest(scoped in MessageContext context, IkeV2Contents contents)
    {
        ObservedNegotiation negotiation = context.Negotiation;
        if (!contents.Proposals.IsEmpty)
        {
            negotiation.OfferedProposals = negotiation.Keep(IkeV2Words.Of(contents.Proposals));
        }

        bool hasCookie = contents.Has(NotifyType.Cookie);
        if (contents.KeyExchange is { } method)
        {
            context.Tell($"offers {negotiation.OfferedProposals.Count} proposal{(negotiation.OfferedProposals.Count == 1 ? "" : "s")}, KE {IkeV2Words.Of(method)}{(hasCookie ? ", with the cookie" : "")}");
        }
    }

    private static void ReadInitResponse(scoped in MessageContext context, IkeV2Contents contents)
    {
        ObservedNegotiation negotiation = context.Negotiation;
        Evidence evidence = negotiation.Evidence;
        if (contents.Proposals is [var chosen, ..])
        {
            negotiation.ChosenSuite = chosen;
            negotiation.ChosenProposal = negotiation.Keep(ProposalText(chosen));
            evidence.IsChosen = true;
            evidence.RetryAsked = null;
            evidence.Refusal = null; // what came before was not protected (RFC 7296 2.21.1)
            context.Tell($"chosen {negotiation.ChosenProposal}");
            return;
        }

        if (contents.Has(NotifyType.Cookie))
        {
            evidence.RetryAsked = NotifyType.Cookie.Name;
            context.Tell("the responder demands a cookie");
        }

        if (contents.Redirect is { } gateway)
        {
            evidence.Refusal = new ObservedError(context.Input.Time, context.Sender, negotiation.Keep($"REDIRECT to {gateway}"), context.Exchange.Type.Name, IsProtected: false);
            context.Tell($"redirected to {gateway}");
        }

        foreach (NotifyType type in contents.Errors)
        {
            if (type == NotifyType.InvalidKePayload)
            {
                evidence.RetryAsked = Wanted(contents);
                context.Tell(evidence.RetryAsked);
                continue;
            }

            ObservedError error = context.Fail(type.Name);
            evidence.Refusal = evidence.IsChosen ? evidence.Refusal : error;
        }
    }

    private void ReadAuth(scoped in MessageContext context, IkeV2Contents contents)
    {
        ObservedNegotiation negotiation = context.Negotiation;
        ReadIdentities(context, contents);
        ReadEap(context, contents);
        if (contents.Authentication is { } method)
        {
            // After EAP the AUTH payload has its form of a shared key, which is the one from EAP (RFC 7296 2.16).
            bool isAfterEap = negotiation.EapMethod is not null && context.Sender == IkeRole.Initiator;
            context.Side.Authentication ??= isAfterEap ? negotiation.EapMethod : method;
            context.Tell($"{context.Side.Identity ?? context.Sender.Word()} authenticates by {context.Side.Authentication}");
            bool isResponder = context.Sender == IkeRole.Responder;
            negotiation.Evidence.IsResponderProven |= isResponder && !contents.HasEap && IsOver(context, contents);
            if (negotiation.Evidence.IsResponderProven && negotiation.Evidence.Refusal is { IsProtected: false })
            {
                negotiation.Evidence.Refusal = null;
            }
        }

        _children.ReadAuth(context, contents);
        foreach (NotifyType type in contents.Errors)
        {
            ObservedError error = context.Fail(type.Name);
            if (contents.Authentication is null && !negotiation.Evidence.IsResponderProven)
            {
                negotiation.Evidence.Refusal ??= error;
            }
        }
    }

    // Before EAP, and between two rounds of RFC 4739, the responder has authenticated itself and the IKE SA is not yet established.
    private static bool IsOver(scoped in MessageContext context, IkeV2Contents contents) =>
        !contents.HasEap && (contents.Proposals.Length > 0 || contents.Errors.Any() || context.Exchange.Request is not { } request || request.Payloads.Contains("AUTH"));

    private static void ReadIdentities(scoped in MessageContext context, IkeV2Contents contents)
    {
        ObservedNegotiation negotiation = context.Negotiation;
        if (contents.InitiatorIdentity is { } initiator && context.Sender == IkeRole.Initiator)
        {
            negotiation.Initiator.Identity = negotiation.Keep(initiator);
            if (contents.ResponderIdentity is { } wanted)
            {
                context.Tell($"asks for {wanted}");
            }
        }

        if (contents.ResponderIdentity is { } responder && context.Sender == IkeRole.Responder)
        {
            negotiation.Responder.Identity = negotiation.Keep(responder);
        }
    }

    private static void ReadEap(scoped in MessageContext context, IkeV2Contents contents)
    {
        const byte Success = 3;
        const byte Failure = 4;
        const byte Nak = 3;
        ObservedNegotiation negotiation = context.Negotiation;
        if (contents.EapIdentity is { } name)
        {
            negotiation.UserName = negotiation.Keep(name);
            context.Tell($"EAP identity {name}");
        }

        if (contents.EapType is { } type and > Nak && context.Sender == IkeRole.Responder)
        {
            negotiation.EapMethod = $"EAP-{Wire.Describe.EapDescriber.TypeName(type)}";
            negotiation.Initiator.Authentication = negotiation.EapMethod;
            context.Tell(negotiation.EapMethod);
        }

        if (contents.EapCode == Success)
        {
            context.Tell("EAP succeeds");
        }
        else if (contents.EapCode == Failure)
        {
            negotiation.Evidence.Refusal = context.Fail("EAP failure");
        }
    }

    private static void ReadInformational(scoped in MessageContext context, IkeV2Contents contents)
    {
        ObservedNegotiation negotiation = context.Negotiation;
        if (!context.Message.IsResponse && contents.Count == 0 && context.Input is { IsMalformed: false, IsEncrypted: true })
        {
            context.Exchange.IsLiveness = true;
            context.Tell("liveness check");
            negotiation.LivenessChecks++;
            negotiation.LivenessAnswers += context.Exchange.Response is null ? 0 : 1;
        }

        if (contents.Has(NotifyType.UpdateSaAddresses))
        {
            context.Tell($"MOBIKE: the {context.Sender.Word()} is at {context.Input.Path.Local} now");
        }

        if (!context.Message.IsResponse)
        {
            IkeV2ChildFollower.ReadDeletes(context, contents);
        }

        foreach (NotifyType type in contents.Notifies)
        {
            bool isTold = type == NotifyType.UpdateSaAddresses || type == NotifyType.NatDetectionSourceIp || type == NotifyType.NatDetectionDestinationIp;
            if (!type.IsError)
            {
                context.Tell(isTold ? "" : type.Name);
                continue;
            }

            ObservedError error = context.Fail(type.Name);

            // RFC 7296 2.21.2: so an initiator says that it does not accept the responder's proof.
            bool isRefusal = type == NotifyType.AuthenticationFailed && context.Sender == IkeRole.Initiator && context.Input.IsEncrypted && negotiation.Evidence.LaterExchange is null;
            negotiation.Evidence.Refusal = isRefusal ? error : negotiation.Evidence.Refusal;
        }
    }

    internal static string ProposalText(Proposal proposal) => Policies.ProposalNotation.Format(proposal);

    internal static string Wanted(IkeV2Contents contents) =>
        contents.WantedKeyExchange is { } wanted ? $"INVALID_KE_PAYLOAD, wants {IkeV2Words.Of(wanted)}" : NotifyType.InvalidKePayload.Name;
}
