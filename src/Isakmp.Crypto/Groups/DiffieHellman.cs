using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Crypto.Groups;

/// <summary>A Diffie-Hellman group and someone who calculates in it, as a key exchange method.</summary>
internal sealed class DiffieHellman : IKeyExchange
{
    private readonly DiffieHellmanGroup _group;
    private readonly IGroupArithmetic _arithmetic;

    public DiffieHellman(DiffieHellmanGroup group, IGroupArithmetic arithmetic)
    {
        _group = group;
        _arithmetic = arithmetic;
    }

    public KeyExchangeMethod Method => _group.Method;

    public int InitiatorPublicSize => _group.PublicValueSize;

    public int ResponderPublicSize => _group.PublicValueSize;

    public int SharedSecretSize => _group.SharedSecretSize;

    /// <summary>Who calculates; for tests and diagnostics.</summary>
    public IGroupArithmetic Arithmetic => _arithmetic;

    public KeyExchangeState Offer(IRandomSource random, Span<byte> publicValue)
    {
        ArgumentNullException.ThrowIfNull(random);
        RequireSize(publicValue, InitiatorPublicSize, nameof(publicValue));
        var state = new PrivateValue(this, _group.PrivateValueSize);
        try
        {
            _group.DrawPrivateValue(random, state.Span);
            _arithmetic.ComputePublicValue(state.Span, publicValue);
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    public KeyExchangeStatus Respond(ReadOnlySpan<byte> peerPublic, IRandomSource random, Span<byte> publicValue, Span<byte> sharedSecret)
    {
        ArgumentNullException.ThrowIfNull(random);
        RequireSize(publicValue, ResponderPublicSize, nameof(publicValue));
        RequireSize(sharedSecret, SharedSecretSize, nameof(sharedSecret));
        Span<byte> buffer = stackalloc byte[DiffieHellmanGroup.MaximumPrivateValueSize];
        Span<byte> privateValue = buffer[.._group.PrivateValueSize];
        KeyExchangeStatus status = KeyExchangeStatus.InvalidPublicValue;
        try
        {
            // A value that is refused draws nothing and costs no exponentiation.
            status = _group.Check(peerPublic);
            if (status == KeyExchangeStatus.Ok)
            {
                _group.DrawPrivateValue(random, privateValue);
                status = ComputeSharedSecret(privateValue, peerPublic, sharedSecret);
            }

            if (status == KeyExchangeStatus.Ok)
            {
                _arithmetic.ComputePublicValue(privateValue, publicValue);
            }

            return status;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateValue);
            if (status != KeyExchangeStatus.Ok)
            {
                publicValue.Clear();
                CryptographicOperations.ZeroMemory(sharedSecret);
            }
        }
    }

    public KeyExchangeStatus Finish(KeyExchangeState state, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        RequireSize(sharedSecret, SharedSecretSize, nameof(sharedSecret));
        if (state is not PrivateValue own || own.Owner != this)
        {
            throw new ArgumentException("The state is not one that Offer of this very object returned.", nameof(state));
        }

        Span<byte> privateValue = own.Span;
        KeyExchangeStatus status = _group.Check(peerPublic);
        if (status == KeyExchangeStatus.Ok)
        {
            status = ComputeSharedSecret(privateValue, peerPublic, sharedSecret);
        }

        if (status != KeyExchangeStatus.Ok)
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
        }

        return status;
    }

    private KeyExchangeStatus ComputeSharedSecret(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        KeyExchangeStatus status = _arithmetic.ComputeSharedSecret(privateValue, peerPublic, sharedSecret);
        if (status != KeyExchangeStatus.Ok)
        {
            return status;
        }

        // RFC 7748 6.1: the check for zero must not leak which octets are set.
        int any = 0;
        foreach (byte octet in sharedSecret)
        {
            any |= octet;
        }

        return any == 0 ? KeyExchangeStatus.ZeroSharedSecret : KeyExchangeStatus.Ok;
    }

    private static void RequireSize(ReadOnlySpan<byte> destination, int size, string name)
    {
        if (destination.Length != size)
        {
            throw new ArgumentException($"The destination has {destination.Length} octets; give it exactly {size}.", name);
        }
    }
}
