using System.Runtime.InteropServices;

namespace Isakmp.Crypto.Native;

/// <summary>The functions of OpenSSL's libcrypto 3.x that are used; call them only if <see cref="LibcryptoLoader.IsAvailable"/>.</summary>
internal static unsafe partial class Libcrypto
{
    /// <summary>A name that no file has: the resolver of <see cref="LibcryptoLoader"/> answers it.</summary>
    public const string LibraryName = "isakmp-libcrypto";

    /// <summary>Success as most functions say it.</summary>
    public const int Ok = 1;

    /// <summary>Tells the number functions to run in constant time.</summary>
    public const int BN_FLG_CONSTTIME = 4;

    public const int EVP_PKEY_X25519 = 1034;
    public const int EVP_CTRL_AEAD_GET_TAG = 0x10;
    public const int EVP_CTRL_AEAD_SET_TAG = 0x11;

    [LibraryImport(LibraryName)]
    public static partial nint OpenSSL_version(int type);

    [LibraryImport(LibraryName)]
    public static partial void ERR_clear_error();

    [LibraryImport(LibraryName)]
    public static partial BigNumberContextHandle BN_CTX_new();

    [LibraryImport(LibraryName)]
    public static partial void BN_CTX_free(nint context);

    [LibraryImport(LibraryName)]
    public static partial BigNumberHandle BN_new();

    [LibraryImport(LibraryName)]
    public static partial void BN_clear(BigNumberHandle number);

    [LibraryImport(LibraryName)]
    public static partial void BN_clear_free(nint number);

    [LibraryImport(LibraryName)]
    public static partial void BN_set_flags(BigNumberHandle number, int flags);

    [LibraryImport(LibraryName)]
    public static partial nint BN_bin2bn(byte* octets, int length, BigNumberHandle result);

    [LibraryImport(LibraryName)]
    public static partial int BN_bn2binpad(BigNumberHandle number, byte* octets, int length);

    [LibraryImport(LibraryName)]
    public static partial MontgomeryHandle BN_MONT_CTX_new();

    [LibraryImport(LibraryName)]
    public static partial int BN_MONT_CTX_set(MontgomeryHandle montgomery, BigNumberHandle modulus, BigNumberContextHandle context);

    [LibraryImport(LibraryName)]
    public static partial void BN_MONT_CTX_free(nint montgomery);

    [LibraryImport(LibraryName)]
    public static partial int BN_mod_exp_mont_consttime(
        BigNumberHandle result,
        BigNumberHandle value,
        BigNumberHandle exponent,
        BigNumberHandle modulus,
        BigNumberContextHandle context,
        MontgomeryHandle montgomery);

    [LibraryImport(LibraryName)]
    public static partial CurveHandle EC_GROUP_new_by_curve_name(int curve);

    [LibraryImport(LibraryName)]
    public static partial void EC_GROUP_free(nint group);

    [LibraryImport(LibraryName)]
    public static partial PointHandle EC_POINT_new(CurveHandle group);

    [LibraryImport(LibraryName)]
    public static partial void EC_POINT_clear_free(nint point);

    [LibraryImport(LibraryName)]
    public static partial int EC_POINT_set_to_infinity(CurveHandle group, PointHandle point);

    [LibraryImport(LibraryName)]
    public static partial int EC_POINT_is_at_infinity(CurveHandle group, PointHandle point);

    [LibraryImport(LibraryName)]
    public static partial int EC_POINT_set_affine_coordinates(
        CurveHandle group, PointHandle point, BigNumberHandle x, BigNumberHandle y, BigNumberContextHandle context);

    [LibraryImport(LibraryName)]
    public static partial int EC_POINT_get_affine_coordinates(
        CurveHandle group, PointHandle point, BigNumberHandle x, BigNumberHandle y, BigNumberContextHandle context);

    /// <summary>Multiplies the base point.</summary>
    [LibraryImport(LibraryName, EntryPoint = "EC_POINT_mul")]
    public static partial int EC_POINT_mul_base(
        CurveHandle group, PointHandle result, BigNumberHandle scalar, nint noPoint, nint noScalar, BigNumberContextHandle context);

    /// <summary>Multiplies any point.</summary>
    [LibraryImport(LibraryName, EntryPoint = "EC_POINT_mul")]
    public static partial int EC_POINT_mul_point(
        CurveHandle group, PointHandle result, nint noBaseScalar, PointHandle point, BigNumberHandle scalar, BigNumberContextHandle context);

    [LibraryImport(LibraryName)]
    public static partial KeyHandle EVP_PKEY_new_raw_private_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(LibraryName)]
    public static partial KeyHandle EVP_PKEY_new_raw_public_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(LibraryName)]
    public static partial int EVP_PKEY_get_raw_public_key(KeyHandle key, byte* publicKey, ref nuint length);

    [LibraryImport(LibraryName)]
    public static partial void EVP_PKEY_free(nint key);

    [LibraryImport(LibraryName)]
    public static partial KeyContextHandle EVP_PKEY_CTX_new(KeyHandle key, nint engine);

    [LibraryImport(LibraryName)]
    public static partial void EVP_PKEY_CTX_free(nint context);

    [LibraryImport(LibraryName)]
    public static partial int EVP_PKEY_derive_init(KeyContextHandle context);

    /// <summary>With <paramref name="validate"/> 0 the peer's value is taken as it is.</summary>
    [LibraryImport(LibraryName)]
    public static partial int EVP_PKEY_derive_set_peer_ex(KeyContextHandle context, KeyHandle peer, int validate);

    [LibraryImport(LibraryName)]
    public static partial int EVP_PKEY_derive(KeyContextHandle context, byte* secret, ref nuint length);

    [LibraryImport(LibraryName)]
    public static partial nint EVP_aes_128_gcm();

    [LibraryImport(LibraryName)]
    public static partial nint EVP_aes_192_gcm();

    [LibraryImport(LibraryName)]
    public static partial nint EVP_aes_256_gcm();

    [LibraryImport(LibraryName)]
    public static partial nint EVP_aes_128_cbc();

    [LibraryImport(LibraryName)]
    public static partial nint EVP_aes_192_cbc();

    [LibraryImport(LibraryName)]
    public static partial nint EVP_aes_256_cbc();

    [LibraryImport(LibraryName)]
    public static partial nint EVP_chacha20_poly1305();

    [LibraryImport(LibraryName)]
    public static partial CipherContextHandle EVP_CIPHER_CTX_new();

    [LibraryImport(LibraryName)]
    public static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(LibraryName)]
    public static partial int EVP_CIPHER_CTX_set_padding(CipherContextHandle context, int padding);

    [LibraryImport(LibraryName)]
    public static partial int EVP_CIPHER_CTX_ctrl(CipherContextHandle context, int type, int argument, byte* pointer);

    [LibraryImport(LibraryName)]
    public static partial int EVP_CipherInit_ex(CipherContextHandle context, nint cipher, nint engine, byte* key, byte* iv, int encrypt);

    [LibraryImport(LibraryName)]
    public static partial int EVP_CipherUpdate(CipherContextHandle context, byte* output, out int outputLength, byte* input, int inputLength);

    [LibraryImport(LibraryName)]
    public static partial int EVP_CipherFinal_ex(CipherContextHandle context, byte* output, out int outputLength);
}
