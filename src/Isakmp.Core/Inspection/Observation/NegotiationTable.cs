using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.Decoding;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Observation;

/// <summary>Finds the negotiation that a message belongs to; forgets the one that was not heard of longest when there are too many.</summary>
internal sealed class NegotiationTable
{
    private readonly Dictionary<(int Version, Spi Initiator, Spi Responder), ObservedNegotiation> _bySpis = [];
    private readonly Dictionary<(int Version, Spi Initiator), ObservedNegotiation> _byInitiator = [];
    private readonly LinkedList<ObservedNegotiation> _byUse = new();
    private readonly AddressTable _addresses = new();
    private readonly NegotiationObserverOptions _options;
    private readonly EspFlowTable _flows;
    private int _count;
    private long _messages;

    public NegotiationTable(NegotiationObserverOptions options, EspFlowTable flows)
    {
        _options = options;
        _flows = flows;
    }

    /// <summary>How many were forgotten.</summary>
    public long Forgotten { get; private set; }

    public IReadOnlyList<ObservedNegotiation> InOrder() => [.. _byUse.OrderBy(negotiation => negotiation.Number)];

    /// <summary>The negotiation that was heard of last between two addresses.</summary>
    public ObservedNegotiation? FindByAddresses(in PacketInfo path) => _addresses.Find(path);

    /// <summary>Counts a message that is kept, or several that are not any more; makes room if there are too many.</summary>
    public void Count(ObservedNegotiation negotiation, int messages)
    {
        negotiation.KeptMessages += messages;
        _messages += negotiation.Place is null ? 0 : messages;
        while (_messages > _options.MaximumMessages && _byUse.First is { } oldest && oldest.Value != negotiation)
        {
            Forget(oldest.Value);
        }
    }

    /// <summary>Finds an IKE SA by both SPIs.</summary>
    public ObservedNegotiation? Find(int version, Spi initiator, Spi responder) =>
        _bySpis.TryGetValue((version, initiator, responder), out ObservedNegotiation? found) ? found : null;

    /// <summary>Finds the negotiation of a message, or begins one.</summary>
    /// <param name="input">The message.</param>
    /// <param name="sender">Who sent it.</param>
    public ObservedNegotiation FindOrBegin(scoped in ObservedInput input, out IkeRole sender)
    {
        ObservedNegotiation negotiation = Find(input) ?? Begin(input);
        negotiation.IsSeenFromStart |= IsFirst(input.Header); // it may have been overtaken
        sender = SenderOf(input, negotiation);
        Touch(negotiation, input.Path);
        return negotiation;
    }

    /// <summary>Begins the IKE SA that replaces another, or finds it if its messages came first.</summary>
    /// <param name="old">The IKE SA that is rekeyed.</param>
    /// <param name="begunBy">Who rekeys it, by the role in <paramref name="old"/>.</param>
    /// <param name="initiator">The SPI of the side that rekeys.</param>
    /// <param name="responder">The SPI of the other side.</param>
    /// <param name="input">The response.</param>
    public ObservedNegotiation BeginRekeyed(ObservedNegotiation old, IkeRole begunBy, Spi initiator, Spi responder, scoped in ObservedInput input)
    {
        ObservedNegotiation? made = Find(old.MajorVersion, initiator, responder);
        if (made is null)
        {
            // The response comes from the side that did not begin.
            PacketInfo path = input.Path with { Local = input.Path.Remote, Remote = input.Path.Local };
            made = Add(new ObservedNegotiation(++_count, old.MajorVersion, initiator, responder, path, input.Time, input.Frame));
            Touch(made, path);
        }

        made.IsSeenFromStart = true;
        made.IsReplacementCertain = true;
        made.AreRolesSwapped = begunBy == IkeRole.Responder;
        made.Replaces = old.Place is null ? null : old; // it may have made room for the new one
        made.Initiator.TakeOver(old.SideOf(begunBy));
        made.Responder.TakeOver(old.SideOf(begunBy.Other()));
        made.Evidence.IsRekeyed = true;
        made.Changed();
        return made;
    }

