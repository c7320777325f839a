using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>A configuration payload: what is done, and attributes (RFC 7296 3.15).</summary>
/// <remarks>
/// <code>
/// +---------------+-----------------------------------------------+
/// |   CFG Type    |                    RESERVED                   |
/// +---------------+-----------------------------------------------+
/// |                   Configuration Attributes                    |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct ConfigurationPayloadView
{
    private const int FixedSize = 4;

    private ConfigurationPayloadView(ConfigurationType type, ReadOnlySpan<byte> attributes)
    {
        Type = type;
        Attributes = attributes;
    }

    /// <summary>Request, reply, set or acknowledgement.</summary>
    public ConfigurationType Type { get; }

    /// <summary>All attributes as they came; there may be none.</summary>
    public ReadOnlySpan<byte> Attributes { get; }

    /// <summary>Reads a body and checks every attribute's length, so that enumerating them cannot fail.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>The first fault; the length of a value against its attribute's type is not looked at.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out ConfigurationPayloadView view)
    {
        view = default;
        if (body.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        int position = FixedSize;
        while (position < body.Length)
        {
            WireStatus status = ConfigurationAttributeView.TryRead(body[position..], out ConfigurationAttributeView attribute);
            if (!status.IsOk)
            {
                return status.Shift(position);
            }

            position += attribute.Raw.Length;
        }

        view = new ConfigurationPayloadView(new ConfigurationType(body[0]), body[FixedSize..]);
        return WireStatus.Ok;
    }

    /// <summary>Enumerates the attributes.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(Attributes);

    /// <summary>Steps through the attributes.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> attributes)
        {
            _rest = attributes;
        }

        /// <summary>The attribute.</summary>
        public ConfigurationAttributeView Current { get; private set; }

        /// <summary>Goes to the next attribute.</summary>
        /// <returns>False at the end.</returns>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            Current = ConfigurationAttributeView.ReadValidated(_rest);
            _rest = _rest[Current.Raw.Length..];
            return true;
        }
    }
}
