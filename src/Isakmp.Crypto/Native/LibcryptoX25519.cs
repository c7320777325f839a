using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;

namespace Isakmp.Crypto.Native;

/// <summary>X25519 by libcrypto.</summary>
internal sealed unsafe class LibcryptoX25519 : IGroupArithmetic
{
    private LibcryptoX25519()
    {
    }

    /// <summary>Makes the arithmetic, or answers null if this libcrypto refuses X25519, as one in FIPS mode does.</summary>
    public static LibcryptoX25519? TryCreate()
    {
        Span<byte> probe = stackalloc byte[Curve25519Group.Size];
        probe.Fill(0x55);
        using KeyHandle key = Create(probe);
        if (key.IsInvalid)
        {
            Libcrypto.ERR_clear_error();
            return null;
        }

        return new LibcryptoX25519();
    }

    public GroupPrivateKey Import(ReadOnlySpan<byte> privateValue) => new Key(NativeNumbers.Require(Create(privateValue)));

    private static KeyHandle Create(ReadOnlySpan<byte> privateValue)
    {
        fixed (byte* start = privateValue)
        {
            return Libcrypto.EVP_PKEY_new_raw_private_key(Libcrypto.EVP_PKEY_X25519, 0, start, Curve25519Group.Size);
        }
    }

    private sealed class Key(KeyHandle key) : GroupPrivateKey
    {
        public override void WritePublicValue(Span<byte> publicValue)
        {
            nuint size = Curve25519Group.Size;
            fixed (byte* start = publicValue)
            {
                NativeNumbers.Require(Libcrypto.EVP_PKEY_get_raw_public_key(key, start, ref size));
            }
        }

        public override KeyExchangeStatus Agree(ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
        {
            fixed (byte* start = peerPublic)
            {
                using KeyHandle peer = NativeNumbers.Require(
                    Libcrypto.EVP_PKEY_new_raw_public_key(Libcrypto.EVP_PKEY_X25519, 0, start, Curve25519Group.Size));
                using KeyContextHandle context = NativeNumbers.Require(Libcrypto.EVP_PKEY_CTX_new(key, 0));
                NativeNumbers.Require(Libcrypto.EVP_PKEY_derive_init(context));
                NativeNumbers.Require(Libcrypto.EVP_PKEY_derive_set_peer_ex(context, peer, validate: 0));
                return Derive(context, sharedSecret);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                key.Dispose();
            }
        }

        private static KeyExchangeStatus Derive(KeyContextHandle context, Span<byte> sharedSecret)
        {
            nuint size = Curve25519Group.Size;
            fixed (byte* start = sharedSecret)
            {
                if (Libcrypto.EVP_PKEY_derive(context, start, ref size) == Libcrypto.Ok)
                {
                    return KeyExchangeStatus.Ok;
                }
            }

            // The one way for the derivation to fail: the result is zero.
            Libcrypto.ERR_clear_error();
            return KeyExchangeStatus.ZeroSharedSecret;
        }
    }
}
