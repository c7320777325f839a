using Isakmp.Wire;

namespace Isakmp.Exchanges.V1;

/// <summary>Where phase 1 stands: it holds only what is valid there, waits for one message, and is replaced by the next state.</summary>
internal abstract class Phase1State : IDisposable
{
    /// <summary>What the message must carry that is waited for.</summary>
    public abstract MessageShape Shape { get; }

    /// <summary>Whether that message must be encrypted.</summary>
    public virtual bool IsProtected => false;

    /// <summary>What is waited for, as a part of a sentence.</summary>
    public abstract string Awaited { get; }

    /// <summary>Takes the message, of the right shape, and writes the reply.</summary>
    /// <param name="context">The engine's services.</param>
    /// <param name="message">The message.</param>
    /// <param name="reply">Receives the whole reply, header included, in the step that sends one.</param>
    /// <returns>What becomes of phase 1; until it advances, nothing has changed.</returns>
    public abstract Phase1Step Receive(IsakmpContext context, in IsakmpMessage message, ref MessageWriter reply);

    /// <summary>Why a message cannot be what is waited for although it was encrypted: not decrypted with the right key, most likely.</summary>
    public virtual IkeFailure? ExplainGarbage(IsakmpContext context) => null;

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
