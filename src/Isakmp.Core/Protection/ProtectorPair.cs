using Isakmp.Primitives;

namespace Isakmp.Protection;

/// <summary>The prepared ciphers of both directions of one IKE SA of IKEv2.</summary>
internal sealed class ProtectorPair : PreparedKeys
{
    public ProtectorPair(IkeSaId owner, IkeSuite suite, SkKeys keys, bool isInitiator)
        : base(owner)
    {
        Outbound = new MessageProtector(suite, keys, isInitiator);
        Inbound = new MessageProtector(suite, keys, !isInitiator);
    }

    public MessageProtector Outbound { get; }

    public MessageProtector Inbound { get; }

    protected override void Dispose(bool disposing)
    {
        Outbound.Dispose();
        Inbound.Dispose();
    }
}
