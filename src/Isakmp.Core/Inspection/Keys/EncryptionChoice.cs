using Isakmp.Registry;

namespace Isakmp.Inspection.Keys;

/// <summary>The cipher that a row of a key table names, with the length that its key has.</summary>
/// <param name="Algorithm">The cipher.</param>
/// <param name="KeyBits">The attribute Key Length; null where the key has one length only.</param>
/// <param name="KeySize">What the column of the key holds, in octets: with the salt of an AEAD, and with the nonce of counter mode.</param>
internal readonly record struct EncryptionChoice(EncryptionAlgorithm Algorithm, ushort? KeyBits, int KeySize);
