using Isakmp.Algorithms;

namespace Isakmp.Exchanges;

/// <summary>Do a key agreement elsewhere (a worker thread, an HSM). Answer null if the peer's value is unfit.</summary>
public sealed class KeyAgreementOperation : IkeOperation<KeyAgreementAnswer?>
{
    internal KeyAgreementOperation()
    {
    }

    /// <summary>The key exchange.</summary>
    public required IKeyExchange KeyExchange { get; init; }

    /// <summary>Our private half, to be given to <see cref="IKeyExchange.Finish"/>; null as responder, where <see cref="IKeyExchange.Respond"/> does it all. It is disposed when the question is no longer open; a late <c>Finish</c> throws <see cref="ObjectDisposedException"/>.</summary>
    public required KeyExchangeState? State { get; init; }

    /// <summary>The peer's public value.</summary>
    public required ReadOnlyMemory<byte> PeerPublic { get; init; }

    /// <inheritdoc/>
    public override KeyAgreementAnswer? DefaultAnswer => null;

    internal override void Discard() => Answer?.SharedSecret.Dispose();
}
