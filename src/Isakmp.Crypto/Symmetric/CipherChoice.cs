using Isakmp.Registry;

namespace Isakmp.Crypto.Symmetric;

/// <summary>A cipher with its key length in bits, which is 0 where the cipher has only one.</summary>
internal readonly record struct CipherChoice(EncryptionAlgorithm Algorithm, int KeyBits);
