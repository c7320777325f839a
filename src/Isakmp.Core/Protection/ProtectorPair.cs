using Isakmp.Primitives;

namespace Isakmp.Protection;

/// <summary>The prepared ciphers of both directions of one IKE SA; made from the raw keys when needed, given up by <see cref="ProtectorCache"/> when others need the room.</summary>
internal sealed class ProtectorPair : IDisposable
{
    public ProtectorPair(IkeSaId owner, IkeSuite suite, SkKeys keys, bool isInitiator)
    {
        Owner = owner;
        Outbound = new MessageProtector(suite, keys, isInitiator);
        Inbound = new MessageProtector(suite, keys, !isInitiator);
    }

    public IkeSaId Owner { get; }

    public MessageProtector Outbound { get; }

    public MessageProtector Inbound { get; }

    public void Dispose()
    {
        Outbound.Dispose();
        Inbound.Dispose();
    }
}
