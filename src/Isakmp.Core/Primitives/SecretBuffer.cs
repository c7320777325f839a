using System.Security.Cryptography;

namespace Isakmp.Primitives;

/// <summary>Octets that must not leak: pinned, so that the collector leaves no copy behind, zeroed on disposal, compared in fixed time, printed by length alone.</summary>
public sealed class SecretBuffer : IDisposable
{
    private byte[]? _octets;

    /// <summary>Makes a zero-filled buffer.</summary>
    /// <param name="length">The size in octets; 0 is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    public SecretBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _octets = length == 0 ? [] : GC.AllocateArray<byte>(length, pinned: true);
    }

    /// <summary>Makes a buffer that holds a copy of <paramref name="source"/>.</summary>
    /// <param name="source">The octets to copy; wiping the original is the caller's affair.</param>
    public SecretBuffer(ReadOnlySpan<byte> source)
        : this(source.Length) => source.CopyTo(_octets);

    /// <summary>The size in octets.</summary>
    public int Length => _octets?.Length ?? 0;

    /// <summary>Whether the buffer has been zeroed and given up.</summary>
    public bool IsDisposed => _octets is null;

    /// <summary>The octets, writable; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The buffer has been disposed.</exception>
    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_octets is null, this);
            return _octets;
        }
    }

    /// <summary>Compares in a time that depends on the lengths alone.</summary>
    /// <param name="other">The octets to compare with.</param>
    /// <returns>Whether length and content are equal.</returns>
    /// <exception cref="ObjectDisposedException">The buffer has been disposed.</exception>
    public bool FixedTimeEquals(ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(Span, other);

    /// <summary>Zeroes the octets and gives them up; further calls do nothing.</summary>
    public void Dispose()
    {
        if (_octets is { } held)
        {
            CryptographicOperations.ZeroMemory(held);
            _octets = null;
        }
    }

    /// <summary>Returns the length, never the content.</summary>
    /// <returns>For example <c>SecretBuffer(32 octets)</c>.</returns>
    public override string ToString() => _octets is null ? "SecretBuffer(disposed)" : $"SecretBuffer({_octets.Length} octets)";
}
