using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Fields;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Foreign;

/// <summary>An IKE SA between two daemons of others, captured from its first message on, of which one side logged the shared secret of the key exchange.</summary>
/// <remarks>
/// It can be replayed with our endpoint in either role: what the other side sent is received exactly as it was captured, and what we send is compared field by field with what
/// our predecessor sent, since nobody logs the private values that would make it the same octets.
/// </remarks>
/// <example>
/// <code>
/// using FileStream file = File.OpenRead("gateway.pcap");
/// using var capture = new CaptureReader(file);
/// ForeignSession session = ForeignSession.Find(capture).Single();
/// using RecordedCryptoProvider crypto = session.CreateProvider(CryptoProvider.Default, sharedSecret);
/// PeerProfile profile = new PeerProfileBuilder("net").WithProposals("aes256-sha256-modp2048").AddChild("net").Build(crypto);
/// using ForeignReport report = session.Replay(IkeRole.Initiator, profile, credentials, crypto, sharedSecret);
/// report.ThrowIfDifferent();
/// </code>
/// </example>
public sealed class ForeignSession
{
    private readonly OpenedMessage _request;
    private readonly OpenedMessage _answer;

    private ForeignSession(ImmutableArray<ForeignMessage> messages, OpenedMessage request, OpenedMessage answer) =>
        (Messages, _request, _answer) = (messages, request, answer);

    /// <summary>Its messages in both directions.</summary>
    public ImmutableArray<ForeignMessage> Messages { get; }

    /// <summary>The initiator's SPI.</summary>
    public Spi InitiatorSpi => _answer.Header.InitiatorSpi;

    /// <summary>The responder's SPI.</summary>
    public Spi ResponderSpi => _answer.Header.ResponderSpi;

    /// <summary>Finds the IKEv2 SAs of a capture whose IKE_SA_INIT exchange is complete.</summary>
    /// <param name="messages">All IKE messages of the capture in their order; others may be among them.</param>
    /// <returns>The sessions in the order of their first messages.</returns>
    public static ImmutableArray<ForeignSession> Find(IEnumerable<ForeignMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ForeignMessage[] all = [.. messages.Where(static message => IsIkeV2(message.Octets.AsSpan()))];
        ImmutableArray<ForeignSession>.Builder found = ImmutableArray.CreateBuilder<ForeignSession>();
        foreach (IGrouping<Spi, ForeignMessage> group in all.GroupBy(static message => Spi.Read(message.Octets.AsSpan())))
        {
            OpenedMessage[] initial =
            [
                .. group.Select(static message => ForeignKeys.Read(message.Octets.AsSpan()))
                    .Where(static message => message.Header.ExchangeType == ExchangeType.IkeSaInit),
            ];
            OpenedMessage? answer = Array.Find(initial, static message => !message.IsRequest && message.Types().Contains(PayloadType.KeyExchange));
            // the request that it answers is the last one before it
            OpenedMessage? request = answer is null ? null : initial.TakeWhile(message => message != answer).LastOrDefault(static message => message.IsRequest);
            if (request is not null)
            {
                found.Add(new ForeignSession([.. group], request, answer!));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Finds the IKEv2 SAs of a capture file whose IKE_SA_INIT exchange is complete; what is broken in the file is passed over.</summary>
    /// <param name="capture">The capture, which is read to its end; all of its IKEv2 messages are held in memory.</param>
    /// <returns>The sessions in the order of their first messages.</returns>
    public static ImmutableArray<ForeignSession> Find(CaptureReader capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var messages = new List<ForeignMessage>();
        while (capture.TryRead(out CapturedDatagram datagram))
        {
            if (datagram.Fault == CaptureFault.None && datagram.Kind == DatagramKind.Ike)
            {
                messages.Add(new ForeignMessage(datagram.Time - DateTimeOffset.UnixEpoch, datagram.Path, [.. datagram.Message], datagram.Frame));
            }
        }

        return Find(messages);
    }

    /// <summary>Makes the provider that knows the captured key exchange.</summary>
    /// <param name="inner">Where everything else comes from.</param>
    /// <param name="sharedSecret">The shared secret that one of the daemons logged: g^ir, not SKEYSEED.</param>
    /// <returns>The provider; the caller disposes of it.</returns>
    public RecordedCryptoProvider CreateProvider(ICryptoProvider inner, ReadOnlySpan<byte> sharedSecret)
    {
        ImmutableArray<RecordedKeyExchange>.Builder exchanges = ImmutableArray.CreateBuilder<RecordedKeyExchange>();
        _ = KeyExchangePayloadView.TryRead(_answer.Body(PayloadType.KeyExchange), out KeyExchangePayloadView agreed);
        exchanges.Add(new RecordedKeyExchange(agreed.Method, PublicOf(_request), agreed.Data, sharedSecret));
        foreach (ForeignMessage message in Messages)
        {
            OpenedMessage opened = ForeignKeys.Read(message.Octets.AsSpan());
            if (opened.IsOpen && opened.IsRequest
                && KeyExchangePayloadView.TryRead(opened.Body(PayloadType.KeyExchange), out KeyExchangePayloadView offered).IsOk
                && !Knows(exchanges, offered.Method))
            {
                exchanges.Add(new RecordedKeyExchange(offered.Method, offered.Data, [], [])); // the responder asked for another one
            }
        }

        return new RecordedCryptoProvider(inner, exchanges.ToImmutable());
    }

    /// <summary>Runs the session with our endpoint in one of its roles.</summary>
    /// <param name="role">Whose place we take.</param>
    /// <param name="profile">The configuration of that side, built with <paramref name="crypto"/>.</param>
    /// <param name="credentials">The pre-shared key.</param>
    /// <param name="crypto">What <see cref="CreateProvider"/> returned.</param>
    /// <param name="sharedSecret">The shared secret, to open what was captured.</param>
    /// <param name="tolerances">In what our messages may differ; not given for <see cref="ForeignTolerances.Default"/>.</param>
    /// <returns>The report; the caller disposes of it.</returns>
    /// <exception cref="ArgumentException">The provider lacks an algorithm that the captured responder chose.</exception>
    public ForeignReport Replay(
        IkeRole role, PeerProfile profile, CredentialStore credentials, RecordedCryptoProvider crypto, ReadOnlySpan<byte> sharedSecret, ImmutableArray<FieldTolerance> tolerances = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(crypto);
        using ForeignKeys keys = ForeignKeys.Derive(_request, _answer, crypto, sharedSecret);
        bool initiates = role == IkeRole.Initiator;
        byte[] nonce = (initiates ? _request : _answer).Body(PayloadType.Nonce).ToArray();
        var random = new ForeignRandom(initiates ? InitiatorSpi : ResponderSpi, nonce);
        using var replay = new ForeignReplay(this, role, profile, credentials, crypto, keys, random, nonce.Length, tolerances.IsDefault ? ForeignTolerances.Default : tolerances);
        return replay.Run();
    }

    private static bool IsIkeV2(ReadOnlySpan<byte> octets) => IkeHeader.TryRead(octets, out IkeHeader header).IsOk && header.MajorVersion == 2;

    private static ReadOnlySpan<byte> PublicOf(OpenedMessage message)
    {
        _ = KeyExchangePayloadView.TryRead(message.Body(PayloadType.KeyExchange), out KeyExchangePayloadView view);
        return view.Data;
    }

    private static bool Knows(ImmutableArray<RecordedKeyExchange>.Builder exchanges, KeyExchangeMethod method) => exchanges.Any(exchange => exchange.Method == method);
}
