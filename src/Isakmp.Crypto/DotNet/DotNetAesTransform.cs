using System.Security.Cryptography;
using Isakmp.Crypto.Symmetric;

namespace Isakmp.Crypto.DotNet;

/// <summary>AES by .NET, block by block; without an allocation once both ways have been used.</summary>
internal sealed class DotNetAesTransform : BlockTransform
{
    private readonly Aes _aes;
    private ICryptoTransform? _single;
    private CbcChain? _chain;

    public DotNetAesTransform(ReadOnlySpan<byte> key)
    {
        _aes = Aes.Create();
        _aes.Padding = PaddingMode.None;
        _aes.SetKey(key);
    }

    public override void Encrypt(byte[] buffer, int count)
    {
        _single ??= MakeSingle();
        _ = _single.TransformBlock(buffer, 0, count, buffer, 0);
    }

    public override void Chain(byte[] buffer, int count, Span<byte> state)
    {
        if (_chain is null)
        {
            _aes.Mode = CipherMode.CBC;
            _chain = new CbcChain(_aes, encrypting: true);
        }

        _chain.Run(buffer, count, state);
        buffer.AsSpan(count - BlockSize, BlockSize).CopyTo(state);
    }

    public override void Dispose()
    {
        _single?.Dispose();
        _chain?.Dispose();
        _aes.Dispose();
    }

    private ICryptoTransform MakeSingle()
    {
        _aes.Mode = CipherMode.ECB;
        return _aes.CreateEncryptor();
    }
}
