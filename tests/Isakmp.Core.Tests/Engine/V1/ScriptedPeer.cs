using System.Buffers.Binary;
using System.Text;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>An IKEv1 peer that a test drives by hand: main mode with a pre-shared key and what goes on under it, computed apart from the code under test, well sealed or badly.</summary>
internal sealed class ScriptedPeer
{
    public const string Secret = Engine.ScriptedPeer.Secret;

    private readonly SeededRandom _random;
    private KeyExchangeState? _offer;
    private byte[] _initiatorPublic = [];
    private byte[] _responderPublic = [];

    public ScriptedPeer(string suite, bool isInitiator, ulong seed)
    {
        _random = new SeededRandom(seed);
        Suite = new PeerSuite(suite);
        IsInitiator = isInitiator;
        Nonce = _random.NextBytes(20);
        (InitiatorCookie, ResponderCookie) = isInitiator ? (_random.NextBytes(8), new byte[8]) : (new byte[8], _random.NextBytes(8));
    }

    public PeerSuite Suite { get; }

    /// <summary>Whether this peer began phase 1.</summary>
    public bool IsInitiator { get; }

    public Identity Identity { get; set; } = Identity.FromHostName("bob.example");

    public string SharedKey { get; set; } = Secret;

    public byte[] InitiatorCookie { get; set; }

    public byte[] ResponderCookie { get; set; }

    /// <summary>Both cookies: what notifies and deletes of the ISAKMP SA name (RFC 2408 3.14, 3.15).</summary>
    public byte[] Cookies => [.. InitiatorCookie, .. ResponderCookie];

    public byte[] Nonce { get; set; }

    public byte[] OtherNonce { get; private set; } = [];

    /// <summary>SAi_b: the body of the initiator's SA payload.</summary>
    public byte[] Association { get; set; } = [];

    public PeerKeys? Keys { get; set; }

    /// <summary>The chain of phase 1 itself.</summary>
    public PeerExchange Phase1 { get; private set; } = null!;

    /// <summary>The last block of phase 1, from which the chains of other exchanges begin.</summary>
    public byte[] LastBlock { get; set; } = [];

    /// <summary>What the other side has proved to be.</summary>
    public Payload? OtherIdentity { get; private set; }

    public SeededRandom Random => _random;

    /// <summary>A number for a Message ID or an SPI, not 0.</summary>
    public uint NextNumber() => BinaryPrimitives.ReadUInt32BigEndian(_random.NextBytes(4)) | 0x1001;

    // ---- main mode, messages 1 and 2

    /// <summary>SA and the vendor ID of DPD.</summary>
    public List<Payload> Opening(params Payload[] more) => [V1Payload.Sa(new OfferedProposal(1, 1, [], Suite.Transform())), V1Payload.VendorDpd(), .. more];

    /// <summary>Message 1 of these payloads; what hashes cover is the SA payload of the last one built.</summary>
    public byte[] Open(params IReadOnlyList<Payload> payloads)
    {
        Association = payloads.FirstOrDefault(payload => payload.Type == PayloadType.V1SecurityAssociation)?.Body ?? [];
        return Plain(ExchangeType.IdentityProtection, 0, payloads);
    }

    public byte[] Open() => Open(Opening());

    /// <summary>Takes message 2.</summary>
    public List<Payload> TakeChoice(byte[] message)
    {
        ResponderCookie = message[8..16];
        Assert.NotEqual(new byte[8], ResponderCookie);
        return ReadPlain(message);
    }

    /// <summary>Message 2: the first transform that was offered, as it was offered.</summary>
    public byte[] Choose(byte[] request, params Payload[] more)
    {
        InitiatorCookie = request[..8];
        Assert.Equal(new byte[8], request[8..16]);
        Association = ReadPlain(request).Single(payload => payload.Type == PayloadType.V1SecurityAssociation).Body;
        OfferedProposal offer = Assert.Single(OfferedProposal.Read(Association));
        return Plain(ExchangeType.IdentityProtection, 0, [V1Payload.Sa(offer with { Transforms = [offer.Transforms[0]] }), V1Payload.VendorDpd(), .. more]);
    }

    // ---- messages 3 and 4

