using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Algorithms;

/// <summary>A key exchange in the shape of a key encapsulation, which Diffie-Hellman fits too.</summary>
/// <remarks>
/// Initiator: <see cref="Offer"/>, later <see cref="Finish"/>. Responder: <see cref="Respond"/> alone. The private value comes from the random source that is
/// handed in, so that the same seed gives the same public value; it is used for one exchange and never again.
/// </remarks>
public interface IKeyExchange
{
    /// <summary>The method (Transform Type 4).</summary>
    KeyExchangeMethod Method { get; }

    /// <summary>The size of what the initiator sends, in octets.</summary>
    int InitiatorPublicSize { get; }

    /// <summary>The size of what the responder sends, in octets.</summary>
    int ResponderPublicSize { get; }

    /// <summary>The size of the shared secret, in octets: for MODP that of the modulus (RFC 7296 section 2.14), for ECP that of the x coordinate (RFC 5903 section 7).</summary>
    int SharedSecretSize { get; }

    /// <summary>Makes the initiator's private and public value.</summary>
    /// <param name="random">Where the private value is drawn from.</param>
    /// <param name="publicValue">Exactly <see cref="InitiatorPublicSize"/> octets; receives what goes into the KE payload.</param>
    /// <returns>The private half; the caller disposes of it.</returns>
    /// <exception cref="ArgumentException"><paramref name="publicValue"/> has another size.</exception>
    KeyExchangeState Offer(IRandomSource random, Span<byte> publicValue);

    /// <summary>Answers an initiator's public value.</summary>
    /// <param name="peerPublic">What the initiator sent; may be anything.</param>
    /// <param name="random">Where the private value is drawn from.</param>
    /// <param name="publicValue">Exactly <see cref="ResponderPublicSize"/> octets; receives what goes into the KE payload.</param>
    /// <param name="sharedSecret">Exactly <see cref="SharedSecretSize"/> octets; receives the shared secret.</param>
    /// <returns><see cref="KeyExchangeStatus.Ok"/>, or why the peer's value was refused; then both destinations are zero.</returns>
    /// <exception cref="ArgumentException">A destination has another size.</exception>
    KeyExchangeStatus Respond(ReadOnlySpan<byte> peerPublic, IRandomSource random, Span<byte> publicValue, Span<byte> sharedSecret);

    /// <summary>Computes the shared secret from the responder's public value.</summary>
    /// <param name="state">What <see cref="Offer"/> of this object returned; it stays usable until it is disposed, because a forged answer may come before the right one.</param>
    /// <param name="peerPublic">What the responder sent; may be anything.</param>
    /// <param name="sharedSecret">Exactly <see cref="SharedSecretSize"/> octets; receives the shared secret.</param>
    /// <returns><see cref="KeyExchangeStatus.Ok"/>, or why the peer's value was refused; then the destination is zero.</returns>
    /// <exception cref="ArgumentException"><paramref name="state"/> is of another method or provider, or the destination has another size.</exception>
    KeyExchangeStatus Finish(KeyExchangeState state, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret);
}
