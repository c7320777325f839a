using Isakmp.Exchanges;
using Isakmp.Inspection.Decoding;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Observation;

/// <summary>Puts each message into its exchange and has it read once, however often it was sent.</summary>
internal sealed class MessageFollower
{
    private static readonly SipHash Fingerprints = new(0, 0);

    private readonly NegotiationTable _table;
    private readonly NegotiationObserverOptions _options;
    private readonly IkeV1Follower _ikeV1;
    private readonly IkeV2Follower _ikeV2;

    public MessageFollower(NegotiationTable table, EspFlowTable flows, NatCheck nat, NegotiationObserverOptions options)
    {
        _table = table;
        _options = options;
        var children = new ChildSaRecorder(flows, options);
        _ikeV1 = new IkeV1Follower(table, children, nat);
        _ikeV2 = new IkeV2Follower(table, children, nat);
    }

    /// <summary>What a message is known again by.</summary>
    public static ulong FingerprintOf(ReadOnlySpan<byte> octets) => Fingerprints.Compute(octets);

    public void Follow(scoped in ObservedInput input)
    {
        ObservedNegotiation negotiation = _table.FindOrBegin(input, out IkeRole sender);
        negotiation.Heard(sender, input.Path, input.Octets.Length, input.Time);
        negotiation.EncryptedMessages += input.IsEncrypted ? 1 : 0;
        negotiation.UnreadMessages += input.IsEncrypted && input.Status == DecodeStatus.Encrypted ? 1 : 0;
        negotiation.MalformedMessages += input.IsMalformed ? 1 : 0;
        if (input.Header.MajorVersion == 1 && input.Status == DecodeStatus.Fragment)
        {
            return; // a piece of its own: the message comes with the last of them
        }

        ulong fingerprint = FingerprintOf(input.Octets);
        ObservedExchange exchange = FindExchange(input, negotiation, sender, fingerprint);
        (ObservedMessage message, bool isNew) = FindMessage(input, negotiation, exchange, sender, fingerprint);
        var context = new MessageContext(input, negotiation, exchange, message, sender);
        bool isNowRead = input.IsRead && !message.IsRead;
        if (isNowRead)
        {
            message.IsRead = true;
            message.Payloads = negotiation.KeepNames(PayloadNames.Of(input));
        }

        if (input.Header.MajorVersion == 1)
        {
            _ikeV1.Follow(context, isNew, isNowRead);
        }
        else
        {
            _ikeV2.Follow(context, isNew, isNowRead);
        }
    }

    private ObservedExchange FindExchange(scoped in ObservedInput input, ObservedNegotiation negotiation, IkeRole sender, ulong fingerprint)
    {
        IkeHeader header = input.Header;
        bool isResponse = header.MajorVersion == 2 && header.IsResponse;
        IkeRole begunBy = isResponse ? sender.Other() : sender;
        ObservedExchange? found;
        if (header.MajorVersion == 1)
        {
            found = negotiation.FindLast(exchange => exchange.Type == header.ExchangeType && exchange.MessageId == header.MessageId);
        }
        else if (header.ExchangeType == ExchangeType.IkeSaInit)
        {
            // COOKIE and INVALID_KE_PAYLOAD ask for the request once more, altered, with the same Message ID (RFC 7296 2.6, 1.2).
            found = negotiation.FindLast(exchange => exchange.Type == header.ExchangeType && exchange.Find(fingerprint) is not null);
            found ??= isResponse ? FindAsked(negotiation, input.Time) : FindAnswered(negotiation, input.Time);
        }
        else
        {
            found = negotiation.FindLast(exchange => exchange.Type == header.ExchangeType && exchange.MessageId == header.MessageId && exchange.BegunBy == begunBy);
        }

        if (found is null)
        {
            found = new ObservedExchange(header.MajorVersion, header.ExchangeType, header.MessageId, begunBy);
            _table.Count(negotiation, -negotiation.Add(found, _options.MaximumExchanges));
        }

        return found;
    }

    // The last request before the response that has none yet.
    private static ObservedExchange? FindAsked(ObservedNegotiation negotiation, DateTimeOffset time) =>
        negotiation.FindLast(exchange => exchange.Type == ExchangeType.IkeSaInit && exchange.Response is null && exchange.Request is { } request && request.Time <= time);

    // A request that was overtaken by its response belongs to the next response after it.
    private static ObservedExchange? FindAnswered(ObservedNegotiation negotiation, DateTimeOffset time) =>
        negotiation.Exchanges
            .Where(exchange => exchange.Type == ExchangeType.IkeSaInit && exchange.Request is null && exchange.Response is { } response && response.Time >= time)
            .MinBy(exchange => exchange.Response!.Time);

    private (ObservedMessage Message, bool IsNew) FindMessage(
        scoped in ObservedInput input, ObservedNegotiation negotiation, ObservedExchange exchange, IkeRole sender, ulong fingerprint)
    {
        bool isResponse = input.Header.MajorVersion == 2 && input.Header.IsResponse;
        bool isFragment = input.TotalFragments > 0;
        int total = input.TotalFragments;
        bool isPiece = isFragment && input.Header.MajorVersion == 2;
        ObservedMessage? message = null;
        foreach (ObservedMessage candidate in exchange.Messages)
        {
            bool isSame = isPiece ? candidate.Fragments == total && candidate.Sender == sender && candidate.IsResponse == isResponse : candidate.Fingerprint == fingerprint;
            message = isSame ? candidate : message;
        }

        bool isNew = message is null;
        if (message is null)
        {
            message = new ObservedMessage(sender, isResponse, input.Time, input.Frame, isPiece ? 0 : input.Octets.Length, isPiece ? 0 : fingerprint)
            {
                IsEncrypted = input.IsEncrypted,
                Fragments = total,
                Payloads = negotiation.KeepNames(PayloadNames.Of(input)),
                Problem = input.Problem,
            };
            _table.Count(negotiation, exchange.Add(message) ? 1 : 0);
            negotiation.FragmentedMessages += isFragment ? 1 : 0;
        }

        int before = message.Transmissions;
        if (isPiece)
        {
            message.AddFragment(input.FragmentNumber, input.Octets.Length, input.Time);
        }
        else if (!isNew)
        {
            message.SeenAgain(input.Time);
        }

        negotiation.Retransmissions += message.Transmissions - before;
        return (message, isNew);
    }
}
