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
        GroupPrivateKey key = DrawPrivateKey(random);
        try
        {
            key.WritePublicValue(publicValue);
            return new PrivateValue(this, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public KeyExchangeStatus Respond(ReadOnlySpan<byte> peerPublic, IRandomSource random, Span<byte> publicValue, Span<byte> sharedSecret)
    {
        ArgumentNullException.ThrowIfNull(random);
        RequireSize(publicValue, ResponderPublicSize, nameof(publicValue));
        RequireSize(sharedSecret, SharedSecretSize, nameof(sharedSecret));

        // A value that is refused for its range draws nothing and costs no exponentiation.
        KeyExchangeStatus status = _group.Check(peerPublic);
        if (status == KeyExchangeStatus.Ok)
        {
            using GroupPrivateKey key = DrawPrivateKey(random);
            status = Agree(key, peerPublic, sharedSecret);
            if (status == KeyExchangeStatus.Ok)
            {
                key.WritePublicValue(publicValue);
                return KeyExchangeStatus.Ok;
            }
        }

        publicValue.Clear();
        CryptographicOperations.ZeroMemory(sharedSecret);
        return status;
    }

    public KeyExchangeStatus Finish(KeyExchangeState state, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        RequireSize(sharedSecret, SharedSecretSize, nameof(sharedSecret));
        if (state is not PrivateValue own || own.Owner != this)
        {
            throw new ArgumentException("The state is not one that Offer of this very object returned.", nameof(state));
        }

        GroupPrivateKey key = own.Key;
        KeyExchangeStatus status = _group.Check(peerPublic);
        if (status == KeyExchangeStatus.Ok)
        {
            status = Agree(key, peerPublic, sharedSecret);
        }

        if (status != KeyExchangeStatus.Ok)
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
        }

        return status;
    }

    private GroupPrivateKey DrawPrivateKey(IRandomSource random)
    {
        Span<byte> buffer = stackalloc byte[DiffieHellmanGroup.MaximumPrivateValueSize];
        Span<byte> privateValue = buffer[.._group.PrivateValueSize];
        try
        {
            _group.DrawPrivateValue(random, privateValue);
            return _arithmetic.Import(privateValue);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateValue);
        }
    }

    private KeyExchangeStatus Agree(GroupPrivateKey key, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        KeyExchangeStatus status = key.Agree(peerPublic, sharedSecret);
        if (status != KeyExchangeStatus.Ok || !_group.RefusesZeroSecret)
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
