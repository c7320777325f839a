using Isakmp.Algorithms;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Inspection.Foreign;

/// <summary>A key exchange that took place between others: it gives the public values that were captured and the shared secret that was logged, and computes nothing.</summary>
public sealed class RecordedKeyExchange : IKeyExchange, IDisposable
{
    private readonly byte[] _initiatorPublic;
    private readonly byte[] _responderPublic;
    private readonly SecretBuffer _sharedSecret;

    /// <summary>Makes it from a capture and a log.</summary>
    /// <param name="method">The method.</param>
    /// <param name="initiatorPublic">What the initiator sent in its KE payload.</param>
    /// <param name="responderPublic">What the responder sent; empty if it wanted another method.</param>
    /// <param name="sharedSecret">The shared secret as one of the two logged it; copied. Empty if there is none.</param>
    public RecordedKeyExchange(KeyExchangeMethod method, ReadOnlySpan<byte> initiatorPublic, ReadOnlySpan<byte> responderPublic, ReadOnlySpan<byte> sharedSecret)
    {
        Method = method;
        _initiatorPublic = initiatorPublic.ToArray();
        _responderPublic = responderPublic.ToArray();
        _sharedSecret = new SecretBuffer(sharedSecret);
    }

    /// <inheritdoc/>
    public KeyExchangeMethod Method { get; }

    /// <inheritdoc/>
    public int InitiatorPublicSize => _initiatorPublic.Length;

    /// <inheritdoc/>
    public int ResponderPublicSize => _responderPublic.Length;

    /// <inheritdoc/>
    public int SharedSecretSize => _sharedSecret.Length;

    /// <summary>Gives the initiator's value; nothing is drawn.</summary>
    /// <param name="random">Not used.</param>
    /// <param name="publicValue">Exactly <see cref="InitiatorPublicSize"/> octets.</param>
    /// <returns>A state without a secret.</returns>
    public KeyExchangeState Offer(IRandomSource random, Span<byte> publicValue)
    {
        _initiatorPublic.CopyTo(publicValue);
        return new State(Method);
    }

    /// <summary>Gives the responder's value and the secret, if the peer's value is the captured one.</summary>
    /// <param name="peerPublic">What the initiator sent.</param>
    /// <param name="random">Not used.</param>
    /// <param name="publicValue">Exactly <see cref="ResponderPublicSize"/> octets.</param>
    /// <param name="sharedSecret">Exactly <see cref="SharedSecretSize"/> octets.</param>
    /// <returns>Ok, or InvalidPublicValue for every other value.</returns>
    public KeyExchangeStatus Respond(ReadOnlySpan<byte> peerPublic, IRandomSource random, Span<byte> publicValue, Span<byte> sharedSecret)
    {
        _responderPublic.CopyTo(publicValue);
        return Give(peerPublic, _initiatorPublic, sharedSecret);
    }

    /// <summary>Gives the secret, if the peer's value is the captured one.</summary>
    /// <param name="state">What <see cref="Offer"/> returned.</param>
    /// <param name="peerPublic">What the responder sent.</param>
    /// <param name="sharedSecret">Exactly <see cref="SharedSecretSize"/> octets.</param>
    /// <returns>Ok, or InvalidPublicValue for every other value.</returns>
    public KeyExchangeStatus Finish(KeyExchangeState state, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret) =>
        Give(peerPublic, _responderPublic, sharedSecret);

    /// <summary>Zeroes the shared secret.</summary>
    public void Dispose() => _sharedSecret.Dispose();

    private KeyExchangeStatus Give(ReadOnlySpan<byte> peerPublic, ReadOnlySpan<byte> captured, Span<byte> sharedSecret)
    {
        if (_sharedSecret.Length == 0 || !peerPublic.SequenceEqual(captured))
        {
            sharedSecret.Clear();
            return KeyExchangeStatus.InvalidPublicValue;
        }

        _sharedSecret.Span.CopyTo(sharedSecret);
        return KeyExchangeStatus.Ok;
    }

    private sealed class State(KeyExchangeMethod method) : KeyExchangeState
    {
        public override KeyExchangeMethod Method { get; } = method;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
