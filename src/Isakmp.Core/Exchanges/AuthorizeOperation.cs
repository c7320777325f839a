using Isakmp.Messages;
using Isakmp.Policies;

namespace Isakmp.Exchanges;

/// <summary>May this peer, who has proved its identity, have an IKE SA?</summary>
public sealed class AuthorizeOperation : IkeOperation<bool>
{
    internal AuthorizeOperation()
    {
    }

    /// <summary>Our identity.</summary>
    public required Identity LocalIdentity { get; init; }

    /// <summary>The identity that the peer has proved.</summary>
    public required Identity RemoteIdentity { get; init; }

    /// <summary>The profile in use.</summary>
    public required PeerProfile Profile { get; init; }

    /// <inheritdoc/>
    public override bool DefaultAnswer => false;
}
