namespace Isakmp.Exchanges;

/// <summary>Both sides are authenticated.</summary>
public sealed class IkeSaEstablishedEvent : IkeEvent
{
    internal IkeSaEstablishedEvent()
    {
    }

    /// <summary>The IKE SA as it is now.</summary>
    public required IkeSaInfo Info { get; init; }
}
