namespace Isakmp.Crypto.Groups;

/// <summary>Calculates in one Diffie-Hellman group; several threads may call at once.</summary>
internal interface IGroupArithmetic
{
    /// <summary>Takes over a private value as the group drew it; the caller zeroes its own copy.</summary>
    GroupPrivateKey Import(ReadOnlySpan<byte> privateValue);
}
