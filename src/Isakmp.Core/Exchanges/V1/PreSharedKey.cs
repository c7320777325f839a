using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Exchanges.V1;

/// <summary>The pre-shared key of main mode, which must be found before the peer has said who it is: its address and its profile are all that is known (RFC 2409 section 5.4).</summary>
internal sealed class PreSharedKey : IDisposable
{
    private readonly SharedKeyLookup _lookup = new();

    /// <summary>The key, which stays its owner's; null if there is none.</summary>
    public SecretBuffer? Secret { get; private set; }

    /// <summary>Who we are by a profile.</summary>
    public static Identity LocalOf(PeerProfile profile, PacketInfo path) => profile.LocalIdentity ?? Identity.FromAddress(path.Local.Address);

    /// <summary>Who the peer must be by a profile, as far as that is known: by name if the profile has one, else by address.</summary>
    public static Identity RemoteOf(PeerProfile profile, PacketInfo path) => profile.RemoteIdentity.Identity ?? Identity.FromAddress(path.Remote.Address);

    /// <summary>Looks for the key: by the profile's identities, then by addresses, then by asking the caller.</summary>
    /// <returns>False while the caller is being asked.</returns>
    public bool TryFind(IsakmpContext context, PeerProfile profile)
    {
        PacketInfo path = context.Session.Path;
        Identity local = LocalOf(profile, path);
        Identity remote = RemoteOf(profile, path);
        if (!context.Credentials.TryGetSharedKey(local, remote, out _)
            && context.Credentials.TryGetSharedKey(Identity.FromAddress(path.Local.Address), Identity.FromAddress(path.Remote.Address), out SecretBuffer? byAddress))
        {
            Secret = byAddress;
            return true;
        }

        if (!_lookup.TryFind(context, local, remote))
        {
            return false;
        }

        Secret = _lookup.Secret;
        return true;
    }

    public void Dispose() => _lookup.Dispose();
}
