using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>What certificate a peer asks for: an encoding and the name of one authority (RFC 2408 3.10).</summary>
/// <remarks>A peer that accepts several authorities sends a payload for each.</remarks>
public readonly ref struct CertificateRequestPayloadView
{
    private const int FixedSize = 1;

    private CertificateRequestPayloadView(CertificateEncoding encoding, ReadOnlySpan<byte> authority)
    {
        Encoding = encoding;
        Authority = authority;
    }

    /// <summary>What is asked for.</summary>
    public CertificateEncoding Encoding { get; }

    /// <summary>The authority's distinguished name in DER; empty if any will do (RFC 2408 3.10).</summary>
    public ReadOnlySpan<byte> Authority { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated if there is no octet.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out CertificateRequestPayloadView view)
    {
        if (body.IsEmpty)
        {
            view = default;
            return new WireStatus(WireError.Truncated, 0);
        }

        view = new CertificateRequestPayloadView(new CertificateEncoding(body[0]), body[FixedSize..]);
        return WireStatus.Ok;
    }
}
