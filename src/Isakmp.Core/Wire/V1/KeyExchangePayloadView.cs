namespace Isakmp.Wire.V1;

/// <summary>A key exchange payload: the public value alone, whose group the SA payload names (RFC 2408 3.7).</summary>
public readonly ref struct KeyExchangePayloadView
{
    private KeyExchangePayloadView(ReadOnlySpan<byte> data)
    {
        Data = data;
    }

    /// <summary>The public value; ciphertext with the revised RSA encryption (RFC 2409 5.3).</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated if there is no octet.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out KeyExchangePayloadView view)
    {
        if (body.IsEmpty)
        {
            view = default;
            return new WireStatus(WireError.Truncated, 0);
        }

        view = new KeyExchangePayloadView(body);
        return WireStatus.Ok;
    }
}
