using Isakmp.Messages;
using Isakmp.Primitives;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>Finds the pre-shared key of two identities: in the endpoint's credentials, else by asking the caller.</summary>
internal sealed class SharedKeyLookup : IDisposable
{
    private GetSharedKeyOperation? _operation;

    /// <summary>The key, which stays the store's or the operation's; null if there is none.</summary>
    public SecretBuffer? Secret { get; private set; }

    /// <summary>Looks for the key.</summary>
    /// <returns>False while the caller is being asked: then call again with the answer.</returns>
    public bool TryFind(NegotiationContext context, Identity local, Identity? remote)
    {
        Secret = null; // a key that was found for other identities must never serve for these
        if (context.Credentials.TryGetSharedKey(local, remote, out SecretBuffer? held))
        {
            Secret = held;
            return true;
        }

        if (remote is null || !context.Asks(EndpointQuestions.SharedKey))
        {
            return true;
        }

        if (_operation is not null && _operation.RemoteIdentity.Equals(remote))
        {
            Secret = _operation.Answer is { Length: > 0 } answer ? answer : null; // an empty key would let anybody in
            return true;
        }

        _operation?.Discard();
        _operation = new GetSharedKeyOperation { LocalIdentity = local, RemoteIdentity = remote };
        context.Ask(_operation);
        return false;
    }

    public void Dispose() => _operation?.Discard();
}
