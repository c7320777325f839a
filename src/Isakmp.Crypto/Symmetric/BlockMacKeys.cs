using System.Security.Cryptography;
using Isakmp.Algorithms;

namespace Isakmp.Crypto.Symmetric;

/// <summary>Keys the pseudorandom functions that are made of AES, whose key may have any length although that of AES may not.</summary>
internal static class BlockMacKeys
{
    private const int KeySize = BlockTransform.BlockSize;

    /// <summary>PRF_AES128_CMAC (RFC 4615 section 3): a key of another size is replaced by its MAC under the zero key.</summary>
    public static KeyedMac Cmac(BlockTransformFactory factory, ReadOnlySpan<byte> key, int outputSize)
    {
        if (key.Length == KeySize)
        {
            return BlockMac.Cmac(factory, key, outputSize);
        }

        Span<byte> derived = stackalloc byte[KeySize];
        derived.Clear();
        using (BlockMac hash = BlockMac.Cmac(factory, derived, KeySize))
        {
            hash.Append(key);
            hash.Finish(derived);
        }

        BlockMac mac = BlockMac.Cmac(factory, derived, outputSize);
        CryptographicOperations.ZeroMemory(derived);
        return mac;
    }

    /// <summary>PRF_AES128_XCBC (RFC 4434 section 2): a shorter key is filled with zeros, a longer one replaced by its MAC under the zero key.</summary>
    public static KeyedMac Xcbc(BlockTransformFactory factory, ReadOnlySpan<byte> key, int outputSize)
    {
        Span<byte> derived = stackalloc byte[KeySize];
        derived.Clear();
        if (key.Length <= KeySize)
        {
            key.CopyTo(derived);
        }
        else
        {
            using BlockMac hash = BlockMac.Xcbc(factory, derived, KeySize);
            hash.Append(key);
            hash.Finish(derived);
        }

        BlockMac mac = BlockMac.Xcbc(factory, derived, outputSize);
        CryptographicOperations.ZeroMemory(derived);
        return mac;
    }
}
