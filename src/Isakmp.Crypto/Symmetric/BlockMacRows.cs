using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Symmetric;

/// <summary>The rows of the catalogue that are made of AES-128 block by block.</summary>
internal static class BlockMacRows
{
    private const int KeySize = 16;
    private const int IcvSize = 12;

    /// <summary>AUTH_AES_XCBC_96 (RFC 3566).</summary>
    public static IntegrityRow Xcbc96(BlockTransformFactory factory) =>
        new(IntegrityAlgorithm.AesXcbc96, KeySize, IcvSize, (key, outputSize) => BlockMac.Xcbc(factory, key, outputSize));

    /// <summary>AUTH_AES_CMAC_96 (RFC 4494).</summary>
    public static IntegrityRow Cmac96(BlockTransformFactory factory) =>
        new(IntegrityAlgorithm.AesCmac96, KeySize, IcvSize, (key, outputSize) => BlockMac.Cmac(factory, key, outputSize));

    /// <summary>PRF_AES128_XCBC (RFC 4434).</summary>
    public static PrfRow XcbcPrf(BlockTransformFactory factory) =>
        Prf(PseudorandomFunction.Aes128Xcbc, (key, outputSize) => BlockMacKeys.Xcbc(factory, key, outputSize));

    /// <summary>PRF_AES128_CMAC (RFC 4615).</summary>
    public static PrfRow CmacPrf(BlockTransformFactory factory) =>
        Prf(PseudorandomFunction.Aes128Cmac, (key, outputSize) => BlockMacKeys.Cmac(factory, key, outputSize));

    private static PrfRow Prf(PseudorandomFunction algorithm, MacFactory factory) => new(
        algorithm,
        KeySize,
        factory,
        (key, data, destination) =>
        {
            using KeyedMac mac = factory(key, destination.Length);
            mac.Append(data);
            mac.Finish(destination);
        });
}
