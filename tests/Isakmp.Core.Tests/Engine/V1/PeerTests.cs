using System.Text.Json;
using Isakmp.Core.Tests.Protection.V1;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>The scripted peer itself against what others have computed: recorded gateways and their logs, samples of NIST; and against itself in both roles.</summary>
public sealed class PeerTests
{
    private static readonly Dictionary<string, string> s_suites = new()
    {
        ["sha1"] = "aes128-sha1-ecp256", ["sha256"] = "aes128-sha256-ecp256", ["sha384"] = "aes128-sha384-ecp256", ["sha512"] = "aes128-sha512-ecp256",
    };

    public static TheoryData<string> Recordings => [.. RecordedIsakmpSa.All.Select(sa => sa.Recording)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Its_keys_are_those_in_the_log_of_the_peer(string recording)
    {
        RecordedIsakmpSa sa = Find(recording);
        PeerKeys keys = PeerOf(sa, isInitiator: true).Keys!;
        Assert.Equal(sa["SKEYID"], keys.Skeyid);
        Assert.Equal(sa["SKEYID_d"], keys.D);
        Assert.Equal(sa["SKEYID_a"], keys.Authentication);
        Assert.Equal(sa["SKEYID_e"], keys.Encryption);
        Assert.Equal(sa["encryption key Ka"], keys.CipherKey);
        Assert.Equal(sa["initial IV"], PeerOf(sa, isInitiator: false).Phase1.Iv);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void It_reads_what_gateways_have_sent_each_other(string recording)
    {
        RecordedIsakmpSa sa = Find(recording);
        ScriptedPeer initiator = PeerOf(sa, isInitiator: true);
        ScriptedPeer responder = PeerOf(sa, isInitiator: false);
        Assert.Equal(sa["HASH_I"], responder.TakeProof(sa.Messages[4])[1].Body);
        initiator.Phase1.Iv = responder.Phase1.Iv;
        Assert.Equal(sa["HASH_R"], initiator.TakeProof(sa.Messages[5])[1].Body);
        Assert.Equal(sa.NextIvs[1], initiator.LastBlock);
        responder.LastBlock = initiator.LastBlock;

        // the quick mode: each message is opened by the peer that stands in the receiver's place, which checks its hash
        string notation = sa.Text("child");
        var answering = new PeerQuickMode(responder, notation, isInitiator: false);
        var asking = new PeerQuickMode(initiator, notation, sa.QuickMode.Value);
        PeerExchange reading = initiator.Exchange(ExchangeType.QuickMode, sa.QuickMode.Value);
        Assert.Equal(sa.NextIvs[2], reading.Iv);
        List<Payload> offer = answering.TakeOffer(sa.Messages[6]);
        Assert.Equal(sa["Hash(1)"], reading.Open(sa.Messages[6])[0].Body);
        Assert.Equal(sa.NextIvs[3], asking.Exchange.Iv = reading.Iv);
        asking.Nonce = offer.Single(payload => payload.Type == PayloadType.V1Nonce).Body;
        List<Payload> answer = asking.TakeAnswer(sa.Messages[7]);
        Assert.Equal(sa["Hash(2)"], reading.Open(sa.Messages[7])[0].Body);
        Assert.Equal(sa.NextIvs[4], answering.Exchange.Iv = asking.Exchange.Iv);
        answering.Nonce = answer.Single(payload => payload.Type == PayloadType.V1Nonce).Body;
        answering.TakeConfirmation(sa.Messages[8]);
        Assert.Equal(sa["Hash(3)"], asking.Confirmation().Body);
        Assert.Equal(sa.NextIvs[5], answering.Exchange.Iv);

        byte[] secret = sa.Has("quick secret") ? sa["quick secret"] : [];
        PeerChild child = asking.Child;
        byte[] toInitiator = Keymat(answering.OtherSpi);
        byte[] toResponder = Keymat(asking.OtherSpi);
        Assert.Equal(sa["encryption responder key"], toInitiator[..child.EncryptionSize]);
        Assert.Equal(sa["encryption initiator key"], toResponder[..child.EncryptionSize]);
        Assert.Equal(sa.Has("integrity responder key") ? sa["integrity responder key"] : [], toInitiator[child.EncryptionSize..]);
        Assert.Equal(sa.Has("integrity initiator key") ? sa["integrity initiator key"] : [], toResponder[child.EncryptionSize..]);

        byte[] Keymat(byte[] spi) =>
            initiator.Keys!.Keymat(secret, 3, spi, asking.Nonce, answering.Nonce, child.EncryptionSize + child.IntegritySize);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void It_seals_as_gateways_do(string recording)
    {
        RecordedIsakmpSa sa = Find(recording);
        ScriptedPeer peer = PeerOf(sa, isInitiator: true);
        PeerExchange reading = PeerOf(sa, isInitiator: false).Phase1;
        foreach (int message in (int[])[4, 5])
        {
            Assert.Equal(sa.Messages[message], SealAgain(peer.Phase1, reading, sa.Messages[message]));
        }

        peer.LastBlock = peer.Phase1.Iv;
        reading = peer.Exchange(ExchangeType.QuickMode, sa.QuickMode.Value);
        PeerExchange sealing = peer.Exchange(ExchangeType.QuickMode, sa.QuickMode.Value);
        foreach (int message in (int[])[6, 7, 8])
        {
            Assert.Equal(sa.Messages[message], SealAgain(sealing, reading, sa.Messages[message]));
        }
    }

    /// <summary>Each side hashes first the address that it sends to (RFC 3947 3.2); the gateways of the recordings stand at port 500 of these.</summary>
    [Theory]
    [MemberData(nameof(Recordings))]
    public void It_hashes_addresses_as_gateways_do(string recording)
    {
        RecordedIsakmpSa sa = Find(recording);
        ScriptedPeer peer = PeerOf(sa, isInitiator: true);
        Assert.Equal(sa.Clear(2, PayloadType.V1NatDetection), peer.NatD(NetEndPoint.Parse("192.0.2.2:500")).Body);
        Assert.Equal(sa.Clear(3, PayloadType.V1NatDetection), peer.NatD(NetEndPoint.Parse("192.0.2.1:500")).Body);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void It_builds_the_payloads_that_gateways_have_sent(string recording)
    {
        RecordedIsakmpSa sa = Find(recording);
        byte[] body = sa.Clear(0, PayloadType.V1SecurityAssociation);
        Assert.Equal(body, V1Payload.Sa(OfferedProposal.Read(body)).Body);
        ScriptedPeer peer = PeerOf(sa, isInitiator: false);
        List<Payload> proof = peer.TakeProof(sa.Messages[4]);
        Assert.Equal(proof[0].Body, V1Payload.Id(Isakmp.Messages.Identity.FromHostName("alice.test")).Body);
        Assert.Contains(proof, payload => payload.Body.SequenceEqual(peer.InitialContact().Body));
        Assert.Contains(V1Payload.Read(sa.Messages[0], 28, 1, out _), payload => payload.Body.SequenceEqual(V1Payload.VendorDpd().Body));
        Assert.Contains(V1Payload.Read(sa.Messages[0], 28, 1, out _), payload => payload.Body.SequenceEqual(V1Payload.Vendor("RFC 3947").Body));
        ScriptedPeer initiator = PeerOf(sa, isInitiator: true);
        initiator.Phase1.Iv = peer.Phase1.Iv;
        initiator.TakeProof(sa.Messages[5]);
        PeerExchange quick = initiator.Exchange(ExchangeType.QuickMode, sa.QuickMode.Value);
        List<Payload> offer = quick.OpenHashed(sa.Messages[6]);
        Assert.Equal(
            [V1Payload.Client("10.1.0.0/24").Body, V1Payload.Client("10.2.0.0/24").Body],
            offer.Where(payload => payload.Type == PayloadType.V1Identification).Select(payload => payload.Body));
    }

    [Fact]
    public void Samples_of_the_validation_program_give_the_same_keys()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("vectors/nss-ike/ike-prf-vectors.json")));
        int count = 0;
        foreach (JsonElement vector in document.RootElement.GetProperty("vectors").EnumerateArray())
        {
            if (!s_suites.TryGetValue(vector.GetProperty("prf").GetString()!, out string? notation))
            {
                continue;
            }

            var suite = new PeerSuite(notation);
            byte[] expected = Octets("okm");
            byte[]? actual = vector.GetProperty("type").GetString() switch
            {
                "ikeV1Psk" => PeerKeys.SkeyidOf(suite, Octets("ikm"), Octets("Ni"), Octets("Nr")),
                "ikeV1" => Key(new PeerKeys(suite, Octets("ikm"), Octets("gxy_key"), Octets("Ni"), Octets("Nr")), vector.GetProperty("key_number").GetInt32()),
                "ikeV1AppB" => PeerKeys.Expand(suite, Octets("ikm"), expected.Length),
                _ => null,
            };
            if (actual is not null)
            {
                Assert.Equal(expected, actual);
                count++;
            }

            byte[] Octets(string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);
        }

        Assert.Equal(4 * (1 + 3 + 3), count);

        static byte[] Key(PeerKeys keys, int number) => number switch { 0 => keys.D, 1 => keys.Authentication, _ => keys.Encryption };
    }

    [Theory]
    [InlineData("aes256-sha256-ecp256", "aes256gcm16")]
    [InlineData("aes128-sha1-modp1024", "aes128-sha1-modp1024")]
    [InlineData("3des-md5-modp768", "3des-md5-ecp256")]
    [InlineData("des-sha512-ecp521", "null-sha256")]
    [InlineData("aes256-md5-ecp384", "aes256-sha256")]
    public void Two_of_it_agree(string suite, string esp)
    {
        var alice = new ScriptedPeer(suite, isInitiator: true, 1);
        var bob = new ScriptedPeer(suite, isInitiator: false, 2);
        alice.TakeChoice(bob.Choose(alice.Open()));
        alice.TakeKeyShare(bob.AnswerKeyShare(alice.SendKeyShare()));
        bob.TakeProof(alice.Prove(alice.InitialContact()));
        alice.Phase1.Iv = bob.Phase1.Iv;
        alice.TakeProof(bob.Prove());
        Assert.Equal(alice.LastBlock, bob.LastBlock);

        var asking = new PeerQuickMode(alice, esp);
        var answering = new PeerQuickMode(bob, esp, isInitiator: false);
        answering.TakeOffer(asking.Open());
        asking.TakeAnswer(answering.Answer());
        answering.TakeConfirmation(asking.Confirm());
        Assert.Equal(asking.Inbound.Encryption, answering.Outbound.Encryption);
        Assert.Equal(asking.Inbound.Integrity, answering.Outbound.Integrity);
        Assert.Equal(asking.Outbound.Encryption, answering.Inbound.Encryption);
        Assert.NotEqual(asking.Outbound.Encryption.Concat(asking.Outbound.Integrity), asking.Inbound.Encryption.Concat(asking.Inbound.Integrity));

        Payload asked = Assert.Single(bob.ReadInformational(alice.Inform(alice.Dpd(false, 7))));
        Assert.Equal(V1NotifyType.RUThere, asked.V1NotifyType);
        Assert.Equal([0, 0, 0, 7], asked.V1NotifyData);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => bob.ReadInformational(Turned(alice.Inform(alice.Dpd(false, 7)), 30)));
    }

