namespace Isakmp.Algorithms;

/// <summary>A keyed pseudorandom function or message authentication code that takes its input in pieces and can be used again and again without allocating.</summary>
public abstract class KeyedMac : IDisposable
{
    /// <summary>The size of the output, in octets; for an integrity algorithm that of its ICV, already truncated.</summary>
    public abstract int OutputSize { get; }

    /// <summary>Takes the next piece of input.</summary>
    /// <param name="data">The piece; may be empty.</param>
    public abstract void Append(ReadOnlySpan<byte> data);

    /// <summary>Writes the output over all pieces since the last call and begins anew with the same key.</summary>
    /// <param name="destination">At least <see cref="OutputSize"/> octets.</param>
    public abstract void Finish(Span<byte> destination);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes the key.</summary>
    /// <param name="disposing">Whether this is an explicit call rather than a finalizer's.</param>
    protected abstract void Dispose(bool disposing);
}
