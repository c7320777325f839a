using Isakmp.Exchanges.Negotiation;
using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1.MainMode;

/// <summary>One side's half of the key exchange: messages 3 and 4.</summary>
internal readonly ref struct KeyShare
{
    private KeyShare(ReadOnlySpan<byte> publicValue, ReadOnlySpan<byte> nonce)
    {
        PublicValue = publicValue;
        Nonce = nonce;
    }

    public ReadOnlySpan<byte> PublicValue { get; }

    public ReadOnlySpan<byte> Nonce { get; }

    public static bool TryRead(in PayloadList payloads, out KeyShare share)
    {
        bool isRight = KeyExchangePayloadView.TryRead(payloads.Body(PayloadType.V1KeyExchange), out KeyExchangePayloadView keyExchange).IsOk
            & NoncePayloadView.TryRead(payloads.Body(PayloadType.V1Nonce), out NoncePayloadView nonce).IsOk;
        share = new KeyShare(keyExchange.Data, nonce.Data);
        return isRight;
    }

    /// <summary>What a key agreement that is not done means for phase 1: nothing protects the peer's value, so that the right one may still come.</summary>
    public static Phase1Step NotAgreed(in NegotiationStep step) => step.IsPending ? Phase1Step.Pending
        : step.Failure!.Kind == FailureKind.Denied ? Phase1Step.Fail(CloseReason.Denied, step.Failure)
        : Phase1Step.Ignore(step.Failure);
}
