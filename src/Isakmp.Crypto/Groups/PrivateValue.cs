using Isakmp.Algorithms;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Crypto.Groups;

/// <summary>The initiator's private value between its request and the answer.</summary>
internal sealed class PrivateValue : KeyExchangeState
{
    private readonly SecretBuffer _value;

    public PrivateValue(DiffieHellman owner, int size)
    {
        Owner = owner;
        _value = new SecretBuffer(size);
    }

    /// <summary>The object whose Offer made this.</summary>
    public DiffieHellman Owner { get; }

    public override KeyExchangeMethod Method => Owner.Method;

    /// <summary>The value; throws after disposal.</summary>
    public Span<byte> Span => _value.Span;

    protected override void Dispose(bool disposing) => _value.Dispose();
}