    private static byte[] SealAgain(PeerExchange sealing, PeerExchange reading, byte[] message)
    {
        List<Payload> payloads = reading.Open(message);
        return sealing.SealChain(message[16], Payload.Chain([.. payloads]), new byte[reading.PaddingSize]);
    }

    private static byte[] Turned(byte[] message, int at)
    {
        message[at] ^= 1;
        return message;
    }

    private static RecordedIsakmpSa Find(string recording) => RecordedIsakmpSa.All.Single(sa => sa.Recording == recording);

    private static ScriptedPeer PeerOf(RecordedIsakmpSa sa, bool isInitiator)
    {
        var peer = new ScriptedPeer(sa.Text("suite"), isInitiator, 1)
        {
            InitiatorCookie = sa.Messages[1][..8],
            ResponderCookie = sa.Messages[1][8..16],
            SharedKey = System.Text.Encoding.ASCII.GetString(sa["psk"]),
            Association = sa.Clear(0, PayloadType.V1SecurityAssociation),
        };
        peer.TakePublicValues(
            sa.Clear(2, PayloadType.V1KeyExchange), sa.Clear(3, PayloadType.V1KeyExchange), sa["shared secret"],
            sa.Clear(2, PayloadType.V1Nonce), sa.Clear(3, PayloadType.V1Nonce));
        return peer;
    }
}
