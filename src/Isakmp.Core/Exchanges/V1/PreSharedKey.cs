using System.Diagnostics.CodeAnalysis;
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

    /// <summary>Whose key the caller was asked for; null if the credentials hold it.</summary>
    public Identity? AskedFor { get; private set; }

    /// <summary>Who we are by a profile.</summary>
    public static Identity LocalOf(PeerProfile profile, PacketInfo path) => profile.LocalIdentity ?? Identity.FromAddress(path.Local.Address);

    /// <summary>Who the peer must be by a profile, as far as that is known: by name if the profile has one, else by address.</summary>
    public static Identity RemoteOf(PeerProfile profile, PacketInfo path) => profile.RemoteIdentity.Identity ?? Identity.FromAddress(path.Remote.Address);

    /// <summary>Looks for the key: by the profile's identities, then by addresses, then by asking the caller.</summary>
    /// <returns>False while the caller is being asked.</returns>
    public bool TryFind(IsakmpContext context, PeerProfile profile)
    {
        if (TryGetHeld(context, profile, out SecretBuffer? held))
        {
            Secret = held;
            return true;
        }

        Identity remote = RemoteOf(profile, context.Session.Path);
        if (!_lookup.TryFind(context, LocalOf(profile, context.Session.Path), remote))
        {
            return false;
        }

        Secret = _lookup.Secret;
        AskedFor = remote;
        return true;
    }

    /// <summary>The key that the credentials hold for a profile: by its identities, then by addresses.</summary>
    public static bool TryGetHeld(IsakmpContext context, PeerProfile profile, [NotNullWhen(true)] out SecretBuffer? held)
    {
        PacketInfo path = context.Session.Path;
        return context.Credentials.TryGetSharedKey(LocalOf(profile, path), RemoteOf(profile, path), out held)
            || context.Credentials.TryGetSharedKey(Identity.FromAddress(path.Local.Address), Identity.FromAddress(path.Remote.Address), out held);
    }

    public void Dispose() => _lookup.Dispose();
}
