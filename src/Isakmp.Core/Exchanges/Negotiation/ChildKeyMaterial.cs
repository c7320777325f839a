using System.Security.Cryptography;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>How KEYMAT is cut into the keys of a Child SA (RFC 7296 section 2.17); only key sizes are needed, which are facts of the registry.</summary>
internal readonly struct ChildKeyMaterial
{
    private ChildKeyMaterial(int encryptionSize, int integritySize)
    {
        EncryptionSize = encryptionSize;
        IntegritySize = integritySize;
    }

    /// <summary>Key and salt of one direction, in octets; 0 for AH.</summary>
    public int EncryptionSize { get; }

    /// <summary>The integrity key of one direction, in octets; 0 for an AEAD.</summary>
    public int IntegritySize { get; }

    /// <summary>What prf+ must yield for both directions, in octets.</summary>
    public int Size => 2 * (EncryptionSize + IntegritySize);

    /// <summary>Reads the sizes off a negotiated proposal.</summary>
    /// <returns>False if an algorithm's key size is not known.</returns>
    public static bool TryMeasure(Proposal proposal, out ChildKeyMaterial material)
    {
        int encryption = 0;
        int integrity = 0;
        material = default;
        foreach (Transform transform in proposal.Transforms)
        {
            if (transform.Type == TransformType.Encryption)
            {
                if (!AlgorithmFacts.TryGetEncryption(new EncryptionAlgorithm(transform.Id), transform.KeyLength, out EncryptionFacts facts))
                {
                    return false;
                }

                encryption = facts.KeySize + facts.SaltSize;
            }
            else if (transform.Type == TransformType.Integrity && transform.Id != IntegrityAlgorithm.None.Value)
            {
                if (!AlgorithmFacts.TryGetIntegrity(new IntegrityAlgorithm(transform.Id), out IntegrityFacts facts))
                {
                    return false;
                }

                integrity = facts.KeySize;
            }
        }

        material = new ChildKeyMaterial(encryption, integrity);
        return true;
    }

    /// <summary>What one direction needs, in octets: in IKEv1 each has a KEYMAT of its own (RFC 2409 section 5.5).</summary>
    public int DirectionSize => EncryptionSize + IntegritySize;

    /// <summary>Cuts KEYMAT: the direction from the exchange's initiator first, and in each direction the encryption key first (RFC 7296 section 2.17).</summary>
    /// <param name="keymat">Exactly <see cref="Size"/> octets; zeroed afterwards.</param>
    /// <param name="isInitiator">Whether we initiated the exchange.</param>
    /// <returns>The keys.</returns>
    public ChildSaKeys Cut(Span<byte> keymat, bool isInitiator)
    {
        Span<byte> fromInitiator = keymat[..DirectionSize];
        Span<byte> fromResponder = keymat.Slice(DirectionSize, DirectionSize);
        return isInitiator ? Cut(fromResponder, fromInitiator) : Cut(fromInitiator, fromResponder);
    }

    /// <summary>Cuts the KEYMAT of two directions, in each the encryption key first (RFC 2407 section 4.4.4, RFC 7296 section 2.17).</summary>
    /// <param name="inbound">Exactly <see cref="DirectionSize"/> octets; zeroed afterwards.</param>
    /// <param name="outbound">As many; zeroed afterwards.</param>
    /// <param name="inboundAh">The key of the AH around it, which the keys take over.</param>
    /// <param name="outboundAh">The same for the other direction.</param>
    /// <returns>The keys.</returns>
    public ChildSaKeys Cut(Span<byte> inbound, Span<byte> outbound, SecretBuffer? inboundAh = null, SecretBuffer? outboundAh = null)
    {
        var keys = new ChildSaKeys(
            new SecretBuffer(inbound[..EncryptionSize]),
            new SecretBuffer(inbound[EncryptionSize..]),
            new SecretBuffer(outbound[..EncryptionSize]),
            new SecretBuffer(outbound[EncryptionSize..]),
            inboundAh,
            outboundAh);
        CryptographicOperations.ZeroMemory(inbound);
        CryptographicOperations.ZeroMemory(outbound);
        return keys;
    }
}
