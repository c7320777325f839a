using Isakmp.Core.Tests.Engine;
using Isakmp.Core.Tests.Wire;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Protection;

public sealed class MessageProtectorTests
{
    public static TheoryData<string> Recordings => KeyScheduleTests.Recordings;

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Messages_of_real_gateways_open(string recording)
    {
        RecordedIkeSa sa = KeyScheduleTests.Find(recording);
        IkeSuite suite = sa.Suite();
        using SkKeys keys = sa.Derive(suite);
        using var initiator = new MessageProtector(suite, keys, byInitiator: true);
        using var responder = new MessageProtector(suite, keys, byInitiator: false);
        Assert.NotEmpty(sa.Sealed);
        foreach (byte[] message in sa.Sealed)
        {
            bool fromInitiator = (message[19] & (byte)HeaderFlags.Initiator) != 0;
            byte[] plaintext = new byte[message.Length];
            Assert.Equal(OpenStatus.Ok, (fromInitiator ? initiator : responder).TryOpen(message, 32, plaintext, out int length));
            List<Payload> inside = Payload.Read(plaintext[..length], 0, message[28]);

            // the same from the formulas, by other code
            Assert.Equal(Opened(sa, message).Select(payload => Hex.Format(payload.Body)), inside.Select(payload => Hex.Format(payload.Body)));
            RecordedMessage? decoded = RecordedMessage.All.FirstOrDefault(recorded => recorded.Message.AsSpan().SequenceEqual(message));
            if (decoded is not null)
            {
                Assert.Equal(decoded.Chain, plaintext[..length]);
            }

            Assert.Equal(OpenStatus.NotAuthentic, (fromInitiator ? responder : initiator).TryOpen(message, 32, plaintext, out _));
        }
    }

    [Theory]
    [InlineData("aes128-sha1-modp2048")]
    [InlineData("aes192-sha384-modp2048")]
    [InlineData("aes256-sha512-modp2048")]
    [InlineData("aes128gcm16-prfsha1-modp2048")]
    [InlineData("aes256gcm16-prfsha512-modp2048")]
    [InlineData("chacha20poly1305-prfsha256-modp2048")]
    public void What_other_code_seals_opens_at_every_length_and_nothing_else_does(string notation)
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen, notation);
        ScriptedPeer peer = scene.Peer;
        Assert.True(IkeSuite.TryCreate(
            Isakmp.Crypto.CryptoProvider.Default, Isakmp.Policies.ProposalNotation.Parse(notation, SecurityProtocol.Ike), out IkeSuite? suite));
        using var keys = new SkKeys(peer.Suite.PrfSize, peer.Suite.IntegritySize, peer.Suite.EncryptionSize);
        Join(peer.Keys!).CopyTo(keys.All);
        using var inbound = new MessageProtector(suite, keys, byInitiator: true);
        byte[] plaintext = new byte[200];
        for (int size = 0; size < 70; size++)
        {
            byte[] chain = new SeededRandom((ulong)size).NextBytes(size);
            byte[] message = peer.SealChain(ExchangeType.Informational, false, 7, 41, chain);
            Assert.Equal(OpenStatus.Ok, inbound.TryOpen(message, 32, plaintext, out int length));
            Assert.Equal(chain, plaintext[..length]);
            for (int bit = 0; bit < message.Length * 8; bit += 1 + (size % 5))
            {
                message[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Equal(OpenStatus.NotAuthentic, inbound.TryOpen(message, 32, plaintext, out length));
                Assert.Equal(0, length);
                message[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            for (int cut = 32; cut < message.Length; cut++)
            {
                Assert.Equal(OpenStatus.NotAuthentic, inbound.TryOpen(message.AsSpan(0, cut), 32, plaintext, out _));
            }
        }
    }

    [Theory]
    [InlineData("aes128-sha1-modp2048")]
    [InlineData("aes256-sha512-modp2048")]
    [InlineData("aes256gcm16-prfsha256-modp2048")]
    [InlineData("chacha20poly1305-prfsha256-modp2048")]
    public void What_is_sealed_opens_for_other_code_at_every_length(string notation)
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen, notation);
        ScriptedPeer peer = scene.Peer;
        Assert.True(IkeSuite.TryCreate(
            Isakmp.Crypto.CryptoProvider.Default, Isakmp.Policies.ProposalNotation.Parse(notation, SecurityProtocol.Ike), out IkeSuite? suite));
        using var keys = new SkKeys(peer.Suite.PrfSize, peer.Suite.IntegritySize, peer.Suite.EncryptionSize);
        Join(peer.Keys!).CopyTo(keys.All);
        using var outbound = new MessageProtector(suite, keys, byInitiator: false);
        for (int size = 0; size < 70; size++)
        {
            byte[] content = new SeededRandom((ulong)size).NextBytes(size);
            byte[] message = new byte[32 + outbound.PlaintextOffset + size + outbound.Trailer(size)];
            new IkeHeader { NextPayload = PayloadType.Encrypted, MajorVersion = 2, Length = (uint)message.Length }.Write(message);
            content.CopyTo(message, 32 + outbound.PlaintextOffset);
            outbound.Seal(message, 32, size, new SeededRandom(9), 77);
            byte[] padded = peer.Suite.Open(message, 32, peer.Keys!.EncryptionResponder, peer.Keys.IntegrityResponder);
            Assert.Equal(content, padded[..size]);
            Assert.Equal(padded.Length - 1 - size, padded[^1]);
            Assert.Equal(0, padded.Length % peer.Suite.BlockSize);
        }
    }

    private static byte[] Join(PeerKeys keys) =>
        [.. keys.D, .. keys.IntegrityInitiator, .. keys.IntegrityResponder, .. keys.EncryptionInitiator, .. keys.EncryptionResponder, .. keys.ProofInitiator, .. keys.ProofResponder];

    private static List<Payload> Opened(RecordedIkeSa sa, byte[] message)
    {
        var suite = new PeerSuite(sa.SuiteNotation);
        var keys = new PeerKeys(
            suite, sa["shared secret"], sa["initiator nonce"], sa["responder nonce"], Spi.Read(sa["response"]).Value, Spi.Read(sa["response"].AsSpan(8)).Value);
        Assert.Equal(sa["SKEYSEED"], keys.Seed);
        bool fromInitiator = (message[19] & (byte)HeaderFlags.Initiator) != 0;
        byte[] padded = suite.Open(
            message, 32, fromInitiator ? keys.EncryptionInitiator : keys.EncryptionResponder, fromInitiator ? keys.IntegrityInitiator : keys.IntegrityResponder);
        return Payload.Read(padded[..(padded.Length - 1 - padded[^1])], 0, message[28]);
    }
}