    /// <summary>Phase 1 of IKEv1 is done: if the same two have one already that is not over, this one takes its place, because nothing in it says so (RFC 2409 has no word for it).</summary>
    public void Supersede(ObservedNegotiation made)
    {
        if (made.Evidence.Before is not { } before
            || Find(1, before.Initiator, before.Responder) is not { ReplacedBy: null, DeletedBy: null, Outcome: NegotiationOutcome.Established } old
            || old == made)
        {
            return;
        }

        (string?, string?) identities = (made.Initiator.Identity, made.Responder.Identity);
        bool isSame = identities == (old.Initiator.Identity, old.Responder.Identity);
        if (isSame || identities == (old.Responder.Identity, old.Initiator.Identity))
        {
            made.Replaces = old;
            made.AreRolesSwapped = !isSame;
            old.ReplacedBy = made;
            made.Changed();
            old.Changed();
        }
    }

    private ObservedNegotiation? Find(scoped in ObservedInput input)
    {
        IkeHeader header = input.Header;
        if (!header.ResponderSpi.IsZero && Find(header.MajorVersion, header.InitiatorSpi, header.ResponderSpi) is { } exact)
        {
            return exact;
        }

        if (!_byInitiator.TryGetValue((header.MajorVersion, header.InitiatorSpi), out ObservedNegotiation? attempt))
        {
            return null;
        }

        if (header.ResponderSpi.IsZero)
        {
            // A first message after the responder has chosen its SPI is a repetition, an answer like COOKIE, or a new attempt that uses the SPI once more.
            bool isOver = attempt.Evidence.HasAuthRequest || attempt.Evidence.LaterExchange is not null || attempt.Evidence.PhaseOneMessages > 2;
            bool isOvertaken = !attempt.IsSeenFromStart || input.Time < attempt.End;
            return isOver && !isOvertaken && !IsRepeated(attempt, input) ? null : attempt;
        }

        if (!attempt.ResponderSpi.IsZero)
        {
            // Several may answer a first message; the initiator goes on with one of them (RFC 7296 2.1).
            bool isUndecided = attempt.IsSeenFromStart && attempt.EncryptedMessages == 0 && attempt.Evidence.PhaseOneMessages <= 2;
            if (!isUndecided)
            {
                return null;
            }

            if (IsAnswerWithSpi(input))
            {
                return input.IsEncrypted ? Adopt(attempt, header.ResponderSpi) : attempt;
            }

            return attempt;
        }

        return IsAnswerWithSpi(input) ? Adopt(attempt, header.ResponderSpi) : attempt;
    }

    private ObservedNegotiation Adopt(ObservedNegotiation attempt, Spi responder)
    {
        if (!attempt.ResponderSpi.IsZero)
        {
            _bySpis.Remove((attempt.MajorVersion, attempt.InitiatorSpi, attempt.ResponderSpi));
        }

        attempt.ResponderSpi = responder;
        _bySpis[(attempt.MajorVersion, attempt.InitiatorSpi, responder)] = attempt;
        return attempt;
    }

