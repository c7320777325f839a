using Isakmp.Exchanges;
using Isakmp.Framing;

namespace Isakmp.Engine;

/// <summary>Tells the caller that a peer has moved; a change that was not taken yet takes the newer one in.</summary>
internal static class PathNotice
{
    public static void Changed(EndpointState state, SecurityAssociation sa, PacketInfo previous, PacketInfo current)
    {
        if (sa.State != IkeSaState.Established)
        {
            return;
        }

        if (sa.PendingPathChange is { } pending)
        {
            pending.Current = current;
            return;
        }

        sa.PendingPathChange = new PathChangedEvent { Connection = sa.Connection.Id, IkeSa = sa.Id, Previous = previous, Current = current };
        state.Emit(sa.PendingPathChange, sa);
    }
}
