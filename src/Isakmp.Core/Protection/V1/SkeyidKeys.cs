using Isakmp.Algorithms;
using Isakmp.Primitives;

namespace Isakmp.Protection.V1;

/// <summary>SKEYID and the three keys that come of it, in one buffer (RFC 2409 section 5).</summary>
internal sealed class SkeyidKeys : IDisposable
{
    private readonly int _size;
    private SecretBuffer _buffer;

    private SkeyidKeys(int size)
    {
        _size = size;
        _buffer = new SecretBuffer(4 * size);
    }

    /// <summary>Keys the Child SAs.</summary>
    public ReadOnlySpan<byte> D => _buffer.Span[.._size];

    /// <summary>SKEYID_a: authenticates the messages of phase 2.</summary>
    public ReadOnlySpan<byte> Authentication => _buffer.Span.Slice(_size, _size);

    /// <summary>SKEYID_e: what the key of the cipher is cut or expanded from.</summary>
    public ReadOnlySpan<byte> Encryption => _buffer.Span.Slice(2 * _size, _size);

    /// <summary>SKEYID itself: goes into HASH_I and HASH_R.</summary>
    /// <exception cref="InvalidOperationException">It has been dropped.</exception>
    public ReadOnlySpan<byte> Skeyid => _buffer.Length == 4 * _size
        ? _buffer.Span.Slice(3 * _size, _size)
        : throw new InvalidOperationException("SKEYID was dropped when both sides were authenticated.");

    /// <summary>Derives SKEYID_d, SKEYID_a and SKEYID_e.</summary>
    /// <param name="prf">The pseudorandom function.</param>
    /// <param name="skeyid">SKEYID, made as the authentication method wants it.</param>
    /// <param name="sharedSecret">g^xy.</param>
    /// <param name="initiator">The initiator's cookie.</param>
    /// <param name="responder">The responder's cookie.</param>
    public static SkeyidKeys Derive(IPrf prf, ReadOnlySpan<byte> skeyid, ReadOnlySpan<byte> sharedSecret, Spi initiator, Spi responder)
    {
        int size = prf.OutputSize;
        var keys = new SkeyidKeys(size);
        Span<byte> all = keys._buffer.Span;
        skeyid.CopyTo(all[(3 * size)..]);
        Span<byte> cookies = stackalloc byte[2 * Spi.Size];
        initiator.Write(cookies);
        responder.Write(cookies[Spi.Size..]);
        using KeyedMac mac = prf.Create(skeyid);
        for (byte i = 0; i < 3; i++)
        {
            if (i > 0)
            {
                mac.Append(all.Slice((i - 1) * size, size));
            }

            mac.Append(sharedSecret);
            mac.Append(cookies);
            mac.Append([i]);
            mac.Finish(all.Slice(i * size, size));
        }

        return keys;
    }

    /// <summary>Cuts the key of the cipher from SKEYID_e, or expands it to one (RFC 2409 appendix B).</summary>
    /// <param name="prf">The pseudorandom function.</param>
    /// <param name="keySize">What the cipher wants, in octets.</param>
    /// <returns>The key; the caller disposes of it.</returns>
    public SecretBuffer DeriveCipherKey(IPrf prf, int keySize)
    {
        var key = new SecretBuffer(keySize);
        KeySchedule.ExpandCipherKey(prf, Encryption, key.Span);
        return key;
    }

    /// <summary>Zeroes SKEYID, which nothing needs once both sides are authenticated.</summary>
    public void DropSkeyid()
    {
        var kept = new SecretBuffer(_buffer.Span[..(3 * _size)]);
        _buffer.Dispose();
        _buffer = kept;
    }

    public void Dispose() => _buffer.Dispose();

    public override string ToString() => $"SkeyidKeys({_buffer.Length} octets)";
}
