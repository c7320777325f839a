using Isakmp.Protection.V1;
using Isakmp.Wire;

namespace Isakmp.Exchanges.V1;

/// <summary>Where an exchange under an ISAKMP SA stands: it waits for one message, and is replaced by the next state.</summary>
internal abstract class Phase2State : IDisposable
{
    /// <summary>The hash that protects the message that is waited for.</summary>
    public abstract MessageHash Hash { get; }

    /// <summary>What that message must carry.</summary>
    public abstract MessageShape Shape { get; }

    /// <summary>What is waited for, as a part of a sentence.</summary>
    public abstract string Awaited { get; }

    /// <summary>Ni_b, once it is known.</summary>
    public virtual ReadOnlySpan<byte> InitiatorNonce => default;

    /// <summary>Nr_b, once it is known.</summary>
    public virtual ReadOnlySpan<byte> ResponderNonce => default;

    /// <summary>Takes the message, authentic and of the right shape, and writes the payloads behind HASH of the reply.</summary>
    /// <param name="context">The engine's services.</param>
    /// <param name="message">The message.</param>
    /// <param name="reply">Receives the payloads, in the step that sends a reply.</param>
    /// <returns>What becomes of the exchange.</returns>
    public abstract Phase2Step Receive(IsakmpContext context, in IsakmpMessage message, ref MessageWriter reply);

    /// <summary>The exchange ends without its message: undoes what it has begun.</summary>
    public virtual void Abandon(IsakmpContext context)
    {
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes what is secret.</summary>
    /// <param name="disposing">Whether this is an explicit call rather than a finalizer's.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
