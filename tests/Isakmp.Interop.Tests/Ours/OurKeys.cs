using Isakmp.Exchanges;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>Keeps what our endpoint tells a key log of phase 1, to be held against the peer's log.</summary>
internal sealed class OurKeys : IKeyLog
{
    private readonly Dictionary<string, (string SkeyidD, string EncryptionKey)> _phaseOnes = [];

    /// <summary>The keys of the phase 1 with an initiator's cookie.</summary>
    /// <exception cref="InvalidDataException">Nothing was told of it.</exception>
    public (string SkeyidD, string EncryptionKey) PhaseOneOf(Spi initiator)
    {
        lock (_phaseOnes)
        {
            return _phaseOnes.TryGetValue(initiator.ToString(), out (string, string) keys) ? keys : throw new InvalidDataException($"Our key log has no phase 1 {initiator}.");
        }
    }

    /// <inheritdoc/>
    public void OnIkeSa(in IkeSaSecrets secrets)
    {
        if (secrets.MajorVersion == 1)
        {
            lock (_phaseOnes)
            {
                _phaseOnes[secrets.InitiatorSpi.ToString()] = (Hex.Format(secrets.Derivation), Hex.Format(secrets.InitiatorEncryption));
            }
        }
    }

    /// <inheritdoc/>
    public void OnChildSa(in ChildSaSecrets secrets)
    {
    }
}
