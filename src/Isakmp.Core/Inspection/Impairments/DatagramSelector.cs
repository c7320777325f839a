using System.Globalization;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Inspection.Impairments;

/// <summary>Says which datagrams a rule is for; each method narrows the selection, and the last one says what happens to them.</summary>
/// <remarks>
/// It looks at the header alone, so it needs no key. A message that is sent again counts again: <see cref="Number"/> counts datagrams. Selectors and rules never change, so they can be
/// kept and used in any number of links, each of which counts for itself.
/// </remarks>
public sealed class DatagramSelector
{
    private const int NoLimit = int.MaxValue;

    internal DatagramSelector()
    {
    }

    private bool? Outbound { get; init; }

    private DatagramKind? Kind { get; init; }

    private int? MajorVersion { get; init; }

    private ExchangeType? Type { get; init; }

    private bool? IsResponse { get; init; }

    private MessageId? Id { get; init; }

    private int First { get; init; } = 1;

    private int Last { get; init; } = NoLimit;

    /// <summary>Only what our side of the link sends.</summary>
    /// <returns>The narrower selector.</returns>
    public DatagramSelector FromUs() => Narrow(outbound: true);

    /// <summary>Only what the peer sends.</summary>
    /// <returns>The narrower selector.</returns>
    public DatagramSelector FromPeer() => Narrow(outbound: false);

    /// <summary>Only datagrams of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The narrower selector.</returns>
    public DatagramSelector OfKind(DatagramKind kind) => Narrow(kind: kind);

    /// <summary>Only IKE messages of a version.</summary>
    /// <param name="majorVersion">1 or 2.</param>
    /// <returns>The narrower selector.</returns>
    public DatagramSelector OfVersion(int majorVersion) => Narrow(majorVersion: majorVersion);

    /// <summary>Only IKE messages of an exchange.</summary>
    /// <param name="exchange">The exchange type in the header.</param>
    /// <returns>The narrower selector.</returns>
    public DatagramSelector OfExchange(ExchangeType exchange) => Narrow(type: exchange);

    /// <summary>Only requests: messages of IKEv2 without the response flag. IKEv1 has no such flag, so none of its messages is one.</summary>
    /// <returns>The narrower selector.</returns>
    public DatagramSelector Requests() => Narrow(isResponse: false);

    /// <summary>Only responses: messages of IKEv2 with the response flag.</summary>
    /// <returns>The narrower selector.</returns>
    public DatagramSelector Responses() => Narrow(isResponse: true);

    /// <summary>Only IKE messages with a Message ID.</summary>
    /// <param name="id">The Message ID in the header.</param>
    /// <returns>The narrower selector.</returns>
    public DatagramSelector WithMessageId(MessageId id) => Narrow(id: id);

    /// <summary>Only the n-th datagram of those that the rest of the selector lets through.</summary>
    /// <param name="number">Which one, from 1.</param>
    /// <returns>The narrower selector.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is less than 1.</exception>
    public DatagramSelector Number(int number) => Numbers(number, number);

    /// <summary>Only the n-th to the m-th datagram of those that the rest of the selector lets through.</summary>
    /// <param name="first">The first, from 1.</param>
    /// <param name="last">The last.</param>
    /// <returns>The narrower selector.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="first"/> is less than 1, or <paramref name="last"/> less than <paramref name="first"/>.</exception>
    public DatagramSelector Numbers(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        return Narrow(first: first, last: last);
    }

    /// <summary>Only the n-th datagram and those after it.</summary>
    /// <param name="number">The first one, from 1.</param>
    /// <returns>The narrower selector.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is less than 1.</exception>
    public DatagramSelector From(int number) => Numbers(number, NoLimit);

    /// <summary>Loses them.</summary>
    /// <returns>The rule.</returns>
    public ImpairmentRule Drop() => new(this, ImpairmentAction.Drop);

