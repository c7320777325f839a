using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Inspection.Observation;

public sealed partial class ObservedNegotiation
{
    // No more text than this is kept of one negotiation, nor of one fact: a hostile capture must not fill the memory with what its messages say.
    private const int MaximumText = 64 * 1024;
    private const int MaximumFact = 512;
    private const int MaximumErrors = 32;
    private const int MaximumNames = 32;

    // The first exchanges say most, so they stay.
    private const int KeptExchanges = 4;

    private static readonly IReadOnlyList<string> s_unnamed = ["..."];

    private const int MostAncestors = 16;

    private int _text;
    private int _names;
    private Verdict? _verdict;

    internal ObservedNegotiation(int number, int majorVersion, Spi initiatorSpi, Spi responderSpi, in PacketInfo path, DateTimeOffset time, long frame)
    {
        Number = number;
        MajorVersion = majorVersion;
        InitiatorSpi = initiatorSpi;
        ResponderSpi = responderSpi;
        Start = time;
        End = time;
        FirstFrame = frame;
        Initiator = new ObservedSide(path.Local);
        Responder = new ObservedSide(path.Remote);
    }

    /// <summary>What speaks for one outcome or another.</summary>
    internal Evidence Evidence { get; } = new();

    /// <summary>IKEv2: the Child SA of IKE_AUTH, whose offer and answer may stand in different exchanges of that type.</summary>
    internal ObservedChildSa? FirstChild { get; set; }

    /// <summary>IKEv2: the proposal that was chosen.</summary>
    internal Messages.Proposal? ChosenSuite { get; set; }

    /// <summary>IKEv1: the hash that was chosen, for NAT-D.</summary>
    internal HashAlgorithmIdentifier Hash { get; set; }

    /// <summary>The initiator was the responder of the IKE SA that this one replaces.</summary>
    internal bool AreRolesSwapped { get; set; }

    /// <summary>Where it stands in the list of those that were heard of last.</summary>
    internal LinkedListNode<ObservedNegotiation>? Place { get; set; }

    private Verdict Verdict => _verdict ??= Verdict.On(this);

    /// <summary>What followed is not to be seen.</summary>
    internal void EndEarly()
    {
        Evidence.EndsEarly = true;
        _verdict = null;
    }

    internal void Heard(IkeRole sender, in PacketInfo path, int octets, DateTimeOffset time)
    {
        _verdict = null;
        SideOf(sender).Sent(path.Local, octets, time);
        Start = time < Start ? time : Start;
        End = time > End ? time : End;
    }

    internal void Changed() => _verdict = null;

    internal ObservedExchange? FindLast(Predicate<ObservedExchange> fits) => _exchanges.FindLast(fits);

    /// <summary>How many messages stand in the exchanges that are kept.</summary>
    internal int KeptMessages { get; set; }

    /// <summary>Adds an exchange.</summary>
    /// <returns>How many messages had to be forgotten for it.</returns>
    internal int Add(ObservedExchange exchange, int most)
    {
        int messages = 0;
        if (_exchanges.Count >= most)
        {
            int forgotten = _exchanges.FindIndex(KeptExchanges, known => known.IsLiveness && !known.IsUnanswered);
            forgotten = forgotten < 0 ? KeptExchanges : forgotten;
            messages = _exchanges[forgotten].Messages.Count;
            _exchanges.RemoveAt(forgotten);
            ForgottenExchanges++;
        }

        _exchanges.Add(exchange);
        return messages;
    }

    /// <summary>Adds a Child SA.</summary>
    /// <returns>The one that had to be forgotten for it; null if none had.</returns>
    internal ObservedChildSa? Add(ObservedChildSa child, int most)
    {
        ObservedChildSa? forgotten = null;
        if (_childSas.Count >= most)
        {
            forgotten = _childSas[0];
            _childSas.RemoveAt(0);
            ForgottenChildSas++;
        }

        _childSas.Add(child);
        return forgotten;
    }

    internal void Add(ObservedError error)
    {
        if (_errors.Count < MaximumErrors)
        {
            _errors.Add(error);
        }
    }

    internal void AddAssignedAddress(string address)
    {
        if (_assignedAddresses.Count < MaximumNames && !_assignedAddresses.Contains(address))
        {
            _assignedAddresses.Add(address);
        }
    }

    /// <summary>Finds a Child SA by the SPI that one side chose, here or in the IKE SAs that this one replaces.</summary>
    /// <param name="role">The side; then the role that it had when the Child SA was made, for who rekeys an IKE SA is the initiator of the new one.</param>
    /// <param name="spi">The SPI.</param>
    internal ObservedChildSa? FindChild(ref IkeRole role, ChildSpi spi)
    {
        ObservedNegotiation? at = this;
        for (int i = 0; at is not null && i < MostAncestors; i++)
        {
            IkeRole side = role;
            if (at._childSas.FindLast(child => child.SpiOf(side) == spi) is { } found)
            {
                return found;
            }

            role = at.AreRolesSwapped ? role.Other() : role;
            at = at.Replaces;
        }

        return null;
    }

    /// <summary>Finds the Child SA that protects the same traffic and is still in use, here or in the SAs that this one replaces: IKEv1 has no word for rekeying, and Child SAs outlive phase 1.</summary>
    /// <param name="child">The new one.</param>
    internal ObservedChildSa? FindReplaced(ObservedChildSa child)
    {
        (IReadOnlyList<string> initiator, IReadOnlyList<string> responder) = (child.InitiatorSelectors, child.ResponderSelectors);
        ObservedNegotiation? at = this;
        for (int i = 0; at is not null && i < MostAncestors; i++)
        {
            (IReadOnlyList<string> ours, IReadOnlyList<string> theirs) = (initiator, responder);
            if (at._childSas.FindLast(other => other != child && other is { Outcome: ChildSaOutcome.Established, ReplacedBy: null, DeletedBy: null }
                && other.InitiatorSelectors.SequenceEqual(ours) && other.ResponderSelectors.SequenceEqual(theirs)) is { } found)
            {
                return found;
            }

            (initiator, responder) = at.AreRolesSwapped ? (responder, initiator) : (initiator, responder);
            at = at.Replaces;
        }

        return null;
    }

    /// <summary>Shortens a text so that what is kept stays bounded.</summary>
    internal string Keep(string text)
    {
        if (_text > MaximumText)
        {
            return "...";
        }

        string kept = text.Length <= MaximumFact ? text : string.Concat(text.AsSpan(0, MaximumFact), "...");
        _text += kept.Length;
        return kept;
    }

    /// <summary>Shortens the names of a message's payloads: they have a bound of their own, so that facts are told all the same.</summary>
    internal IReadOnlyList<string> KeepNames(IReadOnlyList<string> names)
    {
        if (_names > MaximumText)
        {
            return s_unnamed;
        }

        _names += names.Sum(static name => name.Length);
        return names;
    }

    /// <summary>Shortens a list of texts.</summary>
    internal IReadOnlyList<string> Keep(IReadOnlyList<string> texts) =>
        texts.Count <= MaximumNames ? [.. texts.Select(Keep)] : [.. texts.Take(MaximumNames).Select(Keep), $"... {texts.Count - MaximumNames} more"];
}
