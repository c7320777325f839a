using System.Buffers.Binary;
using System.Security.Cryptography;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Testing;

/// <summary>Makes ESP packets in tunnel mode (RFC 4303) with the algorithms that Wireshark can decrypt: what shows that logged keys are right.</summary>
/// <param name="proposal">The negotiated algorithms.</param>
/// <param name="encryptionKey">The key, followed by the salt where the cipher has one.</param>
/// <param name="integrityKey">The key; empty for an AEAD.</param>
public sealed class EspSealer(Proposal proposal, byte[] encryptionKey, byte[] integrityKey)
{
    private const int HeaderSize = 8;
    private const int SaltSize = 4;
    private const int CounterIvSize = 8;
    private const int TagSize = 16;
    private const byte NextHeaderIPv4 = 4;

    /// <summary>Wraps an IPv4 packet.</summary>
    /// <param name="spi">Whom it is for.</param>
    /// <param name="sequence">Its number in the SA, from 1.</param>
    /// <param name="inner">The IPv4 packet.</param>
    public byte[] Seal(uint spi, ulong sequence, ReadOnlySpan<byte> inner)
    {
        if (!AlgorithmFacts.TryGetEncryption(proposal.Encryption!.Value, proposal.EncryptionKeyLength, out EncryptionFacts facts))
        {
            throw new NotSupportedException($"{proposal.Encryption} has no known sizes");
        }

        byte[] header = new byte[HeaderSize];
        BinaryPrimitives.WriteUInt32BigEndian(header, spi);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), unchecked((uint)sequence));
        byte[] high = new byte[proposal.UsesExtendedSequenceNumbers ? 4 : 0];
        if (high.Length > 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(high, (uint)(sequence >> 32));
        }

        byte[] plaintext = Pad(inner, Math.Max(4, facts.BlockSize));
        byte[] iv = new byte[facts.IvSize];
        if (iv.Length >= CounterIvSize)
        {
            BinaryPrimitives.WriteUInt64BigEndian(iv.AsSpan(iv.Length - CounterIvSize), sequence);
        }

        if (facts.IsAead)
        {
            // RFC 4106 5: SPI and the whole sequence number are authenticated, the upper half in the middle.
            (byte[] ciphertext, byte[] tag) = SealGcm(iv, plaintext, [.. header[..4], .. high, .. header[4..]]);
            return [.. header, .. iv, .. ciphertext, .. tag[..facts.IcvSize]];
        }

        byte[] packet = [.. header, .. iv, .. Encrypt(iv, plaintext)];
        return [.. packet, .. Authenticate([.. packet, .. high])]; // RFC 4303 2.2.1: the upper half comes behind
    }

    // RFC 4303 2.4: padding counts up from 1; then its length and what is inside.
    private static byte[] Pad(ReadOnlySpan<byte> inner, int block)
    {
        int padding = (block - ((inner.Length + 2) % block)) % block;
        return [.. inner, .. Enumerable.Range(1, padding).Select(static number => (byte)number), (byte)padding, NextHeaderIPv4];
    }

    private (byte[] Ciphertext, byte[] Tag) SealGcm(byte[] iv, byte[] plaintext, byte[] associated)
    {
        byte[] ciphertext = new byte[plaintext.Length];
        byte[] tag = new byte[TagSize]; // a shorter one is its beginning
        using var gcm = new AesGcm(encryptionKey[..^SaltSize], TagSize);
        byte[] nonce = [.. encryptionKey[^SaltSize..], .. iv];
        gcm.Encrypt(nonce, plaintext, ciphertext, tag, associated);
        return (ciphertext, tag);
    }

    private byte[] Encrypt(byte[] iv, byte[] plaintext)
    {
        switch (proposal.Encryption!.Value.Value)
        {
            case 2:
                using (DES des = DES.Create())
                {
                    des.Key = encryptionKey;
                    return des.EncryptCbc(plaintext, iv, PaddingMode.None);
                }

            case 3:
                using (var tripleDes = TripleDES.Create())
                {
                    tripleDes.Key = encryptionKey;
                    return tripleDes.EncryptCbc(plaintext, iv, PaddingMode.None);
                }

            case 11:
                return plaintext;
            case 12:
                using (var aes = Aes.Create())
                {
                    aes.Key = encryptionKey;
                    return aes.EncryptCbc(plaintext, iv, PaddingMode.None);
                }

            case 13:
                return EncryptCtr(iv, plaintext);
            default:
                throw new NotSupportedException($"{proposal.Encryption} is not made here");
        }
    }

    // RFC 3686 4: salt, IV, and a counter from 1.
    private byte[] EncryptCtr(byte[] iv, byte[] plaintext)
    {
        using var aes = Aes.Create();
        aes.Key = encryptionKey[..^SaltSize];
        byte[] result = new byte[plaintext.Length];
        for (int at = 0; at < plaintext.Length; at += 16)
        {
            byte[] counter = [.. encryptionKey[^SaltSize..], .. iv, 0, 0, 0, (byte)((at / 16) + 1)];
            byte[] stream = aes.EncryptEcb(counter, PaddingMode.None);
            for (int i = at; i < Math.Min(at + 16, plaintext.Length); i++)
            {
                result[i] = (byte)(plaintext[i] ^ stream[i - at]);
            }
        }

        return result;
    }

    private byte[] Authenticate(byte[] data)
    {
        IntegrityAlgorithm algorithm = proposal.Integrity!.Value;
        _ = AlgorithmFacts.TryGetIntegrity(algorithm, out IntegrityFacts facts);
        byte[] full = algorithm.Value switch
        {
            1 or 6 => HMACMD5.HashData(integrityKey, data),
            2 or 7 => HMACSHA1.HashData(integrityKey, data),
            12 => HMACSHA256.HashData(integrityKey, data),
            13 => HMACSHA384.HashData(integrityKey, data),
            14 => HMACSHA512.HashData(integrityKey, data),
            _ => SHA256.HashData(data), // Wireshark cannot check the others, and nobody else reads the packet
        };
        return full[..facts.IcvSize];
    }
}
