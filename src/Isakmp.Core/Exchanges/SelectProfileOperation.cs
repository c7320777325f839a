using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;

namespace Isakmp.Exchanges;

/// <summary>Which profile is for this peer? Asked by addresses at its first message, and again by identities when it has named itself. Answer null to refuse.</summary>
public sealed class SelectProfileOperation : IkeOperation<PeerProfile?>
{
    internal SelectProfileOperation()
    {
    }

    /// <summary>The addresses of both sides.</summary>
    public required PacketInfo Path { get; init; }

    /// <summary>The identity that the peer claims; null at the first message.</summary>
    public required Identity? RemoteIdentity { get; init; }

    /// <summary>The identity that the peer asks us to be (IDr); null if it names none.</summary>
    public required Identity? RequestedIdentity { get; init; }

    /// <summary>The profile that was selected by addresses; null at the first message.</summary>
    public required PeerProfile? Current { get; init; }

    /// <inheritdoc/>
    public override PeerProfile? DefaultAnswer => null;
}
