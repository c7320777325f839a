using Isakmp.Primitives;

namespace Isakmp.Inspection.Observation;

/// <summary>What was seen of one of the two that negotiate.</summary>
public sealed class ObservedSide
{
    private const int MaximumMoves = 16;

    private readonly List<ObservedMove> _moves = [];
    private readonly List<string> _vendorIds = [];
    private readonly List<string> _extensions = [];
    private DateTimeOffset _firstTime;
    private DateTimeOffset _lastTime;

    internal ObservedSide(NetEndPoint first)
    {
        First = first;
        Current = first;
    }

    /// <summary>Where it sent from first; as long as it was silent, where the other side sent to.</summary>
    public NetEndPoint First { get; private set; }

    /// <summary>Where it sent from last.</summary>
    public NetEndPoint Current { get; private set; }

    /// <summary>When it changed its address or port; the last 16.</summary>
    public IReadOnlyList<ObservedMove> Moves => _moves;

    /// <summary>The identity that it claims, in swanctl's notation; null if that was encrypted or is still to come.</summary>
    public string? Identity { get; internal set; }

    /// <summary>How it authenticates itself, such as <c>psk</c>, <c>rsa</c> or <c>EAP-MSCHAPv2</c>; null if unknown.</summary>
    public string? Authentication { get; internal set; }

    /// <summary>
    /// Its NAT detection hashes say that it is behind a NAT, which some peers pretend in order to have ESP in UDP; false if they say that it is not, null if
    /// there were none.
    /// </summary>
    public bool? IsBehindNat { get; internal set; }

    /// <summary>What its vendor IDs stand for; hexadecimal digits where that is not known.</summary>
    public IReadOnlyList<string> VendorIds => _vendorIds;

    /// <summary>What it says it can do beyond the basics, such as <c>MOBIKE</c>.</summary>
    public IReadOnlyList<string> Extensions => _extensions;

    /// <summary>How many messages it sent, retransmissions included.</summary>
    public int Messages { get; private set; }

    /// <summary>The octets of these messages, without UDP and IP.</summary>
    public long Octets { get; private set; }

    /// <summary>Returns identity and address.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Identity is null ? Current.ToString() : $"{Identity} at {Current}";

    internal void Sent(NetEndPoint from, int octets, DateTimeOffset time)
    {
        Octets += octets;
        Messages++;
        if (Messages == 1)
        {
            (First, Current, _firstTime, _lastTime) = (from, from, time, time);
            return;
        }

        if (time < _lastTime)
        {
            // A message that was overtaken tells at most where the side was at first.
            if (time < _firstTime)
            {
                bool isMoved = _moves.Count == 0 && from != First;
                _moves.AddRange(isMoved ? [new ObservedMove(_firstTime, from, First)] : []);
                (First, _firstTime) = (from, time);
            }

            return;
        }

        _lastTime = time;
        if (from != Current)
        {
            if (_moves.Count == MaximumMoves)
            {
                _moves.RemoveAt(0);
            }

            _moves.Add(new ObservedMove(time, Current, from));
            Current = from;
        }
    }

    internal void AddVendorId(string name) => Add(_vendorIds, name);

    internal void AddExtension(string name) => Add(_extensions, name);

    /// <summary>Takes over who it is from the IKE SA that this one replaces.</summary>
    internal void TakeOver(ObservedSide other)
    {
        Identity = other.Identity;
        Authentication = other.Authentication;
        IsBehindNat = other.IsBehindNat;
    }

    private static void Add(List<string> names, string name)
    {
        const int MaximumNames = 32;
        if (names.Count < MaximumNames && !names.Contains(name))
        {
            names.Add(name);
        }
    }
}
