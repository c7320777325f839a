using Isakmp.Algorithms;

namespace Isakmp.Crypto.Groups;

/// <summary>A private value in the hands of who calculates with it; disposal zeroes it.</summary>
internal abstract class GroupPrivateKey : IDisposable
{
    /// <summary>Raises the generator to the private value.</summary>
    /// <param name="publicValue">Of the group's size; receives the public value as it is sent.</param>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public abstract void WritePublicValue(Span<byte> publicValue);

    /// <summary>Raises the peer's public value to the private value.</summary>
    /// <param name="peerPublic">Of the right size and in range, but not known to be on the curve.</param>
    /// <param name="sharedSecret">Of the group's size; undefined unless the answer is Ok.</param>
    /// <returns>Ok, or InvalidPublicValue for a point that is not on the curve.</returns>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public abstract KeyExchangeStatus Agree(ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
