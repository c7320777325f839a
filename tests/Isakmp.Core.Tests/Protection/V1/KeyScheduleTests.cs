using System.Text.Json;
using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Protection.V1;

public sealed class KeyScheduleTests
{
    public static TheoryData<string> Recordings => [.. RecordedIsakmpSa.All.Select(sa => sa.Recording)];

    private static readonly Dictionary<string, PseudorandomFunction> s_prfs = new()
    {
        ["sha1"] = PseudorandomFunction.HmacSha1,
        ["sha256"] = PseudorandomFunction.HmacSha2_256,
        ["sha384"] = PseudorandomFunction.HmacSha2_384,
        ["sha512"] = PseudorandomFunction.HmacSha2_512,
    };

    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_keys_are_those_in_the_log_of_the_peer(string recording)
    {
        RecordedIsakmpSa sa = Find(recording);
        IsakmpSuite suite = sa.Suite();
        using SkeyidKeys keys = sa.Derive(suite);
        using SecretBuffer cipherKey = keys.DeriveCipherKey(suite.Prf, suite.Cipher.KeySize);
        Assert.Equal(sa["SKEYID"], keys.Skeyid.ToArray());
        Assert.Equal(sa["SKEYID_d"], keys.D.ToArray());
        Assert.Equal(sa["SKEYID_a"], keys.Authentication.ToArray());
        Assert.Equal(sa["SKEYID_e"], keys.Encryption.ToArray());
        Assert.Equal(sa["encryption key Ka"], cipherKey.Span.ToArray());
        keys.DropSkeyid();
        Assert.Equal(sa["SKEYID_a"], keys.Authentication.ToArray());
        Assert.Throws<InvalidOperationException>(() => keys.Skeyid.Length);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Each_message_is_opened_with_the_vector_that_the_peer_has_logged(string recording)
    {
        RecordedIsakmpSa sa = Find(recording);
        IsakmpSuite suite = sa.Suite();
        using SkeyidKeys keys = sa.Derive(suite);
        using SecretBuffer cipherKey = keys.DeriveCipherKey(suite.Prf, suite.Cipher.KeySize);
        using var cipher = new BodyCipher(suite.Cipher, cipherKey);
        byte[] iv = new byte[cipher.BlockSize];
        InitializationVectors.ComputePhase1(suite.Hash, sa.Clear(2, PayloadType.V1KeyExchange), sa.Clear(3, PayloadType.V1KeyExchange), iv);
        Assert.Equal(sa["initial IV"], iv);
        Assert.Equal(sa["HASH_I"], Hash(sa, 4, cipher, iv));
        Assert.Equal(sa.NextIvs[0], iv);
        Assert.Equal(sa["HASH_R"], Hash(sa, 5, cipher, iv));
        Assert.Equal(sa.NextIvs[1], iv);
        InitializationVectors.ComputeExchange(suite.Hash, iv, sa.QuickMode, iv);
        Assert.Equal(sa.NextIvs[2], iv);
        string[] hashes = ["Hash(1)", "Hash(2)", "Hash(3)"];
        for (int i = 0; i < hashes.Length; i++)
        {
            Assert.Equal(sa[hashes[i]], Hash(sa, 6 + i, cipher, iv));
            Assert.Equal(sa.NextIvs[3 + i], iv);
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_hashes_of_the_messages_are_right(string recording)
    {
        RecordedIsakmpSa sa = Find(recording);
        IsakmpSuite suite = sa.Suite();
        using SkeyidKeys keys = sa.Derive(suite);
        byte[][] plain = Plaintexts(sa, suite, keys);
        byte[] initiatorPublic = sa.Clear(2, PayloadType.V1KeyExchange);
        byte[] responderPublic = sa.Clear(3, PayloadType.V1KeyExchange);
        var initiator = new Phase1Side(initiatorPublic, sa.Initiator);
        var responder = new Phase1Side(responderPublic, sa.Responder);
        byte[] association = sa.Clear(0, PayloadType.V1SecurityAssociation);
        byte[] hash = new byte[suite.Prf.OutputSize];
        byte[] identity = RecordedIsakmpSa.Find(plain[0], sa.First(4), PayloadType.V1Identification).Body.ToArray();
        AuthenticationHashes.ComputePhase1(suite.Prf, keys.Skeyid, initiator, responder, association, identity, hash);
        Assert.Equal(sa["HASH_I"], hash);
        identity = RecordedIsakmpSa.Find(plain[1], sa.First(5), PayloadType.V1Identification).Body.ToArray();
        AuthenticationHashes.ComputePhase1(suite.Prf, keys.Skeyid, responder, initiator, association, identity, hash);
        Assert.Equal(sa["HASH_R"], hash);

        (byte[] ni, byte[] nr) = (Nonce(sa, plain, 6), Nonce(sa, plain, 7));
        AuthenticationHashes.ComputeMessage(suite.Prf, keys.Authentication, sa.QuickMode, [], Rest(sa, plain, 6), hash);
        Assert.Equal(sa["Hash(1)"], hash);
        AuthenticationHashes.ComputeMessage(suite.Prf, keys.Authentication, sa.QuickMode, ni, Rest(sa, plain, 7), hash);
        Assert.Equal(sa["Hash(2)"], hash);
        AuthenticationHashes.ComputeLiveliness(suite.Prf, keys.Authentication, sa.QuickMode, ni, nr, hash);
        Assert.Equal(sa["Hash(3)"], hash);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_keys_of_the_child_are_those_in_the_log_of_the_peer(string recording)
    {
        RecordedIsakmpSa sa = Find(recording);
        IsakmpSuite suite = sa.Suite();
        using SkeyidKeys keys = sa.Derive(suite);
        byte[][] plain = Plaintexts(sa, suite, keys);
        Assert.True(ChildKeyMaterial.TryMeasure(ProposalNotation.Parse(sa.Text("child"), SecurityProtocol.Esp), out ChildKeyMaterial material));
        byte[] secret = sa.Has("quick secret") ? sa["quick secret"] : [];
        byte[] toInitiator = Keymat(6);
        byte[] toResponder = Keymat(7);
        using ChildSaKeys child = material.Cut(toInitiator, toResponder);
        Assert.Equal(sa["encryption initiator key"], child.OutboundEncryption.Span.ToArray());
        Assert.Equal(sa["encryption responder key"], child.InboundEncryption.Span.ToArray());
        Assert.Equal(sa.Has("integrity initiator key") ? sa["integrity initiator key"] : [], child.OutboundIntegrity.Span.ToArray());
        Assert.Equal(sa.Has("integrity responder key") ? sa["integrity responder key"] : [], child.InboundIntegrity.Span.ToArray());
        Assert.All(toInitiator.Concat(toResponder), octet => Assert.Equal(0, octet));

        byte[] Keymat(int chooser)
        {
            byte[] keymat = new byte[material.DirectionSize];
            byte[] spi = Spi(sa, plain, chooser);
            KeySchedule.DeriveKeymat(suite.Prf, keys.D, secret, V1Protocol.Esp.Value, spi, Nonce(sa, plain, 6), Nonce(sa, plain, 7), keymat);
            return keymat;
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void What_is_sealed_is_what_the_peer_sealed(string recording)
    {
        RecordedIsakmpSa sa = Find(recording);
        IsakmpSuite suite = sa.Suite();
        using SkeyidKeys keys = sa.Derive(suite);
        byte[][] plain = Plaintexts(sa, suite, keys);
        using SecretBuffer cipherKey = keys.DeriveCipherKey(suite.Prf, suite.Cipher.KeySize);
        using var cipher = new BodyCipher(suite.Cipher, cipherKey);
        byte[] iv = sa["initial IV"];
        for (int i = 0; i < 2; i++)
        {
            int length = RecordedIsakmpSa.LengthOf(plain[i], sa.First(4 + i));
            byte[] body = new byte[cipher.PaddedSize(length)];
            plain[i].AsSpan(0, length).CopyTo(body);
            cipher.Seal(body, length, iv);
            Assert.Equal(sa.Messages[4 + i][IkeHeader.Size..], body);
            Assert.Equal(sa.NextIvs[i], iv);
        }

        Assert.False(cipher.TryOpen(new byte[cipher.BlockSize + 1], iv, new byte[cipher.BlockSize + 1]));
        Assert.False(cipher.TryOpen([], iv, []));
    }

    /// <summary>Each side first hashes the address that it sends to; the recorded initiator and responder are at port 500 of these.</summary>
    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_hash_of_an_address_is_the_one_that_the_peer_sent(string recording)
    {
        RecordedIsakmpSa sa = Find(recording);
        IHash hash = sa.Suite().Hash;
        foreach ((int message, string destination) in ((int, string)[])[(2, "192.0.2.2"), (3, "192.0.2.1")])
        {
            byte[] computed = new byte[hash.Size];
            Isakmp.Protection.NatDetection.Compute(hash, sa.Initiator, sa.Responder, new NetEndPoint(NetAddress.Parse(destination), 500), computed);
            Assert.Equal(sa.Clear(message, PayloadType.V1NatDetection), computed);
        }
    }

    [Fact]
    public void Samples_of_the_validation_program_give_the_same_keys()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("vectors/nss-ike/ike-prf-vectors.json")));
        JsonElement[] vectors = [.. document.RootElement.GetProperty("vectors").EnumerateArray().Where(vector => s_prfs.ContainsKey(Text(vector, "prf")))];
        int streams = 0;
        foreach (JsonElement vector in vectors)
        {
            IPrf prf = CryptoProvider.Default.GetPrf(s_prfs[Text(vector, "prf")])!;
            if (Text(vector, "type") == "ikeV1Psk")
            {
                byte[] skeyid = new byte[prf.OutputSize];
                KeySchedule.ComputeSkeyid(prf, Octets(vector, "ikm"), Octets(vector, "Ni"), Octets(vector, "Nr"), skeyid);
                Assert.Equal(Octets(vector, "okm"), skeyid);
                streams++;
            }
            else if (Text(vector, "type") == "ikeV1")
            {
                using SkeyidKeys keys = SkeyidKeys.Derive(
                    prf, Octets(vector, "ikm"), Octets(vector, "gxy_key"), Primitives.Spi.Read(Octets(vector, "Ni")), Primitives.Spi.Read(Octets(vector, "Nr")));
                byte[] expected = Octets(vector, "okm");
                Assert.Equal(expected, vector.GetProperty("key_number").GetInt32() switch
                {
                    0 => keys.D.ToArray(),
                    1 => keys.Authentication.ToArray(),
                    _ => keys.Encryption.ToArray(),
                });
                streams++;
            }
            else if (Text(vector, "type") == "ikeV1AppB")
            {
                byte[] expected = Octets(vector, "okm");
                byte[] key = new byte[expected.Length];
                KeySchedule.ExpandCipherKey(prf, Octets(vector, "ikm"), key);
                Assert.Equal(expected, key);
                streams++;
            }
            else if (Text(vector, "type") == "ikeV1AppBQuick")
            {
                byte[] expected = Octets(vector, "okm");
                byte[] keymat = new byte[expected.Length];
                KeySchedule.DeriveKeymat(prf, Octets(vector, "ikm"), [], Octets(vector, "seed_data").Single(), [], [], [], keymat);
                Assert.Equal(expected, keymat);
                streams++;
            }
        }

        Assert.Equal(4 * (1 + 3 + 3 + 3), streams);
    }

    private static RecordedIsakmpSa Find(string recording) => RecordedIsakmpSa.All.Single(sa => sa.Recording == recording);

    private static byte[] Hash(RecordedIsakmpSa sa, int message, BodyCipher cipher, byte[] iv)
    {
        byte[] plaintext = sa.Open(message, cipher, iv);
        sa.Messages[message].AsSpan(^cipher.BlockSize..).CopyTo(iv);
        return RecordedIsakmpSa.Find(plaintext, sa.First(message), PayloadType.V1Hash).Body.ToArray();
    }

    private static byte[][] Plaintexts(RecordedIsakmpSa sa, IsakmpSuite suite, SkeyidKeys keys)
    {
        using SecretBuffer cipherKey = keys.DeriveCipherKey(suite.Prf, suite.Cipher.KeySize);
        using var cipher = new BodyCipher(suite.Cipher, cipherKey);
        byte[][] ivs = [sa["initial IV"], sa.NextIvs[0], .. sa.NextIvs.Skip(2)];
        return [.. Enumerable.Range(0, 5).Select(i => sa.Open(4 + i, cipher, ivs[i]))];
    }

    private static byte[] Rest(RecordedIsakmpSa sa, byte[][] plain, int message)
    {
        byte[] chain = plain[message - 4];
        int hash = 4 + RecordedIsakmpSa.Find(chain, sa.First(message), PayloadType.V1Hash).Body.Length;
        return chain[hash..RecordedIsakmpSa.LengthOf(chain, sa.First(message))];
    }

    private static byte[] Nonce(RecordedIsakmpSa sa, byte[][] plain, int message) =>
        RecordedIsakmpSa.Find(plain[message - 4], sa.First(message), PayloadType.V1Nonce).Body.ToArray();

    private static byte[] Spi(RecordedIsakmpSa sa, byte[][] plain, int message)
    {
        ReadOnlySpan<byte> body = RecordedIsakmpSa.Find(plain[message - 4], sa.First(message), PayloadType.V1SecurityAssociation).Body;
        return body.Slice(16, 4).ToArray(); // DOI, situation, the proposal's header
    }

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    private static byte[] Octets(JsonElement vector, string name) => Convert.FromHexString(Text(vector, name));
}
