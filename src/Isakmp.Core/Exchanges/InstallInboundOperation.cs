namespace Isakmp.Exchanges;

/// <summary>Install the inbound direction of this Child SA, then answer true: the message that makes the peer send is held back until then (RFC 7296 section 2.8). The keys stay the endpoint's until <see cref="ChildSaEstablishedEvent"/> hands them over.</summary>
public sealed class InstallInboundOperation : IkeOperation<bool>
{
    internal InstallInboundOperation()
    {
    }

    /// <summary>The Child SA.</summary>
    public required ChildSaInfo Info { get; init; }

    /// <summary>Its keys.</summary>
    public required ChildSaKeys Keys { get; init; }

    /// <inheritdoc/>
    public override bool DefaultAnswer => false;
}
