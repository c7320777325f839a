using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>ESP with AES-GCM and a 16-octet tag in tunnel mode (RFC 4303, RFC 4106): enough of a data plane to show that keys and SPIs are right.</summary>
internal static class EspGcm
{
    private const int HeaderSize = 8, IvSize = 8, TagSize = 16, SaltSize = 4;
    private const byte NextHeaderIPv4 = 4;

    /// <summary>Wraps an IPv4 packet.</summary>
    /// <param name="keyAndSalt">The key, followed by the salt.</param>
    /// <param name="spi">Whom it is for.</param>
    /// <param name="sequence">Which packet of the SA it is, from 1.</param>
    /// <param name="inner">The IPv4 packet.</param>
    public static byte[] Seal(ReadOnlySpan<byte> keyAndSalt, uint spi, uint sequence, ReadOnlySpan<byte> inner)
    {
        int padding = (4 - ((inner.Length + 2) % 4)) % 4;
        byte[] plaintext = new byte[inner.Length + padding + 2];
        inner.CopyTo(plaintext);
        for (byte i = 1; i <= padding; i++)
        {
            // RFC 4303 2.4: the padding counts up from 1.
            plaintext[inner.Length + i - 1] = i;
        }

        plaintext[^2] = (byte)padding;
        plaintext[^1] = NextHeaderIPv4;
        byte[] packet = new byte[HeaderSize + IvSize + plaintext.Length + TagSize];
        BinaryPrimitives.WriteUInt32BigEndian(packet, spi);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt64BigEndian(packet.AsSpan(HeaderSize), sequence);
        using AesGcm gcm = new(keyAndSalt[..^SaltSize], TagSize);
        gcm.Encrypt(
            NonceOf(keyAndSalt, packet), plaintext, packet.AsSpan(HeaderSize + IvSize, plaintext.Length), packet.AsSpan(packet.Length - TagSize),
            packet.AsSpan(0, HeaderSize));
        return packet;
    }

    /// <summary>Unwraps a packet.</summary>
    /// <param name="keyAndSalt">The key, followed by the salt.</param>
    /// <param name="packet">The ESP packet.</param>
    /// <exception cref="CryptographicException">The key is wrong.</exception>
    public static byte[] Open(ReadOnlySpan<byte> keyAndSalt, ReadOnlySpan<byte> packet)
    {
        ReadOnlySpan<byte> ciphertext = packet[(HeaderSize + IvSize)..^TagSize];
        byte[] plaintext = new byte[ciphertext.Length];
        using AesGcm gcm = new(keyAndSalt[..^SaltSize], TagSize);
        gcm.Decrypt(NonceOf(keyAndSalt, packet), ciphertext, packet[^TagSize..], plaintext, packet[..HeaderSize]);
        Assert.Equal(NextHeaderIPv4, plaintext[^1]);
        return plaintext[..^(plaintext[^2] + 2)];
    }

    // RFC 4106 4: the salt and the explicit IV.
    private static byte[] NonceOf(ReadOnlySpan<byte> keyAndSalt, ReadOnlySpan<byte> packet) =>
        [.. keyAndSalt[^SaltSize..], .. packet.Slice(HeaderSize, IvSize)];
}
