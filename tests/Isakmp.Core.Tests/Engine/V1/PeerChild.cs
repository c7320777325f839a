using Isakmp.Algorithms;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>The algorithms of a Child SA of a scripted peer: ESP transform and attributes by the numbers of RFC 2407 section 4.4.4 and 4.5, key sizes, and the group of PFS.</summary>
internal sealed class PeerChild
{
    /// <summary>Reads words such as <c>aes256gcm16</c>, <c>aes128-sha1</c>, <c>3des-md5-modp1024</c>.</summary>
    public PeerChild(string notation)
    {
        string[] words = notation.Split('-');
        (TransformId, KeyBits, EncryptionSize) = words[0] switch
        {
            "3des" => ((byte)3, (ushort)0, 24),
            "null" => ((byte)11, (ushort)0, 0),
            "aes128" => ((byte)12, (ushort)128, 16),
            "aes256" => ((byte)12, (ushort)256, 32),
            "aes128gcm16" => ((byte)20, (ushort)128, 20), // with 4 octets of salt (RFC 4106 8.1)
            _ => ((byte)20, (ushort)256, 36),
        };
        foreach (string word in words.Skip(1))
        {
            switch (word)
            {
                case "md5":
                    (Authentication, IntegritySize) = (1, 16);
                    break;
                case "sha1":
                    (Authentication, IntegritySize) = (2, 20);
                    break;
                case "sha256":
                    (Authentication, IntegritySize) = (5, 32);
                    break;
                default:
                    Group = PeerSuite.GroupOf(word);
                    break;
            }
        }
    }

    public byte TransformId { get; }

    public ushort KeyBits { get; }

    /// <summary>Of one direction, in octets, with salt.</summary>
    public int EncryptionSize { get; }

    public ushort Authentication { get; }

    public int IntegritySize { get; }

    /// <summary>0 for none.</summary>
    public ushort Group { get; }

    public IKeyExchange? KeyExchange => Group == 0 ? null : PeerSuite.KeyExchangeOf(Group);

    /// <summary>The transform with these lifetimes and encapsulation mode (1 tunnel, 2 transport, 3 and 4 in UDP).</summary>
    public OfferedTransform Transform(byte number = 1, ushort mode = 1, uint seconds = 3600, uint kilobytes = 0, bool isVariable = true) => new(
        number, TransformId,
        [
            .. OfferedTransform.Short(1, 1),
            .. Duration(seconds, isVariable),
            .. kilobytes == 0 ? [] : OfferedTransform.Short(1, 2),
            .. kilobytes == 0 ? [] : Duration(kilobytes, isVariable),
            .. OfferedTransform.Short(4, mode),
            .. Authentication == 0 ? [] : OfferedTransform.Short(5, Authentication),
            .. KeyBits == 0 ? [] : OfferedTransform.Short(6, KeyBits),
            .. Group == 0 ? [] : OfferedTransform.Short(3, Group),
        ]);

    private static byte[] Duration(uint value, bool isVariable) => isVariable ? OfferedTransform.Long(2, V1Payload.Spi(value)) : OfferedTransform.Short(2, (ushort)value);
}
