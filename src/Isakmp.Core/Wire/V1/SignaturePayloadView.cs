namespace Isakmp.Wire.V1;

/// <summary>A signature payload (RFC 2408 3.12).</summary>
public readonly ref struct SignaturePayloadView
{
    private SignaturePayloadView(ReadOnlySpan<byte> data)
    {
        Data = data;
    }

    /// <summary>The signature.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated if there is no octet.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out SignaturePayloadView view)
    {
        if (body.IsEmpty)
        {
            view = default;
            return new WireStatus(WireError.Truncated, 0);
        }

        view = new SignaturePayloadView(body);
        return WireStatus.Ok;
    }
}
