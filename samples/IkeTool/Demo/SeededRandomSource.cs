using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Isakmp.Primitives;

namespace IkeTool.Demo;

/// <summary>Randomness that is the same for the same seed: for showing, never for keys that protect anything.</summary>
/// <param name="seed">The seed.</param>
/// <param name="side">Whose randomness it is.</param>
internal sealed class SeededRandomSource(long seed, string side) : IRandomSource
{
    private readonly byte[] _block = new byte[SHA256.HashSizeInBytes];
    private readonly byte[] _input = [.. BitConverter.GetBytes(seed), 0, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(side)];
    private long _counter;
    private int _used = SHA256.HashSizeInBytes;

    /// <inheritdoc/>
    public void Fill(Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            if (_used == _block.Length)
            {
                BinaryPrimitives.WriteInt64BigEndian(_input.AsSpan(sizeof(long)), _counter++);
                _ = SHA256.HashData(_input, _block);
                _used = 0;
            }

            destination[i] = _block[_used++];
        }
    }
}
