using Isakmp.Messages;
using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>What is the pre-shared key of these two identities? Answer null if there is none; the endpoint takes the buffer over and zeroes it.</summary>
public sealed class GetSharedKeyOperation : IkeOperation<SecretBuffer?>
{
    internal GetSharedKeyOperation()
    {
    }

    /// <summary>Our identity.</summary>
    public required Identity LocalIdentity { get; init; }

    /// <summary>The peer's identity.</summary>
    public required Identity RemoteIdentity { get; init; }

    /// <inheritdoc/>
    public override SecretBuffer? DefaultAnswer => null;

    internal override void Discard() => Answer?.Dispose();
}