    // A bare error or COOKIE may carry an SPI that no SA will ever have.
    private static bool IsAnswerWithSpi(scoped in ObservedInput input)
    {
        if (input.IsEncrypted || input.Status == DecodeStatus.Fragment)
        {
            return true;
        }

        PayloadType wanted = input.Header.MajorVersion == 1 ? PayloadType.V1SecurityAssociation : PayloadType.SecurityAssociation;
        PayloadType other = input.Header.MajorVersion == 1 ? PayloadType.V1KeyExchange : PayloadType.KeyExchange;
        var walker = new PayloadWalker(input.Chain, input.First);
        while (walker.MoveNext())
        {
            if (walker.Current.Type == wanted || walker.Current.Type == other)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRepeated(ObservedNegotiation attempt, scoped in ObservedInput input)
    {
        ulong fingerprint = MessageFollower.FingerprintOf(input.Octets);
        return attempt.FindLast(exchange => exchange.Find(fingerprint) is not null) is not null;
    }

    private ObservedNegotiation Begin(scoped in ObservedInput input)
    {
        IkeHeader header = input.Header;
        bool isFirst = IsFirst(header);
        bool isReverse = header.MajorVersion == 2 ? !header.IsFromInitiator : isFirst && !header.ResponderSpi.IsZero;
        PacketInfo path = isReverse ? input.Path with { Local = input.Path.Remote, Remote = input.Path.Local } : input.Path;
        ObservedNegotiation begun = Add(new ObservedNegotiation(++_count, header.MajorVersion, header.InitiatorSpi, header.ResponderSpi, path, input.Time, input.Frame)
        {
            IsSeenFromStart = isFirst,
        });

        if (isFirst && header.MajorVersion == 1 && FindByAddresses(input.Path) is { MajorVersion: 1 } before)
        {
            begun.Evidence.Before = (before.InitiatorSpi, before.ResponderSpi);
        }

        // The first messages of an IKE SA that was made by an exchange that could not be read (RFC 7296 2.18: Message IDs begin at zero again).
        if (!isFirst && header.MajorVersion == 2 && header.MessageId.Value == 0 && FindByAddresses(input.Path) is { MajorVersion: 2, ReplacedBy: null } old
            && old.FindLast(exchange => exchange.Type == ExchangeType.CreateChildSa && exchange.Response is { IsRead: false }) is not null)
        {
            begun.Replaces = old;
            old.ReplacedBy = begun;
        }

        return begun;
    }

    // A first message, or the answer to one that was not seen.
    private static bool IsFirst(scoped in IkeHeader header) =>
        header.ResponderSpi.IsZero
        || header.ExchangeType == ExchangeType.IkeSaInit
        || (header.MajorVersion == 1 && header.MessageId.Value == 0 && header.NextPayload == PayloadType.V1SecurityAssociation && (header.Flags & HeaderFlags.Encryption) == 0);

    private ObservedNegotiation Add(ObservedNegotiation negotiation)
    {
        if (_byUse.Count >= _options.MaximumNegotiations)
        {
            Forget(_byUse.First!.Value);
        }

        negotiation.Place = _byUse.AddLast(negotiation);
        _byInitiator[(negotiation.MajorVersion, negotiation.InitiatorSpi)] = negotiation;
        if (!negotiation.ResponderSpi.IsZero)
        {
            _bySpis[(negotiation.MajorVersion, negotiation.InitiatorSpi, negotiation.ResponderSpi)] = negotiation;
        }

        return negotiation;
    }

    private void Touch(ObservedNegotiation negotiation, scoped in PacketInfo path)
    {
        if (negotiation.Place is { } place && place != _byUse.Last)
        {
            _byUse.Remove(place);
            _byUse.AddLast(place);
        }

        _addresses.Set(path, negotiation);
    }

    private void Forget(ObservedNegotiation negotiation)
    {
        Forgotten++;
        _byUse.Remove(negotiation);
        negotiation.Place = null;
        RemoveIf(_byInitiator, (negotiation.MajorVersion, negotiation.InitiatorSpi), negotiation);
        RemoveIf(_bySpis, (negotiation.MajorVersion, negotiation.InitiatorSpi, negotiation.ResponderSpi), negotiation);
        _addresses.Remove(negotiation);
        _flows.Forget(negotiation);

        // Nothing that is kept may keep what is forgotten.
        if (negotiation.ReplacedBy is { } next && next.Replaces == negotiation)
        {
            next.Replaces = null;
        }

        if (negotiation.Replaces is { } before && before.ReplacedBy == negotiation)
        {
            before.ReplacedBy = null;
        }

        // Several may say that they replace it: they may still name it, but no chain hangs on it.
        negotiation.Replaces = null;
        negotiation.ReplacedBy = null;
        _messages -= negotiation.KeptMessages;
    }

    private static void RemoveIf<TKey>(Dictionary<TKey, ObservedNegotiation> table, TKey key, ObservedNegotiation negotiation)
        where TKey : notnull
    {
        if (table.TryGetValue(key, out ObservedNegotiation? found) && found == negotiation)
        {
            table.Remove(key);
        }
    }

    private static IkeRole SenderOf(scoped in ObservedInput input, ObservedNegotiation negotiation)
    {
        if (input.Header.MajorVersion == 2)
        {
            return input.Header.IsFromInitiator ? IkeRole.Initiator : IkeRole.Responder;
        }

        return input.Header.ResponderSpi.IsZero ? IkeRole.Initiator : SideSearch.FindSender(input.Path, negotiation);
    }
}
