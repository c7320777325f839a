using Isakmp.Algorithms;

namespace Isakmp.Crypto.Groups;

/// <summary>Calculates in one Diffie-Hellman group; several threads may call at once.</summary>
internal interface IGroupArithmetic
{
    /// <summary>Raises the generator to the private value.</summary>
    /// <param name="privateValue">As the group drew it.</param>
    /// <param name="publicValue">Of the group's size; receives the public value as it is sent.</param>
    void ComputePublicValue(ReadOnlySpan<byte> privateValue, Span<byte> publicValue);

    /// <summary>Raises the peer's public value to the private value.</summary>
    /// <param name="privateValue">As the group drew it.</param>
    /// <param name="peerPublic">Of the right size and in range, but not known to be on the curve.</param>
    /// <param name="sharedSecret">Of the group's size; undefined unless the answer is Ok.</param>
    /// <returns>Ok, or InvalidPublicValue for a point that is not on the curve.</returns>
    KeyExchangeStatus ComputeSharedSecret(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret);
}
