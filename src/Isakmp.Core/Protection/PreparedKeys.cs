using Isakmp.Primitives;

namespace Isakmp.Protection;

/// <summary>Prepared ciphers of one IKE SA; made from its raw keys when needed, given up by <see cref="ProtectorCache"/> when others need the room.</summary>
internal abstract class PreparedKeys : IDisposable
{
    protected PreparedKeys(IkeSaId owner) => Owner = owner;

    public IkeSaId Owner { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes the keys.</summary>
    /// <param name="disposing">Whether this is an explicit call rather than a finalizer's.</param>
    protected abstract void Dispose(bool disposing);
}
