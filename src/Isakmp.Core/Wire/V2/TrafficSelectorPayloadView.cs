using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>A traffic selector payload, TSi or TSr: the selectors (RFC 7296 3.13).</summary>
/// <remarks>
/// <code>
/// +---------------+-----------------------------------------------+
/// | Number of TSs |                 RESERVED                      |
/// +---------------+-----------------------------------------------+
/// |                       Traffic Selectors                       |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct TrafficSelectorPayloadView
{
    private const int FixedSize = 4;

    private TrafficSelectorPayloadView(byte count, ReadOnlySpan<byte> selectors)
    {
        Count = count;
        Selectors = selectors;
    }

    /// <summary>How many selectors there are.</summary>
    public byte Count { get; }

    /// <summary>All selectors as they came.</summary>
    public ReadOnlySpan<byte> Selectors { get; }

    /// <summary>Reads a body and checks every selector in it, so that enumerating them cannot fail.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>The first fault; InvalidCount for no selector at all (RFC 7296 3.13: one or more).</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out TrafficSelectorPayloadView view)
    {
        view = default;
        if (body.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        byte count = body[0];
        if (count == 0)
        {
            return new WireStatus(WireError.InvalidCount, 0);
        }

        int position = FixedSize;
        for (int i = 0; i < count; i++)
        {
            WireStatus status = TrafficSelectorView.TryRead(body[position..], out TrafficSelectorView selector);
            if (!status.IsOk)
            {
                return status.Shift(position);
            }

            position += selector.Raw.Length;
        }

        if (position != body.Length)
        {
            return new WireStatus(WireError.TrailingData, position);
        }

        view = new TrafficSelectorPayloadView(count, body[FixedSize..]);
        return WireStatus.Ok;
    }

    /// <summary>Enumerates the selectors, those of unknown types too.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(Selectors);

    /// <summary>Steps through the selectors.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> selectors)
        {
            _rest = selectors;
        }

        /// <summary>The selector.</summary>
        public TrafficSelectorView Current { get; private set; }

        /// <summary>Goes to the next selector.</summary>
        /// <returns>False at the end.</returns>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            Current = TrafficSelectorView.ReadValidated(_rest);
            _rest = _rest[Current.Raw.Length..];
            return true;
        }
    }
}
