using System.Buffers.Binary;
using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Protection;

/// <summary>The rotating secret behind stateless cookies (RFC 7296 section 2.6); endpoints that stand for one address share one.</summary>
/// <remarks>
/// A cookie is the number of the secret, one octet, and prf(secret, Ni | IPi | port | SPIi). The secret before the current one is still honoured, so that a rotation
/// refuses nobody. All members may be called from several threads.
/// </remarks>
public sealed class CookieSecret : IDisposable
{
    /// <summary>The size of a cookie, in octets.</summary>
    public const int CookieSize = 33;

    private const int SecretSize = 32;
    private const int MaxNonceSize = 256;

    private readonly Lock _gate = new();
    private readonly IRandomSource _random;
    private readonly IPrf _prf;
    private readonly TimeSpan _rotation;
    private readonly SecretBuffer[] _secrets = [new(SecretSize), new(SecretSize)];
    private readonly bool[] _isSet = new bool[2];
    private IkeInstant _rotatesAt;
    private byte _version;

    /// <summary>Makes a secret.</summary>
    /// <param name="crypto">Must have PRF_HMAC_SHA2_256.</param>
    /// <param name="random">Where the secrets are drawn from; with several endpoints it must be safe for several threads.</param>
    /// <param name="rotation">How long one secret lives; 60 s if not given.</param>
    /// <exception cref="ArgumentException"><paramref name="crypto"/> lacks PRF_HMAC_SHA2_256.</exception>
    public CookieSecret(ICryptoProvider crypto, IRandomSource random, TimeSpan? rotation = null)
    {
        ArgumentNullException.ThrowIfNull(crypto);
        ArgumentNullException.ThrowIfNull(random);
        _prf = crypto.GetPrf(PseudorandomFunction.HmacSha2_256)
            ?? throw new ArgumentException("Cookies need PRF_HMAC_SHA2_256, which this provider lacks.", nameof(crypto));
        _random = random;
        _rotation = rotation ?? TimeSpan.FromSeconds(60);
    }

    /// <summary>Writes the cookie for a request.</summary>
    /// <param name="nonce">The initiator's nonce, 16 to 256 octets.</param>
    /// <param name="remote">Where the request came from.</param>
    /// <param name="initiatorSpi">The initiator's SPI.</param>
    /// <param name="now">The time.</param>
    /// <param name="cookie">At least <see cref="CookieSize"/> octets.</param>
    public void Write(ReadOnlySpan<byte> nonce, NetEndPoint remote, Spi initiatorSpi, IkeInstant now, Span<byte> cookie)
    {
        lock (_gate)
        {
            Rotate(now);
            Compute(_version, nonce, remote, initiatorSpi, cookie);
        }
    }

    /// <summary>Checks a cookie in fixed time.</summary>
    /// <param name="cookie">What the initiator sent back; may be anything.</param>
    /// <param name="nonce">The initiator's nonce.</param>
    /// <param name="remote">Where the request came from.</param>
    /// <param name="initiatorSpi">The initiator's SPI.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether the cookie is ours, made for this request, and not too old.</returns>
    public bool Verify(ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> nonce, NetEndPoint remote, Spi initiatorSpi, IkeInstant now)
    {
        if (cookie.Length != CookieSize || nonce.Length > MaxNonceSize)
        {
            return false;
        }

        lock (_gate)
        {
            Rotate(now);
            byte version = cookie[0];
            if (version != _version && version != unchecked((byte)(_version - 1)))
            {
                return false;
            }

            if (!_isSet[version & 1])
            {
                return false;
            }

            Span<byte> expected = stackalloc byte[CookieSize];
            Compute(version, nonce, remote, initiatorSpi, expected);
            return CryptographicOperations.FixedTimeEquals(expected, cookie);
        }
    }

    /// <summary>Zeroes the secrets.</summary>
    public void Dispose()
    {
        _secrets[0].Dispose();
        _secrets[1].Dispose();
    }

    private void Rotate(IkeInstant now)
    {
        bool first = !_isSet[_version & 1];
        if (!first && now < _rotatesAt)
        {
            return;
        }

        if (!first)
        {
            bool longSilent = now >= _rotatesAt + _rotation;
            if (longSilent)
            {
                _isSet[_version & 1] = false; // the current one would be older than a rotation too
            }

            _version = unchecked((byte)(_version + 1));
        }

        _random.Fill(_secrets[_version & 1].Span);
        _isSet[_version & 1] = true;
        _rotatesAt = now + _rotation;
    }

    // RFC 7296 2.6: Cookie = <VersionIDofSecret> | Hash(Ni | IPi | SPIi | <secret>)
    private void Compute(byte version, ReadOnlySpan<byte> nonce, NetEndPoint remote, Spi initiatorSpi, Span<byte> cookie)
    {
        Span<byte> input = stackalloc byte[MaxNonceSize + 16 + 2 + Spi.Size];
        nonce.CopyTo(input);
        int length = nonce.Length;
        length += remote.Address.Write(input[length..]);
        BinaryPrimitives.WriteUInt16BigEndian(input[length..], remote.Port);
        length += 2;
        initiatorSpi.Write(input[length..]);
        length += Spi.Size;
        cookie[0] = version;
        _prf.Compute(_secrets[version & 1].Span, input[..length], cookie.Slice(1, CookieSize - 1));
    }
}
