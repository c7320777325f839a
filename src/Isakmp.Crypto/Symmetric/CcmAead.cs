using System.Buffers.Binary;
using System.Security.Cryptography;
using Isakmp.Algorithms;

namespace Isakmp.Crypto.Symmetric;

/// <summary>CCM as ESP and IKE use it (RFC 3610, RFC 4309, RFC 5282): a nonce of 11 octets, so that the length has 4.</summary>
/// <remarks>Our own code, because an implementation that throws on a wrong tag, or allocates for each message, would let a hostile peer make us pay.</remarks>
internal sealed class CcmAead : KeyedAead
{
    /// <summary>The size of the nonce, in octets: 3 of salt and 8 of IV (RFC 4309 section 4).</summary>
    public const int NonceSize = 11;

    private const int BlockSize = BlockTransform.BlockSize;
    private const int ChunkSize = 4096;
    private const int LengthSize = BlockSize - 1 - NonceSize;
    private const int LongestShortForm = 0xFEFF; // RFC 3610 2.2: what is longer begins with 0xFFFE

    private readonly BlockTransform _transform;
    private readonly int _icvSize;
    private bool _disposed;

    /// <param name="transform">The cipher with its key, disposed of with this object.</param>
    /// <param name="icvSize">8, 12 or 16 octets.</param>
    public CcmAead(BlockTransform transform, int icvSize)
    {
        _transform = transform;
        _icvSize = icvSize;
    }

    public override void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> icv)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KeyedSizes.RequireAead(nonce, plaintext, ciphertext, icv, _icvSize, NonceSize);
        Span<byte> tag = stackalloc byte[BlockSize];
        Authenticate(nonce, associatedData, plaintext, tag);
        Apply(nonce, 1, plaintext, ciphertext);
        Apply(nonce, 0, tag, tag);
        tag[.._icvSize].CopyTo(icv);
        CryptographicOperations.ZeroMemory(tag);
    }

    public override bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> icv, Span<byte> plaintext)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KeyedSizes.RequireAead(nonce, ciphertext, plaintext, icv, _icvSize, NonceSize);
        Span<byte> tag = stackalloc byte[BlockSize];
        Apply(nonce, 1, ciphertext, plaintext);
        Authenticate(nonce, associatedData, plaintext, tag);
        Apply(nonce, 0, tag, tag);
        bool right = CryptographicOperations.FixedTimeEquals(tag[.._icvSize], icv);
        CryptographicOperations.ZeroMemory(tag);
        if (!right)
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }

        return right;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _transform.Dispose();
        }
    }

    // RFC 3610 2.3: counter blocks A_i; A_0 hides the tag.
    private void Apply(ReadOnlySpan<byte> nonce, byte first, ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> block = stackalloc byte[BlockSize];
        block.Clear();
        block[0] = LengthSize - 1;
        nonce.CopyTo(block[1..]);
        block[^1] = first;
        CounterStream.Apply(_transform, block, input, output);
    }

    // RFC 3610 2.2
    private void Authenticate(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> state)
    {
        byte[] scratch = Scratch.Rent(ChunkSize);
        Span<byte> head = scratch.AsSpan(0, BlockSize);
        head[0] = (byte)((associatedData.IsEmpty ? 0 : 0x40) | ((_icvSize - 2) / 2 << 3) | (LengthSize - 1));
        nonce.CopyTo(head[1..]);
        BinaryPrimitives.WriteInt32BigEndian(head[^LengthSize..], plaintext.Length);
        state.Clear();
        _transform.Chain(scratch, BlockSize, state);
        if (!associatedData.IsEmpty)
        {
            int prefix = WriteLength(scratch, associatedData.Length);
            Append(scratch, prefix, associatedData, state);
        }

        Append(scratch, 0, plaintext, state);
    }

    private void Append(byte[] scratch, int held, ReadOnlySpan<byte> data, Span<byte> state)
    {
        while (held > 0 || !data.IsEmpty)
        {
            int taken = Math.Min(ChunkSize - held, data.Length);
            data[..taken].CopyTo(scratch.AsSpan(held));
            data = data[taken..];
            int rounded = (held + taken + BlockSize - 1) / BlockSize * BlockSize;
            scratch.AsSpan(held + taken, rounded - held - taken).Clear();
            _transform.Chain(scratch, rounded, state);
            CryptographicOperations.ZeroMemory(scratch.AsSpan(0, rounded));
            held = 0;
        }
    }

    private static int WriteLength(Span<byte> destination, int length)
    {
        if (length <= LongestShortForm)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)length);
            return sizeof(ushort);
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, 0xFFFE);
        BinaryPrimitives.WriteInt32BigEndian(destination[sizeof(ushort)..], length);
        return sizeof(ushort) + sizeof(int);
    }
}
