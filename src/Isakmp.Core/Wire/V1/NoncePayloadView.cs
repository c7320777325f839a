namespace Isakmp.Wire.V1;

/// <summary>A nonce: 8 to 256 octets (RFC 2408 3.13, RFC 2409 5).</summary>
/// <remarks>With public key encryption the body is ciphertext (RFC 2409 5.2, 5.3): read <see cref="PayloadView.Body"/> then.</remarks>
public readonly ref struct NoncePayloadView
{
    /// <summary>The shortest nonce: 8 octets (RFC 2409 5).</summary>
    public const int MinimumSize = 8;

    /// <summary>The longest nonce: 256 octets (RFC 2409 5).</summary>
    public const int MaximumSize = 256;

    private NoncePayloadView(ReadOnlySpan<byte> data)
    {
        Data = data;
    }

    /// <summary>The nonce: 8 to 256 octets.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>LengthTooSmall below 8 octets, LengthTooLarge above 256.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out NoncePayloadView view)
    {
        view = default;
        // RFC 2409 5
        if (body.Length < MinimumSize)
        {
            return new WireStatus(WireError.LengthTooSmall, 0);
        }

        if (body.Length > MaximumSize)
        {
            return new WireStatus(WireError.LengthTooLarge, 0);
        }

        view = new NoncePayloadView(body);
        return WireStatus.Ok;
    }
}
