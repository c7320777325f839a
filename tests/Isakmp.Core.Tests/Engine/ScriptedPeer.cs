using System.Buffers.Binary;
using System.Text;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine;

/// <summary>An IKEv2 peer that a test drives by hand: it computes its own keys and sends whatever it is told to, well sealed or badly.</summary>
internal sealed class ScriptedPeer
{
    public const string Secret = "correct horse battery staple";

    private readonly SeededRandom _random;
    private KeyExchangeState? _offer;
    private ulong _iv;

    public ScriptedPeer(string suite, bool isInitiator, ulong seed)
    {
        _random = new SeededRandom(seed);
        Suite = new PeerSuite(suite);
        IsInitiator = isInitiator;
        Nonce = _random.NextBytes(32);
        ulong spi = _random.NextUInt64();
        (InitiatorSpi, ResponderSpi) = isInitiator ? (spi, 0ul) : (0ul, spi);
        _iv = _random.NextUInt64();
    }

    public PeerSuite Suite { get; set; }

    public bool IsInitiator { get; }

    public Identity Identity { get; set; } = Identity.FromHostName("bob.example");

    public ulong InitiatorSpi { get; set; }

    public ulong ResponderSpi { get; set; }

    public byte[] Nonce { get; set; }

    /// <summary>The IKE_SA_INIT messages of both sides, as AUTH covers them.</summary>
    public byte[] InitRequest { get; set; } = [];

    public byte[] InitResponse { get; private set; } = [];

    public PeerKeys? Keys { get; private set; }

    /// <summary>The Message ID of this peer's next request.</summary>
    public uint NextId { get; set; }

    /// <summary>The SPI that this peer receives ESP on.</summary>
    public uint EspSpi { get; set; } = 0xB0B0B0B0;

    // ---- IKE_SA_INIT

    /// <summary>The payloads of an IKE_SA_INIT request: SA, KE, Ni.</summary>
    public List<Payload> Opening()
    {
        byte[] value = new byte[Suite.KeyExchange.InitiatorPublicSize];
        _offer = Suite.KeyExchange.Offer(_random, value);
        return [Payload.Sa(Suite.Notation, SecurityProtocol.Ike), Payload.Ke(Suite.KeyExchange.Method, value), Payload.Nonce(Nonce)];
    }

    /// <summary>An unprotected IKE_SA_INIT request of these payloads; the last one built is what AUTH covers.</summary>
    public byte[] Open(params IEnumerable<Payload> payloads) =>
        InitRequest = Plain(ExchangeType.IkeSaInit, isResponse: false, 0, [.. payloads]);

    public byte[] Open() => Open(Opening());

    /// <summary>Takes the responder's IKE_SA_INIT response and derives the keys.</summary>
    public void TakeInitResponse(byte[] message)
    {
        InitResponse = message;
        ResponderSpi = BinaryPrimitives.ReadUInt64BigEndian(message.AsSpan(8));
        List<Payload> payloads = ReadPlain(message);
        byte[] ke = payloads.Single(payload => payload.Type == PayloadType.KeyExchange).Body;
        byte[] nonce = payloads.Single(payload => payload.Type == PayloadType.Nonce).Body;
        byte[] secret = new byte[Suite.KeyExchange.SharedSecretSize];
        Assert.Equal(KeyExchangeStatus.Ok, Suite.KeyExchange.Finish(_offer!, ke.AsSpan(4), secret));
        Keys = new PeerKeys(Suite, secret, Nonce, nonce, InitiatorSpi, ResponderSpi);
        NextId = 1;
    }

    /// <summary>Takes an initiator's IKE_SA_INIT request, derives the keys and answers with these payloads added.</summary>
    public byte[] Answer(byte[] request, params Payload[] more)
    {
        InitRequest = request;
        InitiatorSpi = BinaryPrimitives.ReadUInt64BigEndian(request);
        List<Payload> payloads = ReadPlain(request);
        byte[] ke = payloads.Single(payload => payload.Type == PayloadType.KeyExchange).Body;
        byte[] nonce = payloads.Single(payload => payload.Type == PayloadType.Nonce).Body;
        byte[] value = new byte[Suite.KeyExchange.ResponderPublicSize];
        byte[] secret = new byte[Suite.KeyExchange.SharedSecretSize];
        Assert.Equal(Suite.KeyExchange.Method.Value, BinaryPrimitives.ReadUInt16BigEndian(ke));
        Assert.Equal(KeyExchangeStatus.Ok, Suite.KeyExchange.Respond(ke.AsSpan(4), _random, value, secret));
        Keys = new PeerKeys(Suite, secret, nonce, Nonce, InitiatorSpi, ResponderSpi);
        return InitResponse = Plain(
            ExchangeType.IkeSaInit, isResponse: true, 0,
            [Payload.Sa(Suite.Notation, SecurityProtocol.Ike), Payload.Ke(Suite.KeyExchange.Method, value), Payload.Nonce(Nonce), .. more]);
    }

    // ---- IKE_AUTH

    public byte[] AuthData(string secret = Secret) => Keys!.Auth(
        Encoding.UTF8.GetBytes(secret), IsInitiator ? InitRequest : InitResponse, Payload.IdBody(Identity), IsInitiator);

