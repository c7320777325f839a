using System.Buffers.Binary;
using System.Collections.Immutable;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>The SPIs that the peer of a Quick Mode is to send with: one for each protocol, the same in all proposals.</summary>
internal sealed class InboundSpis
{
    private readonly List<(V1Protocol Protocol, ChildSpi Spi)> _taken = new(1);
    private AllocateSpiOperation? _allocation;
    private bool _isGivenAway;

    /// <summary>Takes what is lacking; to be called again with the answer to an operation.</summary>
    /// <returns>Failed if the caller refuses.</returns>
    public NegotiationStep Allocate(NegotiationContext context, ImmutableArray<V1Protocol> protocols)
    {
        foreach (V1Protocol protocol in protocols)
        {
            if (Find(protocol) is not null)
            {
                continue;
            }

            NegotiationStep step = Allocate(context, protocol);
            if (!step.IsDone)
            {
                return step;
            }
        }

        return NegotiationStep.Done;
    }

    /// <summary>The SPI for ESP or AH.</summary>
    public ChildSpi this[V1Protocol protocol] => Find(protocol).GetValueOrDefault();

    /// <summary>The Compression Parameter Index.</summary>
    public ushort Cpi => (ushort)this[V1Protocol.IpComp].Value;

    /// <summary>The SPI as it stands in a proposal: 4 octets, 2 for IPCOMP (RFC 3173 section 4.1).</summary>
    public ImmutableArray<byte> Octets(V1Protocol protocol)
    {
        byte[] octets = new byte[ChildSpi.Size];
        BinaryPrimitives.WriteUInt32BigEndian(octets, this[protocol].Value);
        return protocol == V1Protocol.IpComp ? [.. octets[CompressionIndex.Size..]] : [.. octets];
    }

    /// <summary>They belong to a Child SA from now on.</summary>
    public void GiveAway() => _isGivenAway = true;

    /// <summary>Gives back what no Child SA has taken over.</summary>
    public void Release(NegotiationContext context)
    {
        if (_isGivenAway)
        {
            return;
        }

        TakeAnswer(); // an answer that nobody has asked for again
        ReleaseAllBut(context, []);
    }

    /// <summary>Gives back those of protocols that the peer has not chosen.</summary>
    public void ReleaseAllBut(NegotiationContext context, ImmutableArray<V1Protocol> chosen)
    {
        foreach ((V1Protocol protocol, ChildSpi spi) in _taken.Where(taken => !chosen.Contains(taken.Protocol)))
        {
            if (protocol == V1Protocol.IpComp)
            {
                context.ReleaseCompressionIndex((ushort)spi.Value);
            }
            else
            {
                context.ReleaseChildSpi(ToSecurityProtocol(protocol), spi);
            }
        }

        _taken.RemoveAll(taken => !chosen.Contains(taken.Protocol));
    }

    private static SecurityProtocol ToSecurityProtocol(V1Protocol protocol) => protocol == V1Protocol.Ah ? SecurityProtocol.Ah : SecurityProtocol.Esp;

    private NegotiationStep Allocate(NegotiationContext context, V1Protocol protocol)
    {
        if (protocol == V1Protocol.IpComp)
        {
            return TakeCompressionIndex(context);
        }

        if (!context.Asks(EndpointQuestions.AllocateSpi))
        {
            _taken.Add((protocol, context.TakeChildSpi()));
            return NegotiationStep.Done;
        }

        if (_allocation is null)
        {
            _allocation = new AllocateSpiOperation { Protocol = ToSecurityProtocol(protocol), Path = context.Path };
            context.Ask(_allocation);
            return NegotiationStep.Pending;
        }

        if (!_allocation.IsAnswered)
        {
            return NegotiationStep.Pending;
        }

        // The next protocol, if there is one, has a question of its own.
        return TakeAnswer()
            ? NegotiationStep.Done
            : NegotiationStep.Fail(new IkeFailure(FailureKind.Denied, "No SPI was allocated for the Child SA.") { V1Notify = V1NotifyType.NoProposalChosen });
    }

    private NegotiationStep TakeCompressionIndex(NegotiationContext context)
    {
        if (context.TakeCompressionIndex() is not { } index)
        {
            return NegotiationStep.Fail(new IkeFailure(FailureKind.Denied, "Nearly all Compression Parameter Indices are in use.") { V1Notify = V1NotifyType.NoProposalChosen });
        }

        _taken.Add((V1Protocol.IpComp, new ChildSpi(index)));
        return NegotiationStep.Done;
    }

    private bool TakeAnswer()
    {
        if (_allocation is not { IsAnswered: true } allocation)
        {
            return false;
        }

        _allocation = null;
        if (allocation.Answer.Value < ChildSpi.FirstAllowed)
        {
            return false; // RFC 4303 2.1: 0 to 255 are reserved; 0 is a refusal
        }

        _taken.Add((allocation.Protocol == SecurityProtocol.Ah ? V1Protocol.Ah : V1Protocol.Esp, allocation.Answer));
        return true;
    }

    private ChildSpi? Find(V1Protocol protocol)
    {
        foreach ((V1Protocol taken, ChildSpi spi) in _taken)
        {
            if (taken == protocol)
            {
                return spi;
            }
        }

        return null;
    }
}
