using Isakmp.Algorithms;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Crypto.Groups;

/// <summary>What a Diffie-Hellman group is, apart from who calculates in it: sizes, how a private value is drawn, which public values are refused.</summary>
/// <remarks>Every provider shares these definitions, so that one random stream gives one public value whoever calculates.</remarks>
internal abstract class DiffieHellmanGroup
{
    protected DiffieHellmanGroup(KeyExchangeMethod method, int privateValueSize, int publicValueSize, int sharedSecretSize)
    {
        Method = method;
        PrivateValueSize = privateValueSize;
        PublicValueSize = publicValueSize;
        SharedSecretSize = sharedSecretSize;
    }

    /// <summary>The largest private value of any group, in octets; it is drawn on the stack.</summary>
    public const int MaximumPrivateValueSize = 128;

    public KeyExchangeMethod Method { get; }

    /// <summary>In octets.</summary>
    public int PrivateValueSize { get; }

    /// <summary>In octets, as it stands in the KE payload.</summary>
    public int PublicValueSize { get; }

    /// <summary>In octets.</summary>
    public int SharedSecretSize { get; }

    /// <summary>Whether a shared secret of zero means that the peer chose a point of small order (RFC 7748 section 6); an ECP point may well have x = 0.</summary>
    public virtual bool RefusesZeroSecret => false;

    /// <summary>Draws a private value from the stream; the same stream gives the same value.</summary>
    public abstract void DrawPrivateValue(IRandomSource random, Span<byte> privateValue);

    /// <summary>Checks size and range of a peer's public value; that a point is on its curve is checked by the arithmetic.</summary>
    public KeyExchangeStatus Check(ReadOnlySpan<byte> publicValue) =>
        publicValue.Length != PublicValueSize ? KeyExchangeStatus.WrongSize
        : IsInRange(publicValue) ? KeyExchangeStatus.Ok
        : KeyExchangeStatus.InvalidPublicValue;

    protected abstract bool IsInRange(ReadOnlySpan<byte> publicValue);
}
