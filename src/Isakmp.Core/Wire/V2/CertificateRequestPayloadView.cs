using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>A request for a certificate: an encoding octet and the authorities that are trusted (RFC 7296 3.7).</summary>
public readonly ref struct CertificateRequestPayloadView
{
    /// <summary>Size of one authority's hash: the SHA-1 of its SubjectPublicKeyInfo, 20 octets (RFC 7296 3.7).</summary>
    public const int AuthoritySize = 20;

    private const int FixedSize = 1;

    private CertificateRequestPayloadView(CertificateEncoding encoding, ReadOnlySpan<byte> data)
    {
        Encoding = encoding;
        Data = data;
    }

    /// <summary>The kind of certificate that is wanted.</summary>
    public CertificateEncoding Encoding { get; }

    /// <summary>The field Certification Authority as it came; empty for any authority.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>The data is a list of hashes of 20 octets.</summary>
    public bool HasAuthorities => IsHashList(Encoding);

    /// <summary>How many authorities are listed; 0 if the encoding has no such list.</summary>
    public int AuthorityCount => HasAuthorities ? Data.Length / AuthoritySize : 0;

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated if there is no octet; LengthMismatch if a list of hashes is not a multiple of 20 octets.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out CertificateRequestPayloadView view)
    {
        view = default;
        if (body.IsEmpty)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        var encoding = new CertificateEncoding(body[0]);
        ReadOnlySpan<byte> data = body[FixedSize..];
        // RFC 7296 3.7: hashes are concatenated with nothing between them.
        if (IsHashList(encoding) && data.Length % AuthoritySize != 0)
        {
            return new WireStatus(WireError.LengthMismatch, FixedSize);
        }

        view = new CertificateRequestPayloadView(encoding, data);
        return WireStatus.Ok;
    }

    /// <summary>The hash of one authority's public key: 20 octets.</summary>
    /// <param name="position">0 for the first.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such authority.</exception>
    public ReadOnlySpan<byte> Authority(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)AuthorityCount, nameof(position));
        return Data.Slice(position * AuthoritySize, AuthoritySize);
    }

    // RFC 7296 3.7: X.509 signature certificates; 3.6: hash and URL formats are asked for in the same way.
    private static bool IsHashList(CertificateEncoding encoding) =>
        encoding == CertificateEncoding.X509Signature
        || encoding == CertificateEncoding.HashAndUrlX509
        || encoding == CertificateEncoding.HashAndUrlBundle;
}
