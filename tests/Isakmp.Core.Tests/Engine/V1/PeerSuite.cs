using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>The algorithms of phase 1 of a scripted peer, on .NET's cryptography alone: none of the code under test but the Diffie-Hellman groups.</summary>
internal sealed class PeerSuite
{
    // number of the group in IKEv1; the provider knows it by the same number (RFC 7296 3.3.2 took them over)
    private static readonly Dictionary<string, ushort> s_groups = new()
    {
        ["modp768"] = 1, ["modp1024"] = 2, ["modp1536"] = 5, ["modp2048"] = 14, ["modp3072"] = 15, ["modp4096"] = 16, ["ecp256"] = 19, ["ecp384"] = 20, ["ecp521"] = 21,
    };

    /// <summary>Reads cipher, hash and group, such as <c>aes256-sha256-ecp256</c>.</summary>
    public PeerSuite(string notation)
    {
        Notation = notation;
        string[] words = notation.Split('-');
        (Cipher, KeySize) = words[0] switch
        {
            "des" => ((ushort)1, 8),
            "3des" => ((ushort)5, 24),
            _ => ((ushort)7, int.Parse(words[0].AsSpan(3), System.Globalization.CultureInfo.InvariantCulture) / 8),
        };
        (HashNumber, HashName, HashSize) = words[1] switch
        {
            "md5" => ((ushort)1, HashAlgorithmName.MD5, 16),
            "sha1" => ((ushort)2, HashAlgorithmName.SHA1, 20),
            "sha256" => ((ushort)4, HashAlgorithmName.SHA256, 32),
            "sha384" => ((ushort)5, HashAlgorithmName.SHA384, 48),
            _ => ((ushort)6, HashAlgorithmName.SHA512, 64),
        };
        Group = GroupOf(words[2]);
        KeyExchange = KeyExchangeOf(Group);
    }

    public string Notation { get; }

    /// <summary>The numbers of RFC 2409 appendix A.</summary>
    public ushort Cipher { get; }

    public ushort HashNumber { get; }

    public ushort Group { get; }

    public int KeySize { get; }

    public HashAlgorithmName HashName { get; }

    public int HashSize { get; }

    public IKeyExchange KeyExchange { get; }

    public int BlockSize => Cipher == 7 ? 16 : 8;

    public static ushort GroupOf(string word) => s_groups[word];

    public static IKeyExchange KeyExchangeOf(ushort group) => CryptoProvider.Default.GetKeyExchange(new KeyExchangeMethod(group))!;

    /// <summary>The transform of phase 1: pre-shared keys (1), life type seconds (1), 4 octets of duration.</summary>
    public OfferedTransform Transform(byte number = 1, uint lifetime = 86_400) => new(
        number, 1,
        [
            .. OfferedTransform.Short(1, Cipher),
            .. Cipher == 7 ? OfferedTransform.Short(14, (ushort)(KeySize * 8)) : [],
            .. OfferedTransform.Short(2, HashNumber),
            .. OfferedTransform.Short(4, Group),
            .. OfferedTransform.Short(3, 1),
            .. OfferedTransform.Short(11, 1),
            .. OfferedTransform.Long(12, V1Payload.Spi(lifetime)),
        ]);

    /// <summary>prf is the HMAC of the hash (RFC 2409 section 4).</summary>
    public byte[] Prf(byte[] key, params byte[][] data) => CryptographicOperations.HmacData(HashName, key, Joined(data));

    public byte[] Hash(params byte[][] data) => CryptographicOperations.HashData(HashName, Joined(data));

    public byte[] Encrypt(byte[] key, byte[] iv, byte[] padded)
    {
        using SymmetricAlgorithm cipher = CreateCipher(key);
        return cipher.EncryptCbc(padded, iv, PaddingMode.None);
    }

    public byte[] Decrypt(byte[] key, byte[] iv, byte[] ciphertext)
    {
        using SymmetricAlgorithm cipher = CreateCipher(key);
        return cipher.DecryptCbc(ciphertext, iv, PaddingMode.None);
    }

    private static byte[] Joined(byte[][] data) => [.. data.SelectMany(piece => piece)];

    private SymmetricAlgorithm CreateCipher(byte[] key)
    {
#pragma warning disable CA5351, CA5350 // the ciphers of RFC 2409
        SymmetricAlgorithm cipher = Cipher switch { 1 => DES.Create(), 5 => TripleDES.Create(), _ => Aes.Create() };
#pragma warning restore CA5351, CA5350
        cipher.Key = key;
        return cipher;
    }
}
