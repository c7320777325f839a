using Isakmp.Algorithms;
using Isakmp.Primitives;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>One key exchange of ours: at once on the thread of the call, or by the caller where it asks for that.</summary>
internal sealed class KeyAgreement : IDisposable
{
    private readonly IKeyExchange _method;
    private KeyExchangeState? _state;
    private KeyAgreementOperation? _operation;
    private SecretBuffer? _secret;

    private KeyAgreement(IKeyExchange method) => _method = method;

    /// <summary>What goes into our KE payload.</summary>
    public ReadOnlyMemory<byte> PublicValue { get; private set; }

    /// <summary>The shared secret, once there is one.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    public ReadOnlySpan<byte> SharedSecret => _secret is { } secret
        ? secret.Span
        : throw new InvalidOperationException("The key exchange is not done.");

    /// <summary>Begins as initiator.</summary>
    public static KeyAgreement Offer(NegotiationContext context, IKeyExchange method)
    {
        byte[] own = new byte[method.InitiatorPublicSize];
        return new KeyAgreement(method) { _state = method.Offer(context.Random, own), PublicValue = own };
    }

    /// <summary>Begins as responder.</summary>
    public static KeyAgreement Answer(IKeyExchange method) => new(method);

    /// <summary>Takes the peer's public value; called again when an operation was answered.</summary>
    /// <returns>Done once there is a shared secret; Failed if the peer's value is unfit (RFC 6989, RFC 7748) or the caller has refused.</returns>
    public NegotiationStep Agree(NegotiationContext context, ReadOnlySpan<byte> peerPublic)
    {
        if (_secret is not null)
        {
            return NegotiationStep.Done;
        }

        if (!context.Asks(EndpointQuestions.KeyAgreement))
        {
            return Compute(context, peerPublic);
        }

        if (_operation is null)
        {
            _operation = new KeyAgreementOperation { KeyExchange = _method, State = _state, PeerPublic = peerPublic.ToArray() };
            context.Ask(_operation);
            return NegotiationStep.Pending;
        }

        return TakeAnswer(_operation);
    }

    public void Dispose()
    {
        _state?.Dispose();
        _state = null;
        _secret?.Dispose();
        _secret = null;
        _operation?.Discard();
        _operation = null;
    }

    private NegotiationStep Compute(NegotiationContext context, ReadOnlySpan<byte> peerPublic)
    {
        var secret = new SecretBuffer(_method.SharedSecretSize);
        KeyExchangeStatus status;
        if (_state is not null)
        {
            status = _method.Finish(_state, peerPublic, secret.Span);
        }
        else
        {
            byte[] own = new byte[_method.ResponderPublicSize];
            status = _method.Respond(peerPublic, context.Random, own, secret.Span);
            PublicValue = own;
        }

        if (status != KeyExchangeStatus.Ok)
        {
            secret.Dispose();
            return NegotiationStep.Fail(new IkeFailure(FailureKind.PeerMisbehaved, $"The peer's public value for {_method.Method} was refused: {status}."));
        }

        _secret = secret;
        return NegotiationStep.Done;
    }

    private NegotiationStep TakeAnswer(KeyAgreementOperation operation)
    {
        KeyAgreementAnswer? answer = operation.Answer;
        if (answer is null || answer.SharedSecret.Length != _method.SharedSecretSize
            || (_state is null && answer.PublicValue.Length != _method.ResponderPublicSize))
        {
            operation.Discard();
            _operation = null; // another public value may still be the right one
            string text = operation.IsExpired ? "The key agreement was not answered in time." : $"The key agreement for {_method.Method} was refused.";
            return NegotiationStep.Fail(new IkeFailure(operation.IsExpired ? FailureKind.Denied : FailureKind.PeerMisbehaved, text));
        }

        _secret = new SecretBuffer(answer.SharedSecret.Span);
        PublicValue = _state is null ? answer.PublicValue.ToArray() : PublicValue;
        operation.Discard();
        return NegotiationStep.Done;
    }
}
