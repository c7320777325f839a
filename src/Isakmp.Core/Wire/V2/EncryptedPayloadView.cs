namespace Isakmp.Wire.V2;

/// <summary>The encrypted payload SK: IV, ciphertext with padding inside, checksum (RFC 7296 3.14).</summary>
/// <remarks>
/// <code>
/// +---------------------------------------------------------------+
/// |         Initialization Vector (what the cipher needs)         |
/// +---------------------------------------------------------------+
/// |      Encrypted IKE payloads, Padding (0-255), Pad Length      |
/// +---------------------------------------------------------------+
/// |     Integrity Checksum Data (what the algorithm gives)        |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct EncryptedPayloadView
{
    private const int PadLengthSize = 1;

    private EncryptedPayloadView(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> icv)
    {
        Iv = iv;
        Ciphertext = ciphertext;
        Icv = icv;
    }

    /// <summary>The initialization vector.</summary>
    public ReadOnlySpan<byte> Iv { get; }

    /// <summary>The encrypted payloads, padding and pad length; at least 1 octet.</summary>
    public ReadOnlySpan<byte> Ciphertext { get; }

    /// <summary>The integrity checksum, or the tag of an AEAD.</summary>
    public ReadOnlySpan<byte> Icv { get; }

    /// <summary>Splits a body by the sizes that the SA's algorithms have.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="ivSize">Octets of the initialization vector.</param>
    /// <param name="icvSize">Octets of the checksum or tag.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated if there is not even room for the pad length between IV and checksum.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, int ivSize, int icvSize, out EncryptedPayloadView view)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ivSize);
        ArgumentOutOfRangeException.ThrowIfNegative(icvSize);
        if (body.Length < ivSize + icvSize + PadLengthSize)
        {
            view = default;
            return new WireStatus(WireError.Truncated, 0);
        }

        int ciphertextSize = body.Length - ivSize - icvSize;
        view = new EncryptedPayloadView(body[..ivSize], body.Slice(ivSize, ciphertextSize), body[^icvSize..]);
        return WireStatus.Ok;
    }
}
