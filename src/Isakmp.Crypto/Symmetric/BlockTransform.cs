namespace Isakmp.Crypto.Symmetric;

/// <summary>A block cipher of 16 octets with its key: what counter mode, CCM, CMAC and XCBC are built from.</summary>
internal abstract class BlockTransform : IDisposable
{
    /// <summary>The size of a block, in octets.</summary>
    public const int BlockSize = 16;

    /// <summary>Encrypts each block by itself, in place.</summary>
    /// <param name="buffer">Where the blocks stand.</param>
    /// <param name="count">How many octets, from the start of the buffer: a multiple of the block size.</param>
    public abstract void Encrypt(byte[] buffer, int count);

    /// <summary>Adds each block to the state and encrypts that: the chaining of a CBC-MAC.</summary>
    /// <param name="buffer">Where the blocks stand; what is in it afterwards is of no use.</param>
    /// <param name="count">How many octets, from the start of the buffer: at least one block, a multiple of its size.</param>
    /// <param name="state">One block, replaced by the new state.</param>
    public abstract void Chain(byte[] buffer, int count, Span<byte> state);

    public abstract void Dispose();
}
