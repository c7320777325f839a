using Isakmp.Primitives;

namespace Isakmp.Protection;

/// <summary>The seven keys of an IKE SA in one buffer (RFC 7296 section 2.14).</summary>
internal sealed class SkKeys : IDisposable
{
    private readonly int _prfSize;
    private readonly int _integritySize;
    private readonly int _encryptionSize;
    private SecretBuffer _buffer;

    public SkKeys(int prfSize, int integritySize, int encryptionSize)
    {
        _prfSize = prfSize;
        _integritySize = integritySize;
        _encryptionSize = encryptionSize;
        _buffer = new SecretBuffer((3 * prfSize) + (2 * integritySize) + (2 * encryptionSize));
    }

    /// <summary>All keys in the order of the RFC: SK_d, SK_ai, SK_ar, SK_ei, SK_er, SK_pi, SK_pr.</summary>
    public Span<byte> All => _buffer.Span;

    /// <summary>Keys the Child SAs and later IKE SAs.</summary>
    public ReadOnlySpan<byte> D => _buffer.Span[.._prfSize];

    /// <summary>SK_ai if <paramref name="byInitiator"/>, else SK_ar: authenticates what that side sends.</summary>
    public ReadOnlySpan<byte> Integrity(bool byInitiator) => _buffer.Span.Slice(_prfSize + (byInitiator ? 0 : _integritySize), _integritySize);

    /// <summary>SK_ei if <paramref name="byInitiator"/>, else SK_er: encrypts what that side sends.</summary>
    public ReadOnlySpan<byte> Encryption(bool byInitiator) =>
        _buffer.Span.Slice(_prfSize + (2 * _integritySize) + (byInitiator ? 0 : _encryptionSize), _encryptionSize);

    /// <summary>SK_pi if <paramref name="ofInitiator"/>, else SK_pr: goes into the AUTH payload of that side.</summary>
    public ReadOnlySpan<byte> Authentication(bool ofInitiator) =>
        _buffer.Span.Slice(_prfSize + (2 * _integritySize) + (2 * _encryptionSize) + (ofInitiator ? 0 : _prfSize), _prfSize);

    /// <summary>Zeroes SK_pi and SK_pr, which nothing needs once both sides are authenticated.</summary>
    public void DropAuthenticationKeys()
    {
        var kept = new SecretBuffer(_buffer.Span[..(_prfSize + (2 * _integritySize) + (2 * _encryptionSize))]);
        _buffer.Dispose();
        _buffer = kept;
    }

    public void Dispose() => _buffer.Dispose();

    public override string ToString() => $"SkKeys({_buffer.Length} octets)";
}
