using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Inspection.Observation;

/// <summary>A provider that has nothing: for an observer that only looks at what is in the clear.</summary>
internal sealed class NoCryptography : ICryptoProvider
{
    public static NoCryptography Instance { get; } = new();

    public string Name => "none";

    public IKeyExchange? GetKeyExchange(KeyExchangeMethod method) => null;

    public IPrf? GetPrf(PseudorandomFunction algorithm) => null;

    public IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) => null;

    public ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits) => null;

    public IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) => null;

    public IHash? GetHash(HashAlgorithmIdentifier algorithm) => null;
}