    /// <summary>KE and nonce of the initiator.</summary>
    public List<Payload> KeyShare()
    {
        _offer?.Dispose();
        _initiatorPublic = new byte[Suite.KeyExchange.InitiatorPublicSize];
        _offer = Suite.KeyExchange.Offer(_random, _initiatorPublic);
        return [V1Payload.Ke(_initiatorPublic), V1Payload.Nonce(Nonce)];
    }

    /// <summary>Message 3 of the initiator.</summary>
    public byte[] SendKeyShare(params Payload[] more) => Plain(ExchangeType.IdentityProtection, 0, [.. KeyShare(), .. more]);

    /// <summary>Takes message 4 and derives the keys.</summary>
    public List<Payload> TakeKeyShare(byte[] message)
    {
        List<Payload> payloads = ReadPlain(message);
        _responderPublic = payloads.Single(payload => payload.Type == PayloadType.V1KeyExchange).Body;
        byte[] secret = new byte[Suite.KeyExchange.SharedSecretSize];
        Assert.Equal(KeyExchangeStatus.Ok, Suite.KeyExchange.Finish(_offer!, _responderPublic, secret));
        Derive(secret, payloads);
        return payloads;
    }

    /// <summary>Takes message 3, derives the keys and answers with message 4.</summary>
    public byte[] AnswerKeyShare(byte[] request, params Payload[] more)
    {
        List<Payload> payloads = ReadPlain(request);
        _initiatorPublic = payloads.Single(payload => payload.Type == PayloadType.V1KeyExchange).Body;
        _responderPublic = new byte[Suite.KeyExchange.ResponderPublicSize];
        byte[] secret = new byte[Suite.KeyExchange.SharedSecretSize];
        Assert.Equal(KeyExchangeStatus.Ok, Suite.KeyExchange.Respond(_initiatorPublic, _random, _responderPublic, secret));
        Derive(secret, payloads);
        return Plain(ExchangeType.IdentityProtection, 0, [V1Payload.Ke(_responderPublic), V1Payload.Nonce(Nonce), .. more]);
    }

    // ---- messages 5 and 6

    /// <summary>ID and HASH of this peer.</summary>
    public List<Payload> Proof()
    {
        Payload identity = V1Payload.Id(Identity);
        return [identity, V1Payload.Hash(ProofOf(IsInitiator, identity.Body))];
    }

    /// <summary>Message 5 or 6: ID, HASH, and more.</summary>
    public byte[] Prove(params Payload[] more) => SealProof([.. Proof(), .. more]);

    /// <summary>Message 5 or 6 of any payloads.</summary>
    public byte[] SealProof(IReadOnlyList<Payload> payloads)
    {
        byte[] message = Phase1.Seal(payloads);
        LastBlock = Phase1.Iv;
        return message;
    }

    /// <summary>Takes the other side's message 5 or 6 and checks its hash.</summary>
    public List<Payload> TakeProof(byte[] message)
    {
        List<Payload> payloads = Phase1.Open(message);
        LastBlock = Phase1.Iv;
        Assert.Equal([PayloadType.V1Identification, PayloadType.V1Hash], payloads.Take(2).Select(payload => payload.Type));
        OtherIdentity = payloads[0];
        Assert.Equal(ProofOf(!IsInitiator, payloads[0].Body), payloads[1].Body);
        return payloads;
    }

    /// <summary>HASH_I or HASH_R over an identity.</summary>
    public byte[] ProofOf(bool ofInitiator, byte[] identity) => ofInitiator
        ? Keys!.Proof(_initiatorPublic, _responderPublic, InitiatorCookie, ResponderCookie, Association, identity)
        : Keys!.Proof(_responderPublic, _initiatorPublic, ResponderCookie, InitiatorCookie, Association, identity);

    // ---- NAT traversal

    /// <summary>RFC 3947 3.2: the hash of an address and port under both cookies.</summary>
    public Payload NatD(NetEndPoint endPoint, PayloadType? type = null)
    {
        byte[] address = endPoint.Address.ToIPAddress().GetAddressBytes();
        return new Payload(type ?? PayloadType.V1NatDetection, Suite.Hash(Cookies, address, Payload.Octets(endPoint.Port)));
    }

    // ---- what goes on under phase 1

