using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Exchanges.V1;

/// <summary>Asks the caller, where it wants to be asked, whether a peer that has proved its identity may come in.</summary>
internal sealed class PeerAuthorization
{
    private AuthorizeOperation? _operation;

    /// <summary>Asks, or takes the answer.</summary>
    /// <returns>Null if the peer may come in.</returns>
    public Phase1Step? Ask(IsakmpContext context, Identity local, Identity remote, PeerProfile profile)
    {
        if (!context.Asks(EndpointQuestions.Authorize))
        {
            return null;
        }

        if (_operation is null)
        {
            _operation = new AuthorizeOperation { LocalIdentity = local, RemoteIdentity = remote, Profile = profile };
            context.Ask(_operation);
            return Phase1Step.Pending;
        }

        return _operation.Answer
            ? null
            : Phase1Step.Fail(CloseReason.Denied, new IkeFailure(FailureKind.Denied, $"{remote} was not authorized."), V1NotifyType.AuthenticationFailed);
    }
}
