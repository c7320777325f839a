using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>The algorithms of a scripted peer, on .NET's cryptography alone: none of the code under test but the Diffie-Hellman groups.</summary>
internal sealed class PeerSuite
{
    private readonly HashAlgorithmName _prf;
    private readonly HashAlgorithmName _integrity;

    public PeerSuite(string notation)
    {
        Notation = notation;
        Proposal proposal = ProposalNotation.Parse(notation, SecurityProtocol.Ike);
        KeyExchange = CryptoProvider.Default.GetKeyExchange(proposal.KeyExchange!.Value)!;
        _prf = proposal.Prf!.Value == PseudorandomFunction.HmacSha1 ? HashAlgorithmName.SHA1
            : proposal.Prf!.Value == PseudorandomFunction.HmacSha2_256 ? HashAlgorithmName.SHA256
            : proposal.Prf!.Value == PseudorandomFunction.HmacSha2_384 ? HashAlgorithmName.SHA384
            : HashAlgorithmName.SHA512;
        PrfSize = SizeOf(_prf);
        IsChaCha = proposal.Encryption!.Value == EncryptionAlgorithm.ChaCha20Poly1305;
        IsAead = IsChaCha || proposal.Encryption!.Value == EncryptionAlgorithm.AesGcm16;
        CipherKeySize = IsChaCha ? 32 : (proposal.EncryptionKeyLength ?? 0) / 8;
        EncryptionSize = CipherKeySize + (IsAead ? 4 : 0);
        if (IsAead)
        {
            return;
        }

        _integrity = proposal.Integrity!.Value == IntegrityAlgorithm.HmacSha1_96 ? HashAlgorithmName.SHA1
            : proposal.Integrity!.Value == IntegrityAlgorithm.HmacSha2_256_128 ? HashAlgorithmName.SHA256
            : proposal.Integrity!.Value == IntegrityAlgorithm.HmacSha2_384_192 ? HashAlgorithmName.SHA384
            : HashAlgorithmName.SHA512;
        IntegritySize = SizeOf(_integrity);
    }

    public string Notation { get; }

    public IKeyExchange KeyExchange { get; }

    public int PrfSize { get; }

    public bool IsChaCha { get; }

    public bool IsAead { get; }

    public int CipherKeySize { get; }

    /// <summary>SK_e with the salt of an AEAD.</summary>
    public int EncryptionSize { get; }

    public int IntegritySize { get; }

    public int IvSize => IsAead ? 8 : 16;

    public int BlockSize => IsAead ? 1 : 16;

    // RFC 4868: half the output; RFC 2404: 96 bits
    public int IcvSize => IsAead ? 16 : _integrity == HashAlgorithmName.SHA1 ? 12 : IntegritySize / 2;

    public byte[] Prf(byte[] key, params byte[][] data) => CryptographicOperations.HmacData(_prf, key, data.SelectMany(piece => piece).ToArray());

    /// <summary>RFC 7296 2.13: prf+ (K,S) = T1 | T2 | ..., T1 = prf (K, S | 0x01), Tn = prf (K, Tn-1 | S | n).</summary>
    public byte[] PrfPlus(byte[] key, byte[] seed, int length)
    {
        var output = new List<byte>();
        byte[] last = [];
        for (byte n = 1; output.Count < length; n++)
        {
            last = Prf(key, last, seed, [n]);
            output.AddRange(last);
        }

        return [.. output.Take(length)];
    }

    /// <summary>Encrypts and authenticates; <paramref name="head"/> is everything before the IV.</summary>
    public byte[] Seal(byte[] head, byte[] iv, byte[] padded, byte[] encryptionKey, byte[] integrityKey)
    {
        if (!IsAead)
        {
            using var aes = Aes.Create();
            aes.SetKey(encryptionKey);
            byte[] before = [.. head, .. iv, .. aes.EncryptCbc(padded, iv, PaddingMode.None)];
            return [.. before, .. CryptographicOperations.HmacData(_integrity, integrityKey, before).Take(IcvSize)];
        }

        byte[] ciphertext = new byte[padded.Length];
        byte[] tag = new byte[16];
        byte[] nonce = [.. encryptionKey.Skip(CipherKeySize), .. iv];
        byte[] key = encryptionKey[..CipherKeySize];
        if (IsChaCha)
        {
            using var cipher = new ChaCha20Poly1305(key);
            cipher.Encrypt(nonce, padded, ciphertext, tag, head);
        }
        else
        {
            using var cipher = new AesGcm(key, 16);
            cipher.Encrypt(nonce, padded, ciphertext, tag, head);
        }

        return [.. head, .. iv, .. ciphertext, .. tag];
    }

    /// <summary>Verifies and decrypts; throws where the message is not authentic.</summary>
    public byte[] Open(byte[] message, int bodyOffset, byte[] encryptionKey, byte[] integrityKey)
    {
        byte[] iv = message[bodyOffset..(bodyOffset + IvSize)];
        byte[] ciphertext = message[(bodyOffset + IvSize)..^IcvSize];
        byte[] icv = message[^IcvSize..];
        if (!IsAead)
        {
            Assert.Equal(CryptographicOperations.HmacData(_integrity, integrityKey, message[..^IcvSize]).Take(IcvSize), icv);
            using var aes = Aes.Create();
            aes.SetKey(encryptionKey);
            return aes.DecryptCbc(ciphertext, iv, PaddingMode.None);
        }

        byte[] plaintext = new byte[ciphertext.Length];
        byte[] nonce = [.. encryptionKey.Skip(CipherKeySize), .. iv];
        byte[] key = encryptionKey[..CipherKeySize];
        if (IsChaCha)
        {
            using var cipher = new ChaCha20Poly1305(key);
            cipher.Decrypt(nonce, ciphertext, icv, plaintext, message[..bodyOffset]);
        }
        else
        {
            using var cipher = new AesGcm(key, 16);
            cipher.Decrypt(nonce, ciphertext, icv, plaintext, message[..bodyOffset]);
        }

        return plaintext;
    }

    private static int SizeOf(HashAlgorithmName hash) =>
        hash == HashAlgorithmName.SHA1 ? 20 : hash == HashAlgorithmName.SHA256 ? 32 : hash == HashAlgorithmName.SHA384 ? 48 : 64;
}
