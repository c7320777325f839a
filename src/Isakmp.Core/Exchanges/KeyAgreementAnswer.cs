using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>What a key agreement that was done elsewhere brought.</summary>
/// <param name="SharedSecret">The shared secret; the endpoint takes the buffer over and zeroes it.</param>
/// <param name="PublicValue">As responder the public value to send; as initiator nothing.</param>
public sealed record KeyAgreementAnswer(SecretBuffer SharedSecret, ReadOnlyMemory<byte> PublicValue = default)
{
    /// <summary>Returns the sizes, never the secret.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"KeyAgreementAnswer({SharedSecret.Length} octets)";
}
