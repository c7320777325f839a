using Isakmp.Algorithms;
using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Decoding;

/// <summary>What the responder of IKEv1 chose: the cipher and the hash of phase 1.</summary>
/// <param name="Encryption">The cipher, by its number in IKEv2's registry; default if nobody here knows it.</param>
/// <param name="KeyBits">The attribute Key Length; 0 if there is none.</param>
/// <param name="BlockSize">The cipher's block, in octets.</param>
/// <param name="Hash">The hash, by its number in the providers; default if nobody here knows it.</param>
internal readonly record struct IkeV1Suite(EncryptionAlgorithm Encryption, int KeyBits, int BlockSize, HashAlgorithmIdentifier Hash)
{
    /// <summary>Reads an SA payload that offers one transform: a choice, not an offer.</summary>
    public static bool TryReadChoice(ReadOnlySpan<byte> body, out IkeV1Suite suite)
    {
        suite = default;
        if (!SecurityAssociationView.TryRead(body, out SecurityAssociationView association).IsOk || !association.IsIpsec)
        {
            return false;
        }

        int count = 0;
        foreach (ProposalView proposal in association)
        {
            foreach (TransformView transform in proposal)
            {
                count++;
                suite = Read(transform);
            }
        }

        return count == 1;
    }

    /// <summary>Finds the cipher for a key.</summary>
    public ICipher? FindCipher(ICryptoProvider crypto, int keySize)
    {
        bool isFixed = Encryption == EncryptionAlgorithm.Des || Encryption == EncryptionAlgorithm.TripleDes;
        return crypto.GetCipher(Encryption, isFixed ? 0 : keySize * 8);
    }

    /// <summary>Whether a key has the size that was negotiated, as far as it was.</summary>
    public bool Fits(int keySize) => KeyBits == 0 || KeyBits == keySize * 8 || Encryption == EncryptionAlgorithm.TripleDes || Encryption == EncryptionAlgorithm.Des;

    private static IkeV1Suite Read(in TransformView transform)
    {
        (EncryptionAlgorithm encryption, int blockSize) = Number(transform, V1IkeAttributeType.EncryptionAlgorithm) switch
        {
            1 => (EncryptionAlgorithm.Des, 8),
            3 => (EncryptionAlgorithm.Blowfish, 8),
            5 => (EncryptionAlgorithm.TripleDes, 8),
            6 => (EncryptionAlgorithm.Cast, 8),
            7 => (EncryptionAlgorithm.AesCbc, 16),
            8 => (EncryptionAlgorithm.CamelliaCbc, 16),
            _ => (default, 0),
        };
        HashAlgorithmIdentifier hash = Number(transform, V1IkeAttributeType.HashAlgorithm) switch
        {
            1 => HashAlgorithmIdentifier.Md5,
            2 => HashAlgorithmIdentifier.Sha1,
            4 => HashAlgorithmIdentifier.Sha2_256,
            5 => HashAlgorithmIdentifier.Sha2_384,
            6 => HashAlgorithmIdentifier.Sha2_512,
            _ => default,
        };
        return new IkeV1Suite(encryption, (int)Number(transform, V1IkeAttributeType.KeyLength), blockSize, hash);
    }

    private static ulong Number(in TransformView transform, V1IkeAttributeType type) =>
        transform.TryGetAttribute(type.Value, out AttributeView attribute) && attribute.TryGetNumber(out ulong number) && number <= ushort.MaxValue ? number : 0;
}
