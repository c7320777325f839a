using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.Symmetric;

namespace Isakmp.Crypto.DotNet;

/// <summary>HMAC by .NET (RFC 2104), its output cut as the integrity algorithms want it.</summary>
internal sealed class DotNetHmac : KeyedMac
{
    private const int LargestHash = 64;

    private readonly IncrementalHash _hash;
    private readonly int _outputSize;
    private bool _disposed;

    public DotNetHmac(HashAlgorithmName hash, ReadOnlySpan<byte> key, int outputSize)
    {
        _hash = IncrementalHash.CreateHMAC(hash, key);
        _outputSize = outputSize;
    }

    public override int OutputSize => _outputSize;

    public override void Append(ReadOnlySpan<byte> data)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _hash.AppendData(data);
    }

    public override void Finish(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KeyedSizes.RequireAtLeast(destination, _outputSize, nameof(destination));
        Span<byte> whole = stackalloc byte[LargestHash];
        _ = _hash.GetHashAndReset(whole);
        whole[.._outputSize].CopyTo(destination);
        CryptographicOperations.ZeroMemory(whole);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _hash.Dispose();
        }
    }
}
