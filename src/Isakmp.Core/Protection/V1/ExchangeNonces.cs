namespace Isakmp.Protection.V1;

/// <summary>The nonces of one Quick Mode; empty where not known yet.</summary>
internal readonly ref struct ExchangeNonces(ReadOnlySpan<byte> initiator, ReadOnlySpan<byte> responder)
{
    /// <summary>Ni_b: the body of the initiator's nonce payload.</summary>
    public ReadOnlySpan<byte> Initiator { get; } = initiator;

    /// <summary>Nr_b: the body of the responder's nonce payload.</summary>
    public ReadOnlySpan<byte> Responder { get; } = responder;
}
