using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>A Child SA came to be: install the inbound direction now, unless <see cref="InstallInboundOperation"/> has asked for it already.</summary>
public sealed class ChildSaEstablishedEvent : IkeEvent
{
    internal ChildSaEstablishedEvent()
    {
    }

    /// <summary>The Child SA.</summary>
    public required ChildSaInfo Info { get; init; }

    /// <summary>Its keys, which now belong to whoever took the event.</summary>
    public required ChildSaKeys Keys { get; init; }

    /// <summary>The Child SA whose place this one takes, which goes on receiving for a while; none if it is no rekeying.</summary>
    public ChildId Replaces { get; init; }

    internal override void Discard() => Keys.Dispose();
}
