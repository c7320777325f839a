using System.Buffers.Binary;
using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Primitives;

namespace Isakmp.Protection;

/// <summary>Seals or opens the SK payloads of one direction of an IKE SA (RFC 7296 section 3.14, RFC 5282).</summary>
internal sealed class MessageProtector : IDisposable
{
    private const int MaxNonceSize = 32;
    private const int MaxIcvSize = 64;

    private readonly SkAlgorithms _suite;
    private readonly KeyedAead? _aead;
    private readonly KeyedCipher? _cipher;
    private readonly KeyedMac? _mac;
    private readonly SecretBuffer _salt;

    public MessageProtector(IkeSuite suite, SkKeys keys, bool byInitiator)
        : this(suite.Protection, keys.Encryption(byInitiator), keys.Integrity(byInitiator))
    {
    }

    /// <param name="suite">The algorithms; those without integrity can open and not seal.</param>
    /// <param name="encryption">SK_ei or SK_er, with the salt of an AEAD behind it.</param>
    /// <param name="integrity">SK_ai or SK_ar; not looked at where there is no integrity algorithm.</param>
    public MessageProtector(SkAlgorithms suite, ReadOnlySpan<byte> encryption, ReadOnlySpan<byte> integrity)
    {
        _suite = suite;
        if (suite.Aead is { } aead)
        {
            _aead = aead.Create(encryption[..aead.KeySize]);
            _salt = new SecretBuffer(encryption[aead.KeySize..]); // RFC 5282 7.1: the salt is the end of SK_e
        }
        else
        {
            _cipher = suite.Cipher!.Create(encryption);
            _mac = suite.Integrity?.Create(integrity);
            _salt = new SecretBuffer(0);
        }
    }

    /// <summary>The offset of the plaintext from the start of the SK payload's body.</summary>
    public int PlaintextOffset => _suite.IvSize;

    /// <summary>How many octets padding, Pad Length and ICV add after a plaintext of <paramref name="plaintextLength"/> octets.</summary>
    public int Trailer(int plaintextLength) => Padding(plaintextLength) + 1 + _suite.IcvSize;

    /// <summary>Pads, encrypts and authenticates in place.</summary>
    /// <param name="message">The whole message, from the header to the last octet of the ICV; the plaintext stands already at its place.</param>
    /// <param name="bodyOffset">Where the body of the SK payload begins, that is, its IV.</param>
    /// <param name="plaintextLength">The length of the inner payloads, in octets.</param>
    /// <param name="random">Where a random IV comes from.</param>
    /// <param name="counter">The IV of an AEAD: a number that this direction has not used before (RFC 5282 section 3.1).</param>
    public void Seal(Span<byte> message, int bodyOffset, int plaintextLength, IRandomSource random, ulong counter)
    {
        Span<byte> iv = message.Slice(bodyOffset, _suite.IvSize);
        int padding = Padding(plaintextLength);
        int encryptedLength = plaintextLength + padding + 1;
        Span<byte> encrypted = message.Slice(bodyOffset + iv.Length, encryptedLength);
        encrypted[plaintextLength..].Clear();
        encrypted[^1] = (byte)padding;
        Span<byte> icv = message.Slice(bodyOffset + iv.Length + encryptedLength, _suite.IcvSize);
        if (_aead is not null)
        {
            BinaryPrimitives.WriteUInt64BigEndian(iv, counter);
            Span<byte> nonce = stackalloc byte[MaxNonceSize];
            _aead.Seal(Nonce(iv, nonce), message[..bodyOffset], encrypted, encrypted, icv); // RFC 5282 5.1: header to the SK payload's header
            return;
        }

        random.Fill(iv); // RFC 7296 3.14: unpredictable
        _cipher!.Encrypt(iv, encrypted, encrypted);
        _mac!.Append(message[..^icv.Length]);
        _mac.Finish(icv);
    }