    /// <summary>A new exchange with a random Message ID, or this one.</summary>
    public PeerExchange Exchange(ExchangeType type, uint id = 0)
    {
        id = id != 0 ? id : NextNumber();
        return new PeerExchange(this, type, id, PeerKeys.ExchangeIv(Suite, LastBlock, id));
    }

    /// <summary>An Informational with HASH(1).</summary>
    public byte[] Inform(params IReadOnlyList<Payload> payloads)
    {
        PeerExchange exchange = Exchange(ExchangeType.InformationalV1);
        return exchange.Seal(exchange.Hashed(payloads));
    }

    /// <summary>Opens an Informational of the other side.</summary>
    public List<Payload> ReadInformational(byte[] message) => Of(message, ExchangeType.InformationalV1).OpenHashed(message);

    /// <summary>The chain of an exchange that the other side begins with this message.</summary>
    public PeerExchange Of(byte[] message, ExchangeType type) => Exchange(type, BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(20)));

    /// <summary>RFC 3706 5.3: R-U-THERE or its acknowledgement.</summary>
    public Payload Dpd(bool isAcknowledgement, uint number, byte[]? cookies = null) => V1Payload.Notify(
        isAcknowledgement ? V1NotifyType.RUThereAcknowledge : V1NotifyType.RUThere, spi: cookies ?? Cookies, data: V1Payload.Spi(number));

    public Payload InitialContact() => V1Payload.Notify(V1NotifyType.InitialContact, spi: Cookies);

    public Payload DeleteIsakmp() => V1Payload.Delete(1, 16, Cookies);

    // ---- messages

    public byte[] Plain(ExchangeType exchange, uint id, params IReadOnlyList<Payload> payloads)
    {
        byte[] chain = Payload.Chain([.. payloads]);
        return [.. Header(payloads.Count > 0 ? payloads[0].Type.Value : (byte)0, exchange, 0, id, 28 + chain.Length), .. chain];
    }

    public byte[] Header(byte first, ExchangeType exchange, byte flags, uint id, int length)
    {
        byte[] header = [.. Cookies, first, 0x10, exchange.Value, flags, .. new byte[8]];
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(20), id);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(24), (uint)length);
        return header;
    }

    /// <summary>Reads a message of phase 1 in the clear and checks its header.</summary>
    public List<Payload> ReadPlain(byte[] message)
    {
        Assert.Equal(Cookies[..8], message[..8]);
        Assert.Equal([0x10, ExchangeType.IdentityProtection.Value, 0, 0, 0, 0, 0], message[17..24]); // version, exchange, flags, Message ID
        Assert.Equal(message.Length, (int)BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(24)));
        List<Payload> payloads = V1Payload.Read(message, 28, message[16], out int end);
        Assert.Equal(message.Length, end);
        return payloads;
    }

    /// <summary>Fixes the public values, as a recording has them.</summary>
    public void TakePublicValues(byte[] initiator, byte[] responder, byte[] sharedSecret, byte[] initiatorNonce, byte[] responderNonce)
    {
        (_initiatorPublic, _responderPublic) = (initiator, responder);
        (Nonce, OtherNonce) = IsInitiator ? (initiatorNonce, responderNonce) : (responderNonce, initiatorNonce);
        Derive(sharedSecret);
    }

    private void Derive(byte[] sharedSecret, List<Payload> payloads)
    {
        OtherNonce = payloads.Single(payload => payload.Type == PayloadType.V1Nonce).Body;
        Assert.InRange(OtherNonce.Length, 8, 256); // RFC 2409 5
        Derive(sharedSecret);
    }

    private void Derive(byte[] sharedSecret)
    {
        (byte[] initiatorNonce, byte[] responderNonce) = IsInitiator ? (Nonce, OtherNonce) : (OtherNonce, Nonce);
        byte[] skeyid = PeerKeys.SkeyidOf(Suite, Encoding.UTF8.GetBytes(SharedKey), initiatorNonce, responderNonce);
        Keys = new PeerKeys(Suite, skeyid, sharedSecret, InitiatorCookie, ResponderCookie);
        Phase1 = new PeerExchange(this, ExchangeType.IdentityProtection, 0, PeerKeys.FirstIv(Suite, _initiatorPublic, _responderPublic));
        LastBlock = Phase1.Iv;
    }
}
