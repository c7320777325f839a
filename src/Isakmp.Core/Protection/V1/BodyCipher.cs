using Isakmp.Algorithms;
using Isakmp.Primitives;

namespace Isakmp.Protection.V1;

/// <summary>Encrypts and decrypts what follows the header of IKEv1's messages (RFC 2409 appendix B); whether a message is authentic, its HASH payload says.</summary>
internal sealed class BodyCipher : IDisposable
{
    private readonly KeyedCipher _cipher;

    public BodyCipher(ICipher cipher, SecretBuffer key)
    {
        BlockSize = cipher.BlockSize;
        _cipher = cipher.Create(key.Span);
    }

    /// <summary>The size of a block and of a vector, in octets.</summary>
    public int BlockSize { get; }

    /// <summary>How many octets a body of payloads has when it is padded.</summary>
    public int PaddedSize(int length) => (length + BlockSize - 1) / BlockSize * BlockSize;

    /// <summary>Pads with zeros and encrypts in place.</summary>
    /// <param name="body">The payloads with room for padding: <see cref="PaddedSize"/> octets.</param>
    /// <param name="length">The length of the payloads, in octets.</param>
    /// <param name="iv">The vector of this message; receives that of the next.</param>
    public void Seal(Span<byte> body, int length, Span<byte> iv)
    {
        body[length..].Clear();
        _cipher.Encrypt(iv, body, body);
        body[^BlockSize..].CopyTo(iv);
    }

    /// <summary>Decrypts; the vector of the next message is the last block of this one, and holds only once the message has proved authentic.</summary>
    /// <param name="body">What follows the header.</param>
    /// <param name="iv">The vector of this message.</param>
    /// <param name="plaintext">As long as the body.</param>
    /// <returns>False if the body is no whole number of blocks.</returns>
    public bool TryOpen(ReadOnlySpan<byte> body, ReadOnlySpan<byte> iv, Span<byte> plaintext)
    {
        if (body.IsEmpty || body.Length % BlockSize != 0)
        {
            return false;
        }

        _cipher.Decrypt(iv, body, plaintext);
        return true;
    }

    public void Dispose() => _cipher.Dispose();
}
