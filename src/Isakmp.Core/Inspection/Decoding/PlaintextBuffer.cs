using System.Security.Cryptography;

namespace Isakmp.Inspection.Decoding;

/// <summary>A buffer for what was decrypted: grows to the largest message, stays where it is so that it can be zeroed.</summary>
internal sealed class PlaintextBuffer : IDisposable
{
    private const int SmallestSize = 4096;

    private byte[] _octets = [];

    /// <summary>Gives at least <paramref name="size"/> octets; what was there before is gone.</summary>
    public Span<byte> Rent(int size)
    {
        if (_octets.Length < size)
        {
            CryptographicOperations.ZeroMemory(_octets);
            _octets = GC.AllocateUninitializedArray<byte>(Math.Max(SmallestSize, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)size)), pinned: true);
        }

        return _octets.AsSpan(0, size);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_octets);
}
