using System.Runtime.CompilerServices;
using Isakmp.Protection.V1;

namespace Isakmp.Inspection.Decoding;

/// <summary>The initialization vectors of one IKEv1 exchange: each message has the last ciphertext block of the one before (RFC 2409 appendix B).</summary>
/// <remarks>
/// The messages are those of a capture: some come twice, some not at all. A message that was seen before is decrypted with the vector that it had then, and moves nothing. Behind one
/// that could not be decrypted its last block is a candidate too, because the message before it may be missing, and so is the first vector of the exchange.
/// </remarks>
internal sealed class IvChain : IDisposable
{
    /// <summary>The greatest block of a cipher, in octets.</summary>
    public const int LargestBlock = InitializationVectors.LargestBlock;

    /// <summary>The most vectors that are tried for a message.</summary>
    public const int MaximumCandidates = 4;

    private const int Remembered = 8;

    private readonly Seen[] _seen = new Seen[Remembered];
    private readonly int _blockSize;
    private Block _first;
    private Block _current;
    private Block _unproven;
    private bool _hasFirst;
    private bool _hasCurrent;
    private bool _hasUnproven;
    private int _nextSeen;

    public IvChain(int blockSize) => _blockSize = blockSize;

    /// <summary>The vector for the next message; in phase 1 what the vectors of the other exchanges are made of.</summary>
    public ReadOnlySpan<byte> Current => _hasCurrent ? ((ReadOnlySpan<byte>)_current)[.._blockSize] : [];

    /// <summary>The end of a message that could not be decrypted and that no other has followed; empty if there is none.</summary>
    public ReadOnlySpan<byte> Unproven => _hasUnproven ? ((ReadOnlySpan<byte>)_unproven)[.._blockSize] : [];

    /// <summary>Sets the vector of the first message.</summary>
    public void Begin(ReadOnlySpan<byte> iv)
    {
        iv[.._blockSize].CopyTo(_first);
        _hasFirst = true;
        if (!_hasCurrent)
        {
            (_current, _hasCurrent) = (_first, true);
        }
    }

    /// <summary>Writes the vectors that a message may have, the likeliest first.</summary>
    /// <param name="ciphertext">The message's ciphertext.</param>
    /// <param name="destination">Room for <see cref="MaximumCandidates"/> blocks.</param>
    /// <returns>How many there are.</returns>
    public int WriteCandidates(ReadOnlySpan<byte> ciphertext, Span<byte> destination)
    {
        int count = 0;
        int seen = IndexOf(ciphertext);
        count += Write(seen >= 0, seen >= 0 ? _seen[seen].Iv : default, destination, count);
        count += Write(_hasCurrent, _current, destination, count);
        count += Write(_hasUnproven, _unproven, destination, count);
        count += Write(_hasFirst, _first, destination, count);
        return count;
    }

    /// <summary>Goes on behind a message that was decrypted, or that nobody has a key for; one that was seen before moves nothing.</summary>
    public void Accept(ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> iv)
    {
        if (IndexOf(ciphertext) >= 0)
        {
            return;
        }

        ref Seen seen = ref _seen[_nextSeen++ % Remembered];
        seen = new Seen { Length = ciphertext.Length };
        ciphertext[.._blockSize].CopyTo(seen.First);
        ciphertext[^_blockSize..].CopyTo(seen.Last);
        iv[.._blockSize].CopyTo(seen.Iv);
        ciphertext[^_blockSize..].CopyTo(_current);
        _hasCurrent = true;
        _hasUnproven = false;
    }

    /// <summary>Remembers a vector that is possible and less likely than the others: the end of a message that could not be decrypted.</summary>
    public void Doubt(ReadOnlySpan<byte> iv)
    {
        iv[.._blockSize].CopyTo(_unproven);
        _hasUnproven = true;
    }

    public void Dispose()
    {
        // vectors are no secrets: they stand on the wire
    }

    private int Write(bool isPresent, Block block, Span<byte> destination, int count)
    {
        if (isPresent)
        {
            ((ReadOnlySpan<byte>)block)[.._blockSize].CopyTo(destination[(count * _blockSize)..]);
        }

        return isPresent ? 1 : 0;
    }

    private int IndexOf(ReadOnlySpan<byte> ciphertext)
    {
        for (int i = 0; i < _seen.Length; i++)
        {
            ref Seen seen = ref _seen[i];
            if (seen.Length == ciphertext.Length
                && ciphertext[.._blockSize].SequenceEqual(((ReadOnlySpan<byte>)seen.First)[.._blockSize])
                && ciphertext[^_blockSize..].SequenceEqual(((ReadOnlySpan<byte>)seen.Last)[.._blockSize]))
            {
                return i;
            }
        }

        return -1;
    }

    [InlineArray(LargestBlock)]
    private struct Block
    {
        private byte _first;
    }

    // The last block depends on the whole message, so that with length and first block it stands for it.
    private struct Seen
    {
        public int Length;
        public Block First;
        public Block Last;
        public Block Iv;
    }
}