    /// <summary>Lets further copies follow.</summary>
    /// <param name="copies">How many beside the datagram itself; 1 to 1,000.</param>
    /// <param name="after">How long after it each further one comes.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number or the time is out of bounds.</exception>
    public ImpairmentRule Duplicate(int copies = 1, TimeSpan after = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copies, ImpairmentRule.MaxCopies);
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        return new(this, ImpairmentAction.Duplicate) { Count = copies, Time = after };
    }

    /// <summary>Holds them back for a time, so that later ones may overtake them.</summary>
    /// <param name="time">How long.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public ImpairmentRule Delay(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        return new(this, ImpairmentAction.Delay) { Time = time };
    }

    /// <summary>Puts them behind the datagrams that come next in the same direction.</summary>
    /// <param name="count">Behind how many; 1 to 1,000.</param>
    /// <param name="patience">When they go on all the same if not so many come; a minute if not given.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number or the time is out of bounds.</exception>
    public ImpairmentRule PutBehindNext(int count = 1, TimeSpan? patience = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ImpairmentRule.MaxCopies);
        TimeSpan time = patience ?? TimeSpan.FromMinutes(1);
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(patience));
        return new(this, ImpairmentAction.Reorder) { Count = count, Time = time };
    }

    /// <summary>Changes one octet.</summary>
    /// <param name="at">Which one, from the header of the IKE message on, after the non-ESP marker; <c>^1</c> is the last. One beyond the datagram changes nothing.</param>
    /// <param name="mask">The bits to turn over.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mask"/> is zero.</exception>
    public ImpairmentRule Corrupt(Index at, byte mask = 0xFF)
    {
        ArgumentOutOfRangeException.ThrowIfZero(mask);
        return new(this, ImpairmentAction.Corrupt) { At = at, Mask = mask };
    }

    /// <summary>Turns over bits at random places, again for each datagram.</summary>
    /// <param name="random">Where the places come from; a seeded one makes a run that can be repeated.</param>
    /// <param name="bits">How many; 1 to 1,000. The same may be hit twice.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is out of bounds.</exception>
    public ImpairmentRule Corrupt(IRandomSource random, int bits = 1)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, ImpairmentRule.MaxCopies);
        return new(this, ImpairmentAction.Corrupt) { Random = random, Count = bits };
    }

    /// <summary>Cuts the end off.</summary>
    /// <param name="end">Where the message ends, the non-ESP marker not counted: <c>28</c> leaves the header alone, <c>^1</c> takes one octet. One beyond the datagram changes nothing.</param>
    /// <returns>The rule.</returns>
    public ImpairmentRule Truncate(Index end) => new(this, ImpairmentAction.Truncate) { At = end };

    /// <summary>Returns the selection in words, for example <c>number 2 of IKE_AUTH requests from us</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        string numbers = (First, Last) switch
        {
            (1, NoLimit) => "all",
            (_, NoLimit) => string.Create(CultureInfo.InvariantCulture, $"number {First} and later"),
            _ when First == Last => string.Create(CultureInfo.InvariantCulture, $"number {First}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"numbers {First} to {Last}"),
        };
        string what = IsResponse switch { true => "responses", false => "requests", _ => Kind is { } kind && kind != DatagramKind.Ike ? kind.ToString() : Kind is null ? "datagrams" : "messages" };
        string version = MajorVersion is { } major ? string.Create(CultureInfo.InvariantCulture, $"IKEv{major} ") : "";
        string id = Id is { } number ? $" with Message ID {number}" : "";
        string from = Outbound switch { true => " from us", false => " from the peer", _ => "" };
        return $"{numbers} of {version}{(Type is { } type ? $"{type} " : "")}{what}{id}{from}";
    }

    /// <summary>Whether a datagram is among those that are counted.</summary>
    internal bool Counts(in ObservedDatagram datagram) =>
        (Outbound is null || Outbound == datagram.IsOutbound)
        && (Kind is null || Kind == datagram.Kind)
        && (MajorVersion is null || MajorVersion == datagram.MajorVersion)
        && (Type is null || Type == datagram.ExchangeType)
        && (IsResponse is null || IsResponse == datagram.IsResponse)
        && (Id is null || Id == datagram.MessageId);

    /// <summary>Whether the datagram with this number among them is meant.</summary>
    internal bool Selects(int number) => number >= First && number <= Last;

    private DatagramSelector Narrow(
        bool? outbound = null,
        DatagramKind? kind = null,
        int? majorVersion = null,
        ExchangeType? type = null,
        bool? isResponse = null,
        MessageId? id = null,
        int? first = null,
        int? last = null) => new()
        {
            Outbound = outbound ?? Outbound,
            Kind = kind ?? Kind,
            MajorVersion = majorVersion ?? MajorVersion,
            Type = type ?? Type,
            IsResponse = isResponse ?? IsResponse,
            Id = id ?? Id,
            First = first ?? First,
            Last = last ?? Last,
        };
}
