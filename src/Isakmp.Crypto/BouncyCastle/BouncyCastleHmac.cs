using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.Symmetric;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Isakmp.Crypto.BouncyCastle;

/// <summary>HMAC by BouncyCastle (RFC 2104), its output cut as the integrity algorithms want it.</summary>
internal sealed class BouncyCastleHmac : KeyedMac
{
    private const int LargestHash = 64;

    private readonly HMac _mac;
    private readonly int _outputSize;
    private bool _disposed;

    public BouncyCastleHmac(IDigest digest, ReadOnlySpan<byte> key, int outputSize)
    {
        _mac = new HMac(digest);
        _mac.Init(new KeyParameter(key));
        _outputSize = outputSize;
    }

    public override int OutputSize => _outputSize;

    public override void Append(ReadOnlySpan<byte> data)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _mac.BlockUpdate(data);
    }

    public override void Finish(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KeyedSizes.RequireAtLeast(destination, _outputSize, nameof(destination));
        Span<byte> whole = stackalloc byte[LargestHash];
        _ = _mac.DoFinal(whole);
        whole[.._outputSize].CopyTo(destination);
        CryptographicOperations.ZeroMemory(whole);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            Span<byte> zero = stackalloc byte[LargestHash];
            zero.Clear();
            _mac.Init(new KeyParameter(zero)); // overwrites the padded keys inside
        }
    }
}
