using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>One Quick Mode of a scripted peer, of either role; it puts 10.2.0.0/24 on its own side and 10.1.0.0/24 on the other (RFC 2409 section 5.5).</summary>
internal sealed class PeerQuickMode
{
    private const byte Esp = 3;

    private readonly ScriptedPeer _peer;
    private KeyExchangeState? _offer;
    private byte[] _publicValue = [];

    public PeerQuickMode(ScriptedPeer peer, string esp = "aes128-sha1", uint id = 0, bool isInitiator = true)
    {
        _peer = peer;
        Child = new PeerChild(esp);
        IsInitiator = isInitiator;
        Nonce = peer.Random.NextBytes(24);
        Spi = peer.NextNumber();
        Exchange = peer.Exchange(ExchangeType.QuickMode, id);
    }

    public PeerExchange Exchange { get; private set; }

    public PeerChild Child { get; }

    public bool IsInitiator { get; }

    /// <summary>The SPI that this peer receives on.</summary>
    public uint Spi { get; set; }

    public byte[] OtherSpi { get; private set; } = [];

    public byte[] Nonce { get; set; }

    public byte[] OtherNonce { get; set; } = [];

    /// <summary>The client identities in the order of the exchange: the initiator's first. Empty for none.</summary>
    public List<Payload> Clients { get; set; } = [V1Payload.Client("10.2.0.0/24"), V1Payload.Client("10.1.0.0/24")];

    public ushort Mode { get; set; } = 1;

    public byte[] SharedSecret { get; private set; } = [];

    public byte[] InitiatorNonce => IsInitiator ? Nonce : OtherNonce;

    public byte[] ResponderNonce => IsInitiator ? OtherNonce : Nonce;

    // ---- as initiator

    /// <summary>SA Ni [KE] [IDci IDcr].</summary>
    public List<Payload> Offer(params OfferedProposal[] proposals)
    {
        proposals = proposals.Length > 0 ? proposals : [new OfferedProposal(1, Esp, V1Payload.Spi(Spi), Child.Transform(mode: Mode))];
        List<Payload> payloads = [V1Payload.Sa(proposals), V1Payload.Nonce(Nonce)];
        if (Child.KeyExchange is { } method)
        {
            _publicValue = new byte[method.InitiatorPublicSize];
            _offer = method.Offer(_peer.Random, _publicValue);
            payloads.Add(V1Payload.Ke(_publicValue));
        }

        return [.. payloads, .. Clients];
    }

    /// <summary>Message 1.</summary>
    public byte[] Open() => Open(Offer());

    public byte[] Open(IReadOnlyList<Payload> payloads) => Exchange.Seal(Exchange.Hashed(payloads));

    /// <summary>Takes message 2 and checks HASH(2).</summary>
    public List<Payload> TakeAnswer(byte[] message, byte flags = PeerExchange.Encrypted)
    {
        List<Payload> payloads = Exchange.Open(message, flags, out byte[] rest);
        Assert.Equal(PayloadType.V1Hash, payloads[0].Type);
        Assert.Equal(_peer.Keys!.Hash2(Exchange.Id, Nonce, rest), payloads[0].Body);
        Take(payloads);
        if (Child.KeyExchange is { } method)
        {
            SharedSecret = new byte[method.SharedSecretSize];
            Assert.Equal(KeyExchangeStatus.Ok, method.Finish(_offer!, payloads.Single(payload => payload.Type == PayloadType.V1KeyExchange).Body, SharedSecret));
        }

        return payloads[1..];
    }

    /// <summary>HASH(3).</summary>
    public Payload Confirmation() => V1Payload.Hash(_peer.Keys!.Hash3(Exchange.Id, InitiatorNonce, ResponderNonce));

    /// <summary>Message 3.</summary>
    public byte[] Confirm() => Exchange.Seal(Confirmation());

    // ---- as responder

    /// <summary>Takes message 1 of the other side and checks HASH(1).</summary>
    public List<Payload> TakeOffer(byte[] message, byte flags = PeerExchange.Encrypted)
    {
        Exchange = _peer.Of(message, ExchangeType.QuickMode);
        List<Payload> payloads = Exchange.OpenHashed(message, flags);
        Take(payloads);
        if (Child.KeyExchange is { } method)
        {
            SharedSecret = new byte[method.SharedSecretSize];
            _publicValue = new byte[method.ResponderPublicSize];
            byte[] other = payloads.Single(payload => payload.Type == PayloadType.V1KeyExchange).Body;
            Assert.Equal(KeyExchangeStatus.Ok, method.Respond(other, _peer.Random, _publicValue, SharedSecret));
        }

        Clients = [.. payloads.Where(payload => payload.Type == PayloadType.V1Identification)];
        Accepted = OfferedProposal.Read(payloads.Single(payload => payload.Type == PayloadType.V1SecurityAssociation).Body)[0];
        return payloads;
    }

    /// <summary>The first proposal of the other side with its first transform.</summary>
    public OfferedProposal? Accepted { get; private set; }

    /// <summary>SA Nr [KE] [IDci IDcr]: the first transform that was offered, the identities as they came.</summary>
    public List<Payload> Acceptance() =>
    [
        V1Payload.Sa(Accepted! with { Spi = V1Payload.Spi(Spi), Transforms = [Accepted!.Transforms[0]] }),
        V1Payload.Nonce(Nonce),
        .. _publicValue.Length == 0 ? (Payload[])[] : [V1Payload.Ke(_publicValue)],
        .. Clients,
    ];

    /// <summary>Message 2.</summary>
    public byte[] Answer() => Answer(Acceptance());

    public byte[] Answer(IReadOnlyList<Payload> payloads) =>
        Exchange.Seal([V1Payload.Hash(_peer.Keys!.Hash2(Exchange.Id, InitiatorNonce, Payload.Chain([.. payloads]))), .. payloads]);

    /// <summary>Takes message 3 and checks HASH(3).</summary>
    public void TakeConfirmation(byte[] message, byte flags = PeerExchange.Encrypted)
    {
        Payload payload = Assert.Single(Exchange.Open(message, flags, out _));
        Assert.Equal(PayloadType.V1Hash, payload.Type);
        Assert.Equal(_peer.Keys!.Hash3(Exchange.Id, InitiatorNonce, ResponderNonce), payload.Body);
    }

    // ---- keys

    /// <summary>Encryption and integrity key of what this peer receives.</summary>
    public (byte[] Encryption, byte[] Integrity) Inbound => Keys(V1Payload.Spi(Spi));

    /// <summary>Those of what it sends.</summary>
    public (byte[] Encryption, byte[] Integrity) Outbound => Keys(OtherSpi);

    private (byte[] Encryption, byte[] Integrity) Keys(byte[] spi)
    {
        byte[] keymat = _peer.Keys!.Keymat(SharedSecret, Esp, spi, InitiatorNonce, ResponderNonce, Child.EncryptionSize + Child.IntegritySize);
        return (keymat[..Child.EncryptionSize], keymat[Child.EncryptionSize..]);
    }

    private void Take(List<Payload> payloads)
    {
        OtherNonce = payloads.Single(payload => payload.Type == PayloadType.V1Nonce).Body;
        OtherSpi = OfferedProposal.Read(payloads.Single(payload => payload.Type == PayloadType.V1SecurityAssociation).Body)[0].Spi;
    }
}
