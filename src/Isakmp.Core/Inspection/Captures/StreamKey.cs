using Isakmp.Primitives;

namespace Isakmp.Inspection.Captures;

/// <summary>One direction of a TCP connection.</summary>
internal readonly record struct StreamKey(NetEndPoint Source, NetEndPoint Destination)
{
    /// <summary>The other direction.</summary>
    public StreamKey Reverse => new(Destination, Source);
}