    /// <summary>What the other side's AUTH payload must hold.</summary>
    public byte[] ExpectedAuth(byte[] identityBody, string secret = Secret) => Keys!.Auth(
        Encoding.UTF8.GetBytes(secret), IsInitiator ? InitResponse : InitRequest, identityBody, !IsInitiator);

    /// <summary>IDi AUTH or IDr AUTH.</summary>
    public List<Payload> Proof(string secret = Secret) =>
        [IsInitiator ? Payload.IdI(Identity) : Payload.IdR(Identity), Payload.Auth(AuthData(secret))];

    /// <summary>SA TSi TSr for a Child SA between 10.2.0.0/24, which is behind this peer, and 10.1.0.0/24.</summary>
    public List<Payload> Child(string notation = "aes256gcm16") => IsInitiator
        ? [Payload.Sa(notation, SecurityProtocol.Esp, EspSpi), Payload.TsI("10.2.0.0/24"), Payload.TsR("10.1.0.0/24")]
        : [Payload.Sa(notation, SecurityProtocol.Esp, EspSpi), Payload.TsI("10.1.0.0/24"), Payload.TsR("10.2.0.0/24")];

    // ---- messages

    /// <summary>A request with the next Message ID.</summary>
    public byte[] Request(ExchangeType exchange, params IEnumerable<Payload> payloads) => Seal(exchange, isResponse: false, NextId++, [.. payloads]);

    /// <summary>The response to a request.</summary>
    public byte[] Respond(byte[] request, params IEnumerable<Payload> payloads) =>
        Seal(new ExchangeType(request[18]), isResponse: true, BinaryPrimitives.ReadUInt32BigEndian(request.AsSpan(20)), [.. payloads]);

    public byte[] Plain(ExchangeType exchange, bool isResponse, uint id, params Payload[] payloads)
    {
        byte[] chain = Payload.Chain(payloads);
        byte first = payloads.Length > 0 ? payloads[0].Type.Value : (byte)0;
        return [.. Header(first, exchange, isResponse, id, 28 + chain.Length), .. chain];
    }

    public byte[] Seal(ExchangeType exchange, bool isResponse, uint id, params Payload[] payloads) =>
        SealChain(exchange, isResponse, id, payloads.Length > 0 ? payloads[0].Type.Value : (byte)0, Payload.Chain(payloads));

    /// <summary>Seals any octets.</summary>
    public byte[] SealChain(
        ExchangeType exchange, bool isResponse, uint id, byte first, byte[] chain, PeerKeys? keys = null, byte minor = 0, byte[]? padding = null, Payload? outer = null)
    {
        padding ??= Padding(chain.Length);
        byte[] iv = Suite.IsAead ? new byte[8] : _random.NextBytes(16);
        if (Suite.IsAead)
        {
            BinaryPrimitives.WriteUInt64BigEndian(iv, unchecked(_iv++));
        }

        byte[] padded = [.. chain, .. padding];
        int body = 4 + Suite.IvSize + padded.Length + Suite.IcvSize;
        byte[] before = outer is null ? [] : [PayloadType.Encrypted.Value, .. Payload.Chain(outer).Skip(1)];
        byte[] header = Header(outer?.Type.Value ?? PayloadType.Encrypted.Value, exchange, isResponse, id, 28 + before.Length + body, minor);
        byte[] head = [.. header, .. before, first, 0, .. Payload.Octets(body)];
        keys ??= Keys!;
        return Suite.Seal(
            head, iv, padded,
            IsInitiator ? keys.EncryptionInitiator : keys.EncryptionResponder,
            IsInitiator ? keys.IntegrityInitiator : keys.IntegrityResponder);
    }

    /// <summary>Opens a protected message of the other side.</summary>
    public List<Payload> Read(byte[] message)
    {
        Assert.Equal(PayloadType.Encrypted.Value, message[16]);
        Assert.Equal(message.Length, (int)BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(24)));
        byte[] padded = Suite.Open(
            message, 32, IsInitiator ? Keys!.EncryptionResponder : Keys!.EncryptionInitiator, IsInitiator ? Keys!.IntegrityResponder : Keys!.IntegrityInitiator);
        return Payload.Read(padded[..(padded.Length - 1 - padded[^1])], 0, message[28]);
    }

    public static List<Payload> ReadPlain(byte[] message) => Payload.Read(message, 28, message[16]);

    /// <summary>Keys that nobody agreed on.</summary>
    public PeerKeys WrongKeys() => new(Suite, _random.NextBytes(32), Nonce, Nonce, InitiatorSpi, ResponderSpi);

    private byte[] Padding(int plaintext)
    {
        int over = (plaintext + 1) % Suite.BlockSize;
        int count = over == 0 ? 0 : Suite.BlockSize - over;
        return [.. new byte[count], (byte)count];
    }

    private byte[] Header(byte first, ExchangeType exchange, bool isResponse, uint id, int length, byte minor = 0)
    {
        byte[] header = new byte[28];
        BinaryPrimitives.WriteUInt64BigEndian(header, InitiatorSpi);
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(8), exchange == ExchangeType.IkeSaInit && !isResponse ? 0 : ResponderSpi);
        header[16] = first;
        header[17] = (byte)(0x20 | minor);
        header[18] = exchange.Value;
        header[19] = (byte)((IsInitiator ? 0x08 : 0) | (isResponse ? 0x20 : 0));
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(20), id);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(24), (uint)length);
        return header;
    }
}
