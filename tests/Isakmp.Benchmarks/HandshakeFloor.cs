using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Benchmarks;

/// <summary>The asymmetric and symmetric operations of one IKEv2 handshake with pre-shared keys, both sides together, and nothing else: no handshake can be faster.</summary>
/// <remarks>
/// IKE_SA_INIT and IKE_AUTH with a first Child SA without a key exchange of its own (RFC 7296 section 1.2). Each side: its half of the key exchange, SKEYSEED,
/// the seven SK keys, four hashes for NAT detection, AUTH made and AUTH checked, one message sealed and one opened, KEYMAT. Buffers are made once.
/// </remarks>
public sealed class HandshakeFloor
{
    private const int NonceSize = 32;
    private const int SpiSize = 8;
    private const int InitMessageSize = 350;
    private const int AuthMessageSize = 240;
    private const int IdentitySize = 16;
    private const int NatDetectionHashesPerSide = 4;

    private readonly IKeyExchange _exchange;
    private readonly IPrf _prf;
    private readonly IHash _sha1;
    private readonly IAead? _aead;
    private readonly ICipher? _cipher;
    private readonly IIntegrity? _integrity;
    private readonly IRandomSource _random = SystemRandomSource.Instance;

    private readonly byte[] _publicI;
    private readonly byte[] _publicR;
    private readonly byte[] _secretI;
    private readonly byte[] _secretR;
    private readonly byte[] _nonces = new byte[2 * NonceSize];
    private readonly byte[] _seed = new byte[(2 * NonceSize) + (2 * SpiSize)];
    private readonly byte[] _keys;
    private readonly byte[] _childKeys;
    private readonly byte[] _message = new byte[AuthMessageSize];
    private readonly byte[] _initMessage = new byte[InitMessageSize + NonceSize];
    private readonly byte[] _icv;
    private readonly byte[] _output;
    private readonly byte[] _hash;
    private readonly byte[] _sharedKey = new byte[32];
    private readonly int _cipherKeySize;
    private readonly int _integrityKeySize;

    /// <summary>Prepares the floor of a suite.</summary>
    /// <exception cref="NotSupportedException">The provider lacks an algorithm.</exception>
    public HandshakeFloor(HandshakeSuite suite, ICryptoProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(suite);
        provider ??= CryptoProvider.Default;
        ProviderName = provider.Name;
        _exchange = provider.GetKeyExchange(suite.KeyExchange) ?? throw Missing(suite.KeyExchange);
        _prf = provider.GetPrf(suite.Prf) ?? throw Missing(suite.Prf);
        _sha1 = provider.GetHash(HashAlgorithmIdentifier.Sha1) ?? throw Missing("SHA-1");
        _aead = provider.GetAead(suite.Encryption, suite.KeyBits);
        if (_aead is null)
        {
            _cipher = provider.GetCipher(suite.Encryption, suite.KeyBits) ?? throw Missing(suite.Encryption);
            _integrity = provider.GetIntegrity(suite.Integrity) ?? throw Missing(suite.Integrity);
        }

        _cipherKeySize = _aead is null ? _cipher!.KeySize : _aead.KeySize + _aead.SaltSize;
        _integrityKeySize = _integrity?.KeySize ?? 0;
        _publicI = new byte[_exchange.InitiatorPublicSize];
        _publicR = new byte[_exchange.ResponderPublicSize];
        _secretI = new byte[_exchange.SharedSecretSize];
        _secretR = new byte[_exchange.SharedSecretSize];
        _keys = new byte[(3 * _prf.PreferredKeySize) + (2 * _cipherKeySize) + (2 * _integrityKeySize)];
        _childKeys = new byte[2 * suite.ChildKeySize];
        _icv = new byte[_aead?.IcvSize ?? _integrity!.IcvSize];
        _output = new byte[_prf.OutputSize];
        _hash = new byte[_sha1.Size];
    }

    /// <summary>Who computed.</summary>
    public string ProviderName { get; }

    /// <summary>Does the operations of both sides once.</summary>
    public void Run()
    {
        _random.Fill(_seed); // nonces and SPIs
        using (KeyExchangeState state = _exchange.Offer(_random, _publicI))
        {
            Require(_exchange.Respond(_publicI, _random, _publicR, _secretR));
            Require(_exchange.Finish(state, _publicR, _secretI));
        }

        RunSymmetric();
    }

