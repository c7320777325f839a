using Isakmp.Algorithms;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Inspection.Foreign;

/// <summary>A key exchange that can be named in an offer and not be carried out.</summary>
internal sealed class OfferedKeyExchange(KeyExchangeMethod method) : IKeyExchange
{
    public KeyExchangeMethod Method { get; } = method;

    public int InitiatorPublicSize => 0;

    public int ResponderPublicSize => 0;

    public int SharedSecretSize => 0;

    public KeyExchangeState Offer(IRandomSource random, Span<byte> publicValue) => throw Refusal();

    public KeyExchangeStatus Respond(ReadOnlySpan<byte> peerPublic, IRandomSource random, Span<byte> publicValue, Span<byte> sharedSecret) => throw Refusal();

    public KeyExchangeStatus Finish(KeyExchangeState state, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret) => throw Refusal();

    private NotSupportedException Refusal() => new($"{Method} can only be offered here: the capture has no key exchange by it.");
}
