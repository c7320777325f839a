using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Symmetric;

/// <summary>Keys a cipher; the key has the right size.</summary>
internal delegate KeyedCipher CipherFactory(ReadOnlySpan<byte> key);

/// <summary>A row of the catalogue of ciphers without authentication.</summary>
internal sealed class CipherRow(EncryptionAlgorithm algorithm, int keySize, int ivSize, int blockSize, CipherFactory factory) : ICipher
{
    public EncryptionAlgorithm Algorithm => algorithm;

    public int KeySize => keySize;

    public int IvSize => ivSize;

    public int BlockSize => blockSize;

    public KeyedCipher Create(ReadOnlySpan<byte> key)
    {
        KeyedSizes.RequireKey(key, keySize);
        return factory(key);
    }
}
