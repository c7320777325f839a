using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Primitives;

namespace Isakmp.Crypto.Symmetric;

/// <summary>Makes a block cipher with its key.</summary>
internal delegate BlockTransform BlockTransformFactory(ReadOnlySpan<byte> key);

/// <summary>A CBC-MAC whose last block is masked: AES-CMAC (RFC 4493) and AES-XCBC-MAC (RFC 3566), which differ in where the masks come from.</summary>
internal sealed class BlockMac : KeyedMac
{
    private const int BlockSize = BlockTransform.BlockSize;
    private const int ChunkSize = 4096;

    private readonly BlockTransform _transform;
    private readonly SecretBuffer _secrets = new(4 * BlockSize);
    private readonly int _outputSize;
    private int _held;

    private BlockMac(BlockTransform transform, int outputSize)
    {
        _transform = transform;
        _outputSize = outputSize;
    }

    public override int OutputSize => _outputSize;

    // What is added to a last block that is whole, to one that was padded, the chaining state, and the block that may be the last.
    private Span<byte> WholeMask => _secrets.Span[..BlockSize];

    private Span<byte> PaddedMask => _secrets.Span.Slice(BlockSize, BlockSize);

    private Span<byte> State => _secrets.Span.Slice(2 * BlockSize, BlockSize);

    private Span<byte> Held => _secrets.Span.Slice(3 * BlockSize, BlockSize);

    /// <summary>AES-CMAC (RFC 4493 section 2.3): the masks are the encrypted zero block, doubled once and twice.</summary>
    public static BlockMac Cmac(BlockTransformFactory factory, ReadOnlySpan<byte> key, int outputSize)
    {
        var mac = new BlockMac(factory(key), outputSize);
        byte[] scratch = Scratch.Rent(BlockSize);
        scratch.AsSpan(0, BlockSize).Clear();
        mac._transform.Encrypt(scratch, BlockSize);
        Double(scratch.AsSpan(0, BlockSize), mac.WholeMask);
        Double(mac.WholeMask, mac.PaddedMask);
        CryptographicOperations.ZeroMemory(scratch.AsSpan(0, BlockSize));
        return mac;
    }

    /// <summary>AES-XCBC-MAC (RFC 3566 section 4): cipher key and masks are three constants encrypted with the key.</summary>
    public static BlockMac Xcbc(BlockTransformFactory factory, ReadOnlySpan<byte> key, int outputSize)
    {
        byte[] scratch = Scratch.Rent(3 * BlockSize);
        Span<byte> derived = scratch.AsSpan(0, 3 * BlockSize);
        derived[..BlockSize].Fill(1);
        derived.Slice(BlockSize, BlockSize).Fill(2);
        derived[(2 * BlockSize)..].Fill(3);
        using (BlockTransform outer = factory(key))
        {
            outer.Encrypt(scratch, derived.Length);
        }

        var mac = new BlockMac(factory(derived[..BlockSize]), outputSize);
        derived[BlockSize..].CopyTo(mac._secrets.Span);
        CryptographicOperations.ZeroMemory(derived);
        return mac;
    }

    public override void Append(ReadOnlySpan<byte> data)
    {
        ObjectDisposedException.ThrowIf(_secrets.IsDisposed, this);
        byte[] scratch = Scratch.Rent(ChunkSize);
        while (!data.IsEmpty)
        {
            // A full block is held back, for it may be the last.
            if (_held < BlockSize)
            {
                int more = Math.Min(BlockSize - _held, data.Length);
                data[..more].CopyTo(Held[_held..]);
                _held += more;
                data = data[more..];
                continue;
            }

            Held.CopyTo(scratch);
            int whole = Math.Min((data.Length - 1) / BlockSize * BlockSize, ChunkSize - BlockSize);
            data[..whole].CopyTo(scratch.AsSpan(BlockSize));
            _transform.Chain(scratch, BlockSize + whole, State);
            CryptographicOperations.ZeroMemory(scratch.AsSpan(0, BlockSize + whole));
            data = data[whole..];
            _held = 0;
        }
    }

    public override void Finish(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_secrets.IsDisposed, this);
        KeyedSizes.RequireAtLeast(destination, _outputSize, nameof(destination));
        Span<byte> mask = WholeMask;
        if (_held < BlockSize)
        {
            mask = PaddedMask;
            Held[_held..].Clear();
            Held[_held] = 0x80;
        }

        byte[] scratch = Scratch.Rent(BlockSize);
        Span<byte> last = scratch.AsSpan(0, BlockSize);
        for (int i = 0; i < BlockSize; i++)
        {
            last[i] = (byte)(Held[i] ^ mask[i]);
        }

        _transform.Chain(scratch, BlockSize, State);
        State[.._outputSize].CopyTo(destination);
        CryptographicOperations.ZeroMemory(last);
        State.Clear();
        _held = 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_secrets.IsDisposed)
        {
            _secrets.Dispose();
            _transform.Dispose();
        }
    }

    // Multiplication by x in GF(2^128) (RFC 4493 2.3), without a branch on the key.
    private static void Double(ReadOnlySpan<byte> block, Span<byte> destination)
    {
        int carry = 0;
        for (int i = BlockSize - 1; i >= 0; i--)
        {
            int shifted = (block[i] << 1) | carry;
            carry = shifted >> 8;
            destination[i] = (byte)(shifted & 0xFF);
        }

        destination[^1] ^= (byte)(0x87 * carry);
    }
}
