using System.Collections.Immutable;
using System.Globalization;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Observation;

/// <summary>Transforms of IKEv1 in the words that swanctl has for them, with what those leave out: <c>aes256-sha256-modp2048, psk, 86400 s</c>.</summary>
internal static class IkeV1Words
{
    private const ushort DefaultBlowfishBits = 128;

    /// <summary>A transform of phase 1: cipher, hash, group, authentication method, lifetimes.</summary>
    public static string OfPhase1(scoped in TransformView transform)
    {
        List<string> words = [];
        ulong bits = Number(transform, V1IkeAttributeType.KeyLength.Value);
        words.AddRange(transform.TryGetAttribute(V1IkeAttributeType.EncryptionAlgorithm.Value, out AttributeView cipher) && cipher.TryGetNumber(out ulong none) && none == 0 ? ["null"] : []);
        Add(words, Number(transform, V1IkeAttributeType.EncryptionAlgorithm.Value), number => CipherWord(new V1EncryptionAlgorithm(number), (ushort)Math.Min(bits, ushort.MaxValue)));
        Add(words, Number(transform, V1IkeAttributeType.HashAlgorithm.Value), number => HashWord(new V1HashAlgorithm(number)));
        Add(words, Number(transform, V1IkeAttributeType.Prf.Value), number => string.Create(CultureInfo.InvariantCulture, $"prf {number}"));
        Add(words, Number(transform, V1IkeAttributeType.GroupDescription.Value), number => GroupWord(new V1GroupDescription(number)));
        string text = string.Join('-', words);
        return string.Join(", ", (IEnumerable<string>)[text, .. Authentication(transform), .. Lifetimes(transform, V1IkeAttributeType.LifeType.Value, V1IkeAttributeType.LifeDuration.Value)]);
    }

    /// <summary>A transform of Quick Mode: algorithms, mode, lifetimes.</summary>
    public static string OfPhase2(V1Protocol protocol, scoped in TransformView transform)
    {
        List<string> words = [];
        ushort bits = (ushort)Math.Min(Number(transform, V1IpsecAttributeType.KeyLength.Value), ushort.MaxValue);
        words.Add(protocol == V1Protocol.Esp ? EspWord(transform.Id, bits)
            : protocol == V1Protocol.Ah ? new V1AhTransform(transform.Id).Name
            : protocol == V1Protocol.IpComp ? new IpCompTransform(transform.Id).Name
            : UnknownNumber.Text(transform.Id));
        Add(words, Number(transform, V1IpsecAttributeType.AuthenticationAlgorithm.Value), number => IntegrityWord(new V1AuthenticationAlgorithm(number)));
        Add(words, Number(transform, V1IpsecAttributeType.GroupDescription.Value), number => GroupWord(new V1GroupDescription(number)));
        words.AddRange(Number(transform, V1IpsecAttributeType.ExtendedSequenceNumber.Value) == 1 ? ["esn"] : []);
        string text = string.Join('-', words);
        return string.Join(", ", (IEnumerable<string>)[text, .. Lifetimes(transform, V1IpsecAttributeType.SaLifeType.Value, V1IpsecAttributeType.SaLifeDuration.Value)]);
    }

    /// <summary>The hash of a phase 1, by its number in the providers.</summary>
    public static HashAlgorithmIdentifier HashOf(scoped in TransformView transform) => Number(transform, V1IkeAttributeType.HashAlgorithm.Value) switch
    {
        1 => HashAlgorithmIdentifier.Md5,
        2 => HashAlgorithmIdentifier.Sha1,
        4 => HashAlgorithmIdentifier.Sha2_256,
        5 => HashAlgorithmIdentifier.Sha2_384,
        6 => HashAlgorithmIdentifier.Sha2_512,
        _ => default,
    };

    /// <summary>A number among the attributes; 0 if there is none.</summary>
    public static ulong Number(scoped in TransformView transform, ushort type) =>
        transform.TryGetAttribute(type, out AttributeView attribute) && attribute.TryGetNumber(out ulong number) ? number : 0;

