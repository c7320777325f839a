namespace Isakmp.Crypto.Native;

/// <summary>Makes the cipher contexts of libcrypto.</summary>
internal static unsafe class LibcryptoCipherContext
{
    public const int Encrypting = 1;
    public const int Decrypting = 0;

    /// <summary>Whether this libcrypto has the cipher and lets it be used; one in FIPS mode refuses some.</summary>
    public static bool Accepts(nint cipher, int keySize)
    {
        Span<byte> key = stackalloc byte[keySize];
        key.Clear();
        using CipherContextHandle context = Libcrypto.EVP_CIPHER_CTX_new();
        if (cipher != 0 && !context.IsInvalid && Initialize(context, cipher, key, Encrypting) == Libcrypto.Ok)
        {
            return true;
        }

        Libcrypto.ERR_clear_error();
        return false;
    }

    /// <summary>Makes a context with a key; the IV comes with each message.</summary>
    public static CipherContextHandle Create(nint cipher, ReadOnlySpan<byte> key, int direction)
    {
        CipherContextHandle context = NativeNumbers.Require(Libcrypto.EVP_CIPHER_CTX_new());
        NativeNumbers.Require(Initialize(context, cipher, key, direction));
        return context;
    }

    /// <summary>Begins a message.</summary>
    public static void Begin(CipherContextHandle context, ReadOnlySpan<byte> iv, int direction)
    {
        fixed (byte* start = iv)
        {
            NativeNumbers.Require(Libcrypto.EVP_CipherInit_ex(context, 0, 0, null, start, direction));
        }
    }

    private static int Initialize(CipherContextHandle context, nint cipher, ReadOnlySpan<byte> key, int direction)
    {
        fixed (byte* start = key)
        {
            return Libcrypto.EVP_CipherInit_ex(context, cipher, 0, start, null, direction);
        }
    }
}
