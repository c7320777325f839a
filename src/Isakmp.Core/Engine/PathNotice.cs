using Isakmp.Exchanges;
using Isakmp.Framing;

namespace Isakmp.Engine;

/// <summary>A peer whose authentic messages come from another address than before: whether we follow it, and what the caller is told.</summary>
internal static class PathNotice
{
    /// <summary>
    /// Whether an SA moves to where an authentic message came from (RFC 7296 section 2.23, RFC 3947 section 4): a peer behind a NAT may move, also to port 4500 with the first protected message; we
    /// do not follow if we are behind one.
    /// </summary>
    public static bool Follows(SecurityAssociation sa, bool isRemoteBehindNat, bool isLocalBehindNat)
    {
        bool floats = sa.State == IkeSaState.Authenticating && !sa.IsInitiator;
        return floats || (isRemoteBehindNat && !isLocalBehindNat);
    }

    /// <summary>Tells the caller; a change that was not taken yet takes the newer one in.</summary>
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