    private static void Add(List<string> words, ulong number, Func<ushort, string> word)
    {
        if (number is > 0 and <= ushort.MaxValue)
        {
            words.Add(word((ushort)number));
        }
    }

    private static IEnumerable<string> Authentication(scoped in TransformView transform)
    {
        ulong number = Number(transform, V1IkeAttributeType.AuthenticationMethod.Value);
        return number is > 0 and <= ushort.MaxValue ? [AuthenticationWords.Of(new V1AuthenticationMethod((ushort)number))] : [];
    }

    // RFC 2409 A: each type of lifetime is followed by its duration.
    private static List<string> Lifetimes(scoped in TransformView transform, ushort typeAttribute, ushort durationAttribute)
    {
        List<string> lifetimes = [];
        ulong unit = 0;
        foreach (AttributeView attribute in transform)
        {
            if (!attribute.TryGetNumber(out ulong number))
            {
                continue;
            }

            if (attribute.Type == typeAttribute)
            {
                unit = number;
            }
            else if (attribute.Type == durationAttribute)
            {
                lifetimes.Add(string.Create(CultureInfo.InvariantCulture, $"{number} {(unit == 1 ? "s" : unit == 2 ? "kB" : "?")}"));
            }
        }

        return lifetimes;
    }

    private static string CipherWord(V1EncryptionAlgorithm cipher, ushort bits) => cipher.Value switch
    {
        1 => Word(Transform.Encryption(EncryptionAlgorithm.Des)),
        3 => Word(Transform.Encryption(EncryptionAlgorithm.Blowfish, bits == 0 ? DefaultBlowfishBits : bits)),
        5 => Word(Transform.Encryption(EncryptionAlgorithm.TripleDes)),
        6 => Word(Transform.Encryption(EncryptionAlgorithm.Cast, 128)),
        7 => Word(Transform.Encryption(EncryptionAlgorithm.AesCbc, bits == 0 ? (ushort)128 : bits)),
        8 => Word(Transform.Encryption(EncryptionAlgorithm.CamelliaCbc, bits == 0 ? (ushort)128 : bits)),
        _ => bits == 0 ? cipher.Name : string.Create(CultureInfo.InvariantCulture, $"{cipher.Name} {bits}"),
    };

    private static string HashWord(V1HashAlgorithm hash) => hash.Value switch
    {
        1 => "md5",
        2 => "sha1",
        4 => "sha256",
        5 => "sha384",
        6 => "sha512",
        _ => hash.Name,
    };

    private static string GroupWord(V1GroupDescription group) => Word(Transform.KeyExchange(group.KeyExchange));

    // RFC 2407 4.4.4: where IKEv2 has a number for the cipher too, it is the same.
    private static string EspWord(byte id, ushort bits)
    {
        var transform = new V1EspTransform(id);
        bool isShared = id is 2 or 3 or 6 or 7 or 11 or 12 or 13 or 14 or 15 or 16 or 18 or 19 or 20;
        if (id == V1EspTransform.Camellia.Value)
        {
            return Word(Transform.Encryption(EncryptionAlgorithm.CamelliaCbc, bits == 0 ? (ushort)128 : bits));
        }

        if (id == V1EspTransform.NullAuthAesGmac.Value)
        {
            return Word(Transform.Encryption(EncryptionAlgorithm.NullAuthAesGmac, bits == 0 ? (ushort)128 : bits));
        }

        if (!isShared)
        {
            return transform.Name;
        }

        bool hasLength = id is 6 or 7 or >= 12;
        return Word(new Transform(TransformType.Encryption, id, hasLength ? bits == 0 ? (ushort)128 : bits : null));
    }

    private static string IntegrityWord(V1AuthenticationAlgorithm algorithm) => algorithm.Value switch
    {
        1 => "md5",
        2 => "sha1",
        5 => "sha256",
        6 => "sha384",
        7 => "sha512",
        9 => "aesxcbc",
        252 => "sha256_96",
        _ => algorithm.Name,
    };

    private static string Word(Transform transform) => AlgorithmWords.WordFor(transform);
}
