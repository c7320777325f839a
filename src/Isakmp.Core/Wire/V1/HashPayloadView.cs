namespace Isakmp.Wire.V1;

/// <summary>A hash payload: the output of the negotiated hash or pseudo-random function (RFC 2408 3.11).</summary>
public readonly ref struct HashPayloadView
{
    private HashPayloadView(ReadOnlySpan<byte> data)
    {
        Data = data;
    }

    /// <summary>The hash.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated if there is no octet.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out HashPayloadView view)
    {
        if (body.IsEmpty)
        {
            view = default;
            return new WireStatus(WireError.Truncated, 0);
        }

        view = new HashPayloadView(body);
        return WireStatus.Ok;
    }
}
