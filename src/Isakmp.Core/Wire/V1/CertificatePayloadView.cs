using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>A certificate, or something like it: an encoding octet and the data (RFC 2408 3.9).</summary>
public readonly ref struct CertificatePayloadView
{
    private const int FixedSize = 1;

    private CertificatePayloadView(CertificateEncoding encoding, ReadOnlySpan<byte> data)
    {
        Encoding = encoding;
        Data = data;
    }

    /// <summary>What the data is.</summary>
    public CertificateEncoding Encoding { get; }

    /// <summary>The certificate or revocation list.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated if there is no octet.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out CertificatePayloadView view)
    {
        if (body.IsEmpty)
        {
            view = default;
            return new WireStatus(WireError.Truncated, 0);
        }

        view = new CertificatePayloadView(new CertificateEncoding(body[0]), body[FixedSize..]);
        return WireStatus.Ok;
    }
}
