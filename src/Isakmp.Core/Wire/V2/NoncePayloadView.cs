namespace Isakmp.Wire.V2;

/// <summary>A nonce: 16 to 256 octets (RFC 7296 3.9).</summary>
public readonly ref struct NoncePayloadView
{
    /// <summary>The shortest nonce: 16 octets.</summary>
    public const int MinimumSize = 16;

    /// <summary>The longest nonce: 256 octets.</summary>
    public const int MaximumSize = 256;

    private NoncePayloadView(ReadOnlySpan<byte> data)
    {
        Data = data;
    }

    /// <summary>The nonce.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>LengthTooSmall below 16 octets, LengthTooLarge above 256.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out NoncePayloadView view)
    {
        view = default;
        // RFC 7296 3.9
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
