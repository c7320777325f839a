namespace Isakmp.Wire.V1;

/// <summary>A hash over the cookies, an address and a port, by which peers see a NAT between them: NAT-D (RFC 3947 3.2).</summary>
public readonly ref struct NatDetectionPayloadView
{
    private NatDetectionPayloadView(ReadOnlySpan<byte> hash)
    {
        Hash = hash;
    }

    /// <summary>The hash, as long as that of the negotiated algorithm.</summary>
    public ReadOnlySpan<byte> Hash { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated if there is no octet.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out NatDetectionPayloadView view)
    {
        if (body.IsEmpty)
        {
            view = default;
            return new WireStatus(WireError.Truncated, 0);
        }

        view = new NatDetectionPayloadView(body);
        return WireStatus.Ok;
    }
}