    /// <summary>The operations of both sides without the key exchange.</summary>
    public void RunSymmetric()
    {
        RunSide(_secretI);
        RunSide(_secretR);
    }

    private void RunSide(byte[] secret)
    {
        Span<byte> natInput = stackalloc byte[(2 * SpiSize) + 6];
        for (int i = 0; i < NatDetectionHashesPerSide; i++)
        {
            _sha1.Compute(natInput, _hash);
        }

        _prf.Compute(_nonces, secret, _output); // SKEYSEED, RFC 7296 2.14
        Expand(_output, _seed, _keys);
        ReadOnlySpan<byte> keys = _keys;
        int prfKey = _prf.PreferredKeySize;
        Authenticate(keys.Slice(keys.Length - (2 * prfKey), prfKey), keys[^prfKey..]);
        int ciphers = prfKey + (2 * _integrityKeySize);
        ProtectMessages(keys.Slice(prfKey, 2 * _integrityKeySize), keys.Slice(ciphers, 2 * _cipherKeySize));
        Expand(keys[..prfKey], _nonces, _childKeys); // KEYMAT, RFC 7296 2.17
    }

    // RFC 7296 2.15: both AUTH values, one to send and one to compare with.
    private void Authenticate(ReadOnlySpan<byte> keyI, ReadOnlySpan<byte> keyR)
    {
        _prf.Compute(_sharedKey, "Key Pad for IKEv2"u8, _output);
        using KeyedMac auth = _prf.Create(_output);
        _prf.Compute(keyI, _message.AsSpan(0, IdentitySize), _output);
        auth.Append(_initMessage);
        auth.Append(_output);
        auth.Finish(_output);
        _prf.Compute(keyR, _message.AsSpan(0, IdentitySize), _output);
        auth.Append(_initMessage);
        auth.Append(_output);
        auth.Finish(_output);
    }

    // RFC 7296 3.14: IKE_AUTH, one sealed and one opened.
    private void ProtectMessages(ReadOnlySpan<byte> integrityKeys, ReadOnlySpan<byte> cipherKeys)
    {
        int half = _cipherKeySize;
        if (_aead is not null)
        {
            Span<byte> nonce = stackalloc byte[_aead.SaltSize + _aead.IvSize];
            using KeyedAead outbound = _aead.Create(cipherKeys[.._aead.KeySize]);
            using KeyedAead inbound = _aead.Create(cipherKeys.Slice(half, _aead.KeySize));
            outbound.Seal(nonce, _message.AsSpan(0, 32), _message, _message, _icv);
            _ = inbound.TryOpen(nonce, _message.AsSpan(0, 32), _message, _icv, _message);
            return;
        }

        Span<byte> iv = stackalloc byte[_cipher!.IvSize];
        using KeyedCipher encrypting = _cipher.Create(cipherKeys[..half]);
        using KeyedCipher decrypting = _cipher.Create(cipherKeys[half..]);
        using KeyedMac signing = _integrity!.Create(integrityKeys[.._integrityKeySize]);
        using KeyedMac verifying = _integrity.Create(integrityKeys[_integrityKeySize..]);
        encrypting.Encrypt(iv, _message, _message);
        signing.Append(_message);
        signing.Finish(_icv);
        verifying.Append(_message);
        verifying.Finish(_icv);
        decrypting.Decrypt(iv, _message, _message);
    }

    // prf+, RFC 7296 2.13.
    private void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> seed, Span<byte> destination)
    {
        Span<byte> block = stackalloc byte[_prf.OutputSize];
        Span<byte> counter = stackalloc byte[1];
        using KeyedMac keyed = _prf.Create(key);
        for (int done = 0; done < destination.Length; done += block.Length)
        {
            if (done > 0)
            {
                keyed.Append(block);
            }

            counter[0]++;
            keyed.Append(seed);
            keyed.Append(counter);
            keyed.Finish(block);
            block[..Math.Min(block.Length, destination.Length - done)].CopyTo(destination[done..]);
        }
    }

    private static void Require(KeyExchangeStatus status)
    {
        if (status != KeyExchangeStatus.Ok)
        {
            throw new InvalidOperationException($"The key exchange ended with {status}.");
        }
    }

    private static NotSupportedException Missing(object algorithm) => new($"The provider lacks {algorithm}.");
}
