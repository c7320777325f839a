using System.Security.Cryptography;

namespace Isakmp.Crypto.Native;

/// <summary>Octets to and from the numbers of libcrypto, and its failures, which are never a peer's doing.</summary>
internal static unsafe class NativeNumbers
{
    /// <summary>Makes a number.</summary>
    public static BigNumberHandle Create(bool constantTime = false)
    {
        BigNumberHandle number = Require(Libcrypto.BN_new());
        if (constantTime)
        {
            Libcrypto.BN_set_flags(number, Libcrypto.BN_FLG_CONSTTIME);
        }

        return number;
    }

    public static BigNumberHandle Create(ReadOnlySpan<byte> octets)
    {
        BigNumberHandle number = Create();
        Set(number, octets);
        return number;
    }

    /// <summary>Reads a big-endian number.</summary>
    public static void Set(BigNumberHandle number, ReadOnlySpan<byte> octets)
    {
        fixed (byte* start = octets)
        {
            Require(Libcrypto.BN_bin2bn(start, octets.Length, number) != 0 ? Libcrypto.Ok : 0);
        }
    }

    /// <summary>Writes a big-endian number, padded with zeros on the left.</summary>
    public static void Get(BigNumberHandle number, Span<byte> octets)
    {
        fixed (byte* start = octets)
        {
            Require(Libcrypto.BN_bn2binpad(number, start, octets.Length) == octets.Length ? Libcrypto.Ok : 0);
        }
    }

    /// <summary>Throws unless a function said that it succeeded: it ran out of memory, or the library is broken.</summary>
    public static void Require(int result)
    {
        if (result != Libcrypto.Ok)
        {
            Libcrypto.ERR_clear_error();
            throw new CryptographicException("libcrypto failed; memory may be exhausted.");
        }
    }

    public static T Require<T>(T handle)
        where T : NativeHandle
    {
        Require(handle.IsInvalid ? 0 : Libcrypto.Ok);
        return handle;
    }
}
