using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Framing;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Impairments;

/// <summary>A link between us and a peer that does to datagrams what its rules say, and nothing else: a network for tests, without clock, socket or chance of its own.</summary>
/// <remarks>
/// Put in each datagram by <see cref="Send"/> and take what arrives by <see cref="TryTake"/>, at the latest at <see cref="NextDelivery"/>. The rules are applied in their order,
/// each to what the one before has left of a datagram; all of them count every datagram as it was sent. One thread at a time.
/// </remarks>
public sealed class ImpairedLink
{
    /// <summary>How many datagrams may be under way; further ones are lost.</summary>
    public const int Capacity = 16_384;

    private readonly ImmutableArray<ImpairmentRule> _rules;
    private readonly int[] _counted;
    private readonly int[] _applied;
    private readonly PriorityQueue<ImpairedDatagram, (long Ticks, long Number)> _underway = new();
    private readonly List<Held> _held = [];
    private IkeInstant _last;
    private long _number;

    /// <summary>Makes a link.</summary>
    /// <param name="rules">The rules, in the order in which they are applied.</param>
    public ImpairedLink(params ReadOnlySpan<ImpairmentRule> rules)
    {
        foreach (ImpairmentRule rule in rules)
        {
            ArgumentNullException.ThrowIfNull(rule, nameof(rules));
        }

        _rules = [.. rules];
        _counted = new int[_rules.Length];
        _applied = new int[_rules.Length];
    }

    /// <summary>How long every datagram takes, beside what the rules say.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How many datagrams were lost because too many were under way.</summary>
    public long Overflows { get; private set; }

    /// <summary>When the next datagram arrives; null if none is under way. The wall clock of the instant is that of the last <see cref="Send"/>, moved on.</summary>
    public IkeInstant? NextDelivery
    {
        get
        {
            long? next = _underway.TryPeek(out _, out (long Ticks, long Number) first) ? first.Ticks : null;
            foreach (Held held in _held)
            {
                next = next is { } ticks ? Math.Min(ticks, held.Deadline) : held.Deadline;
            }

            return next is { } due ? _last + new TimeSpan(due - _last.MonotonicTicks) : null;
        }
    }

    /// <summary>How many datagrams a rule has been applied to so far: what a test asserts, lest it pass because nothing happened.</summary>
    /// <param name="rule">A rule of this link.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentException">The link has no such rule.</exception>
    public int TimesApplied(ImpairmentRule rule)
    {
        int index = _rules.IndexOf(rule);
        return index >= 0 ? _applied[index] : throw new ArgumentException($"This link has no rule '{rule}'.", nameof(rule));
    }

    /// <summary>Puts a datagram on the link.</summary>
    /// <param name="outbound">Whether our side sends it; else the peer does.</param>
    /// <param name="path">Carried along for whoever takes it.</param>
    /// <param name="datagram">The payload of UDP, or a bare IKE message; copied.</param>
    /// <param name="now">The time.</param>
    public void Send(bool outbound, in PacketInfo path, ReadOnlySpan<byte> datagram, IkeInstant now)
    {
        _last = now;
        ObservedDatagram observed = ObservedDatagram.Of(outbound, path, datagram);
        var copies = new List<Copy> { new(datagram.ToArray(), now.MonotonicTicks + Latency.Ticks, 0, 0) };
        for (int i = 0; i < _rules.Length; i++)
        {
            if (_rules[i].Selector.Counts(observed) && _rules[i].Selector.Selects(++_counted[i]))
            {
                _applied[i]++;
                copies = Apply(_rules[i], copies, observed.MarkerSize, now);
            }
        }

        int held = _held.Count;
        foreach (Copy copy in copies)
        {
            Start(new ImpairedDatagram(outbound, path, copy.Octets), copy);
        }

        if (copies.Exists(static copy => copy.Behind == 0))
        {
            Pass(outbound, held, copies.Max(static copy => copy.Ticks));
        }
    }

    /// <summary>Takes the next datagram that has arrived, in the order of arrival.</summary>
    /// <param name="now">The time.</param>
    /// <param name="arrived">The datagram.</param>
    /// <returns>False if none has.</returns>
    public bool TryTake(IkeInstant now, [NotNullWhen(true)] out ImpairedDatagram? arrived)
    {
        for (int i = 0; i < _held.Count;)
        {
            if (_held[i].Deadline <= now.MonotonicTicks)
            {
                Release(i, _held[i].Deadline);
            }
            else
            {
                i++;
            }
        }

        arrived = null;
        return _underway.TryPeek(out _, out (long Ticks, long Number) due) && due.Ticks <= now.MonotonicTicks && _underway.TryDequeue(out arrived, out _);
    }

    private static List<Copy> Apply(ImpairmentRule rule, List<Copy> copies, int marker, IkeInstant now) => rule.Action switch
    {
        ImpairmentAction.Drop => [],
        ImpairmentAction.Duplicate => [.. copies.SelectMany(copy => Enumerable.Range(0, rule.Count + 1).Select(number => copy with { Ticks = copy.Ticks + (number * rule.Time.Ticks) }))],
        ImpairmentAction.Delay => copies.ConvertAll(copy => copy with { Ticks = copy.Ticks + rule.Time.Ticks }),
        ImpairmentAction.Reorder => copies.ConvertAll(copy => copy with { Behind = rule.Count, Deadline = now.MonotonicTicks + rule.Time.Ticks }),
        _ => copies.ConvertAll(copy => copy with { Octets = rule.Change(copy.Octets, marker) }),
    };

    private void Start(ImpairedDatagram datagram, in Copy copy)
    {
        if (_underway.Count + _held.Count >= Capacity)
        {
            Overflows++;
        }
        else if (copy.Behind > 0)
        {
            _held.Add(new Held(datagram, copy.Behind, Math.Max(copy.Deadline, copy.Ticks)));
        }
        else
        {
            _underway.Enqueue(datagram, (copy.Ticks, _number++));
        }
    }

    // What waits for others goes on when as many have gone, and arrives behind them; what has only now begun to wait is not meant.
    private void Pass(bool outbound, int count, long ticks)
    {
        for (int i = 0; i < count;)
        {
            if (_held[i].Datagram.IsOutbound == outbound && --_held[i].Behind == 0)
            {
                Release(i, ticks);
                count--;
            }
            else
            {
                i++;
            }
        }
    }

    private void Release(int index, long ticks)
    {
        _underway.Enqueue(_held[index].Datagram, (ticks, _number++));
        _held.RemoveAt(index);
    }

    /// <summary>What the rules have made of a datagram so far.</summary>
    private readonly record struct Copy(byte[] Octets, long Ticks, int Behind, long Deadline);

    /// <summary>A datagram that waits for others to overtake it.</summary>
    private sealed class Held(ImpairedDatagram datagram, int behind, long deadline)
    {
        public ImpairedDatagram Datagram { get; } = datagram;

        public int Behind { get; set; } = behind;

        public long Deadline { get; } = deadline;
    }
}
