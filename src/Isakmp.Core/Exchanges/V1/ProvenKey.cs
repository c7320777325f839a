using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Exchanges.V1;

/// <summary>
/// The key that the keys of phase 1 were made of. It was found before the peer named itself, so that it must be asked afterwards whether it is the key of whom the peer says it is: else one
/// peer could use its key and another's name.
/// </summary>
internal sealed class ProvenKey : IDisposable
{
    private readonly SharedKeyLookup _lookup = new();
    private readonly SecretBuffer _secret;
    private readonly Identity? _askedFor;

    /// <param name="secret">The key; copied.</param>
    /// <param name="askedFor">Whose key the caller was asked for; null if the credentials hold it.</param>
    public ProvenKey(SecretBuffer secret, Identity? askedFor) => (_secret, _askedFor) = (new SecretBuffer(secret.Span), askedFor);

    /// <summary>Whether a profile that the same message fits has the same key.</summary>
    public bool IsKeyOf(IsakmpContext context, PeerProfile profile) =>
        PreSharedKey.TryGetHeld(context, profile, out SecretBuffer? held) && held.FixedTimeEquals(_secret.Span);

    /// <summary>Refuses a peer that has proved the key of another.</summary>
    /// <returns>Null if the key is the one of the identity.</returns>
    public Phase1Step? Refuse(IsakmpContext context, Identity local, Identity claimed)
    {
        bool? belongs = context.Credentials.IsKeyOf(claimed, _secret);
        if (belongs is null && (_askedFor is null || _askedFor.Equals(claimed)))
        {
            return null;
        }

        if (belongs is null)
        {
            if (!_lookup.TryFind(context, local, claimed))
            {
                return Phase1Step.Pending;
            }

            belongs = _lookup.Secret?.FixedTimeEquals(_secret.Span);
        }

        return belongs == true ? null : Phase1Step.Fail(
            CloseReason.AuthenticationFailed,
            new IkeFailure(
                FailureKind.NotAuthenticated,
                $"The peer says that it is {claimed}, and has not used the pre-shared key of that identity: main mode finds the key by address.",
                Report: NegotiationReport.ForWrongAuthentication(local, claimed)),
            V1NotifyType.AuthenticationFailed);
    }

    public void Dispose()
    {
        _secret.Dispose();
        _lookup.Dispose();
    }
}
