using Isakmp.Crypto.Symmetric;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;

namespace Isakmp.Crypto.BouncyCastle;

/// <summary>A block cipher of BouncyCastle, block by block.</summary>
internal sealed class BouncyCastleTransform : BlockTransform
{
    private readonly IBlockCipher _engine;
    private readonly int _keySize;

    public BouncyCastleTransform(IBlockCipher engine, ReadOnlySpan<byte> key)
    {
        _engine = engine;
        _keySize = key.Length;
        engine.Init(forEncryption: true, new KeyParameter(key));
    }

    public override void Encrypt(byte[] buffer, int count)
    {
        for (int at = 0; at < count; at += BlockSize)
        {
            _ = _engine.ProcessBlock(buffer.AsSpan(at, BlockSize), buffer.AsSpan(at, BlockSize));
        }
    }

    public override void Chain(byte[] buffer, int count, Span<byte> state)
    {
        for (int at = 0; at < count; at += BlockSize)
        {
            for (int i = 0; i < BlockSize; i++)
            {
                state[i] ^= buffer[at + i];
            }

            _ = _engine.ProcessBlock(state, state);
        }
    }

    public override void Dispose() =>
        _engine.Init(forEncryption: true, new KeyParameter(new byte[_keySize])); // overwrites the key schedule inside
}
