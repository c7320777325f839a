using System.Runtime.InteropServices;

namespace Isakmp.Crypto.Native;

/// <summary>An object of libcrypto, freed with the function of its kind.</summary>
internal abstract class NativeHandle : SafeHandle
{
    protected NativeHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;
}

/// <summary>A <c>BIGNUM</c>; wiped when it is freed.</summary>
internal sealed class BigNumberHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.BN_clear_free(handle);
        return true;
    }
}

/// <summary>A <c>BN_CTX</c>: the scratch numbers of one calculation at a time.</summary>
internal sealed class BigNumberContextHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.BN_CTX_free(handle);
        return true;
    }
}

/// <summary>A <c>BN_MONT_CTX</c>: what is precomputed for a modulus; read-only once set.</summary>
internal sealed class MontgomeryHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.BN_MONT_CTX_free(handle);
        return true;
    }
}

/// <summary>An <c>EC_GROUP</c>; read-only.</summary>
internal sealed class CurveHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EC_GROUP_free(handle);
        return true;
    }
}

/// <summary>An <c>EC_POINT</c>; wiped when it is freed.</summary>
internal sealed class PointHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EC_POINT_clear_free(handle);
        return true;
    }
}

/// <summary>An <c>EVP_PKEY</c>.</summary>
internal sealed class KeyHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_PKEY_free(handle);
        return true;
    }
}

/// <summary>An <c>EVP_PKEY_CTX</c>.</summary>
internal sealed class KeyContextHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_PKEY_CTX_free(handle);
        return true;
    }
}

/// <summary>An <c>EVP_CIPHER_CTX</c>; its key schedule is wiped when it is freed.</summary>
internal sealed class CipherContextHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_CIPHER_CTX_free(handle);
        return true;
    }
}
