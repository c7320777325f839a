using System.Collections.Immutable;
using System.Globalization;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>Attributes of IKEv1 in the words of swanctl.conf; where there is no word, by their names in the registries.</summary>
internal static class TransformWords
{
    public static string? Cipher(V1EncryptionAlgorithm? cipher, ushort? keyLength) => cipher is not { } number ? null
        : AlgorithmMap.Phase1Cipher(number, keyLength) is { } transform ? AlgorithmWords.WordFor(transform)
        : WithLength(number.ToString(), keyLength);

    public static string? Hash(V1HashAlgorithm? hash) => hash is not { } number ? null
        : AlgorithmMap.TryFindHash(number, out _, out IntegrityAlgorithm integrity, out _) ? AlgorithmWords.WordFor(Transform.Integrity(integrity))
        : number.ToString();

    public static string? Group(V1GroupDescription? group) => group is not { } number ? null
        : AlgorithmMap.KeyExchange(number) is { } method ? AlgorithmWords.WordFor(Transform.KeyExchange(method)) : number.ToString();

    public static string Identifier(V1Protocol protocol, byte id, ushort? keyLength)
    {
        if (protocol == V1Protocol.Esp)
        {
            return AlgorithmMap.EspCipher(new V1EspTransform(id)) is { } cipher
                ? AlgorithmWords.WordFor(Transform.Encryption(cipher, keyLength))
                : WithLength(new V1EspTransform(id).ToString(), keyLength);
        }

        return protocol == V1Protocol.Ah ? new V1AhTransform(id).ToString()
            : protocol == V1Protocol.IpComp ? new IpCompTransform(id).ToString()
            : protocol == V1Protocol.Isakmp ? new V1IkeTransform(id).ToString()
            : string.Create(CultureInfo.InvariantCulture, $"identifier {id}");
    }

    public static string Protocol(V1Protocol protocol) => protocol == V1Protocol.Esp ? "ESP" : protocol == V1Protocol.Ah ? "AH" : protocol.ToString();

    public static string? Authentication(V1AuthenticationAlgorithm? algorithm) => algorithm is not { } number ? null
        : AlgorithmMap.Authentication(number) is { } integrity ? AlgorithmWords.WordFor(Transform.Integrity(integrity)) : number.ToString();

    /// <summary>A phase 1 transform, for example <c>aes256-sha256-modp2048</c>.</summary>
    public static string Phase1(V1IkeParameters parameters) =>
        Join([Cipher(parameters.Encryption, parameters.KeyLength), Hash(parameters.Hash), Group(parameters.Group)]);

    /// <summary>A phase 2 transform, for example <c>aes256-sha256-modp2048-esn</c>.</summary>
    public static string Phase2(V1Protocol protocol, V1Transform transform, V1IpsecParameters parameters) => Join(
    [
        protocol == V1Protocol.Ah && parameters.Authentication is not null ? null : Identifier(protocol, transform.Id, parameters.KeyLength),
        Authentication(parameters.Authentication),
        Group(parameters.Group),
        parameters.ExtendedSequenceNumbers ? "esn" : null,
    ]);

    /// <summary>What one side has of an attribute.</summary>
    public static ImmutableArray<string> List(string? word) => word is null ? [] : [word];

    /// <summary>What one side has of an attribute.</summary>
    public static ImmutableArray<string> List(Proposal? proposal, TransformType type) =>
        proposal is null ? [] : [.. proposal.OfType(type).Where(transform => !(type == TransformType.Integrity && transform.IsNone())).Select(AlgorithmWords.WordFor)];

    private static string WithLength(string name, ushort? keyLength) =>
        keyLength is { } bits ? string.Create(CultureInfo.InvariantCulture, $"{name}-{bits}") : name;

    private static string Join(ImmutableArray<string?> words) => words.Any(word => word is not null) ? string.Join('-', words.Where(word => word is not null)) : "nothing";
}
