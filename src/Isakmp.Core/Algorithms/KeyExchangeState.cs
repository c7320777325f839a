using Isakmp.Registry;

namespace Isakmp.Algorithms;

/// <summary>The initiator's private half of a key exchange; disposal zeroes it.</summary>
public abstract class KeyExchangeState : IDisposable
{
    /// <summary>The method that this belongs to.</summary>
    public abstract KeyExchangeMethod Method { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes the private value.</summary>
    /// <param name="disposing">Whether this is an explicit call rather than a finalizer's.</param>
    protected abstract void Dispose(bool disposing);
}
