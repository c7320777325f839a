using Isakmp.Exchanges;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>Is told everything that goes into one endpoint and everything that is taken out of it, in order; an <c>EndpointRecorder</c> is one.</summary>
/// <remarks>What it is told is as secret as the keys of the endpoint: it sees the randomness that private values are drawn from.</remarks>
public abstract class EndpointJournal
{
    private protected EndpointJournal()
    {
    }

    /// <summary>The endpoint comes to be.</summary>
    /// <param name="options">How it is set up.</param>
    /// <returns>The random source that the endpoint shall draw from: one that passes the octets of the given one on.</returns>
    internal abstract IRandomSource Attach(IkeEndpointOptions options);

    /// <summary>The endpoint has come to be.</summary>
    /// <param name="endpoint">The endpoint.</param>
    internal abstract void Watch(IkeEndpoint endpoint);

    /// <summary>An input or command begins.</summary>
    /// <param name="input">All that the endpoint was given.</param>
    internal abstract void Begin(in EndpointInput input);

    /// <summary>It has ended.</summary>
    /// <param name="result">What the endpoint returned; null if it returns nothing or has thrown.</param>
    internal abstract void End(object? result);

    /// <summary>A datagram was taken.</summary>
    /// <param name="transmit">Where it goes.</param>
    /// <param name="datagram">Its octets.</param>
    internal abstract void Transmitted(in Transmit transmit, ReadOnlySpan<byte> datagram);

    /// <summary>An event was taken; its keys still belong to the endpoint.</summary>
    /// <param name="happened">The event.</param>
    internal abstract void Happened(IkeEvent happened);

    /// <summary>A question was taken.</summary>
    /// <param name="operation">The question.</param>
    internal abstract void Asked(IkeOperation operation);
}