    /// <summary>Verifies, then decrypts.</summary>
    /// <param name="message">The whole message; the SK payload is its end.</param>
    /// <param name="bodyOffset">Where the body of the SK payload begins, that is, its IV.</param>
    /// <param name="plaintext">Room for as many octets as the body has.</param>
    /// <param name="length">The length of the inner payloads, in octets.</param>
    /// <returns>What came of it.</returns>
    public OpenStatus TryOpen(ReadOnlySpan<byte> message, int bodyOffset, Span<byte> plaintext, out int length) =>
        TryOpen(message, bodyOffset, plaintext, out length, ignoreIcv: false);

    /// <summary>Decrypts what a cipher without authentication sealed, whatever its ICV: for a reader who wants to see a message that is wrong. Fails for an AEAD.</summary>
    public OpenStatus TryOpenUnverified(ReadOnlySpan<byte> message, int bodyOffset, Span<byte> plaintext, out int length)
    {
        length = 0;
        return _aead is null ? TryOpen(message, bodyOffset, plaintext, out length, ignoreIcv: true) : OpenStatus.NotAuthentic;
    }

    public void Dispose()
    {
        _aead?.Dispose();
        _cipher?.Dispose();
        _mac?.Dispose();
        _salt.Dispose();
    }

    private OpenStatus TryOpen(ReadOnlySpan<byte> message, int bodyOffset, Span<byte> plaintext, out int length, bool ignoreIcv)
    {
        length = 0;
        ReadOnlySpan<byte> body = message[bodyOffset..];
        int encryptedLength = body.Length - _suite.IvSize - _suite.IcvSize;
        if (encryptedLength < 1 || encryptedLength % _suite.BlockSize != 0)
        {
            return OpenStatus.NotAuthentic; // nothing that our peer's keys could have sealed
        }

        ReadOnlySpan<byte> iv = body[.._suite.IvSize];
        ReadOnlySpan<byte> encrypted = body.Slice(iv.Length, encryptedLength);
        ReadOnlySpan<byte> icv = body[^_suite.IcvSize..];
        Span<byte> opened = plaintext[..encryptedLength];
        if (_aead is not null)
        {
            Span<byte> nonce = stackalloc byte[MaxNonceSize];
            if (!_aead.TryOpen(Nonce(iv, nonce), message[..bodyOffset], encrypted, icv, opened))
            {
                return OpenStatus.NotAuthentic;
            }
        }
        else
        {
            if (!ignoreIcv && _mac is not null && !IsAuthentic(_mac, message[..^icv.Length], icv))
            {
                return OpenStatus.NotAuthentic;
            }

            _cipher!.Decrypt(iv, encrypted, opened);
        }

        int padding = opened[^1];
        if (padding >= encryptedLength)
        {
            return OpenStatus.Malformed; // sealed with the right key, and still wrong: RFC 7296 2.21.3
        }

        length = encryptedLength - 1 - padding; // RFC 7296 3.14: any padding content and length is accepted
        return OpenStatus.Ok;
    }

    private static bool IsAuthentic(KeyedMac mac, ReadOnlySpan<byte> covered, ReadOnlySpan<byte> icv)
    {
        Span<byte> computed = stackalloc byte[MaxIcvSize];
        computed = computed[..icv.Length];
        mac.Append(covered);
        mac.Finish(computed);
        return CryptographicOperations.FixedTimeEquals(computed, icv);
    }

    private int Padding(int plaintextLength)
    {
        int over = (plaintextLength + 1) % _suite.BlockSize;
        return over == 0 ? 0 : _suite.BlockSize - over;
    }

    private ReadOnlySpan<byte> Nonce(ReadOnlySpan<byte> iv, Span<byte> nonce)
    {
        _salt.Span.CopyTo(nonce);
        iv.CopyTo(nonce[_salt.Length..]);
        return nonce[..(_salt.Length + iv.Length)];
    }
}
