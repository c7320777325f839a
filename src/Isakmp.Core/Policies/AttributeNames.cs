using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>The attributes of a proposal: the RFC's short name, and the name that router logs have made familiar.</summary>
internal static class AttributeNames
{
    public static ImmutableArray<(TransformType Type, string Attribute, string Name)> All { get; } =
    [
        (TransformType.Encryption, "ENCR", "Encryption algorithm"),
        (TransformType.Integrity, "INTEG", "Hash algorithm"),
        (TransformType.PseudorandomFunction, "PRF", "Hash algorithm"),
        (TransformType.KeyExchange, "KE", "Diffie-Hellman group"),
        .. Enumerable.Range(0, 7).Select(round =>
            (new TransformType((byte)(TransformType.AdditionalKeyExchange1.Value + round)), $"ADDKE{round + 1}", $"Additional key exchange {round + 1}")),
        (TransformType.ExtendedSequenceNumbers, "ESN", "Sequence number size"),
    ];
}
