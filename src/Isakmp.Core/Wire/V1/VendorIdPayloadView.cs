namespace Isakmp.Wire.V1;

/// <summary>A mark by which implementations know each other, mostly a hash of its text (RFC 2408 3.16).</summary>
public readonly ref struct VendorIdPayloadView
{
    private VendorIdPayloadView(ReadOnlySpan<byte> data)
    {
        Data = data;
    }

    /// <summary>The mark; any length, empty too.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Always success.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out VendorIdPayloadView view)
    {
        view = new VendorIdPayloadView(body);
        return WireStatus.Ok;
    }
}
