using System.Buffers.Binary;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>IKE_SA_INIT as responder: what is let in, what is answered without state, what is dropped (RFC 7296 sections 1.2, 2.5, 2.21.1).</summary>
public sealed class FirstMessageTests
{
    private const string Suite = Scene.DefaultSuite;

    [Fact]
    public void The_answer_chooses_one_proposal_and_its_number()
    {
        using var subject = new Subject(Subject.Options([Subject.Profile("aes128-sha256-x25519,aes256gcm16-prfsha256-x25519")]));
        ScriptedPeer peer = Peer();
        List<Payload> opening = peer.Opening();
        opening[0] = Payload.Sa("3des-sha1-modp1024,aes256-sha512-modp4096,aes256gcm16-aes128gcm16-prfsha384-prfsha256-x25519-modp2048", SecurityProtocol.Ike);
        byte[] answer = subject.Ask(peer.Open(opening));
        Payload association = ScriptedPeer.ReadPlain(answer).Single(payload => payload.Type == PayloadType.SecurityAssociation);
        Payload expected = Payload.Sa([ProposalNotation.Parse(Suite, SecurityProtocol.Ike) with { Number = 3 }]);
        Assert.Equal(expected.Body, association.Body);
        peer.TakeInitResponse(answer);
        subject.Ask(peer.Request(ExchangeType.IkeAuth, [.. peer.Proof(), .. peer.Child()]));
        Assert.Equal(IkeSaState.Established, subject.OnlySa.State);
    }

    [Fact]
    public void A_repeated_request_gets_the_same_answer_a_few_times()
    {
        using var subject = new Subject(Subject.Options([Subject.Profile(Suite)]));
        ScriptedPeer peer = Peer();
        byte[] request = peer.Open();
        byte[] answer = subject.Ask(request);
        for (int i = 0; i < 16; i++)
        {
            Assert.Equal(ReceiveResult.AnsweredFromCache, subject.Receive(request));
            Assert.Equal(answer, subject.TakeSent());
        }

        Assert.Equal(ReceiveResult.Duplicate, subject.Receive(request));
        Assert.Empty(subject.Sent);
        Assert.Equal((1, 1), (subject.Endpoint.IkeSaCount, subject.Endpoint.HalfOpenCount));
    }

    [Fact]
    public void A_peer_that_does_not_go_on_is_forgotten_without_a_word()
    {
        using var subject = new Subject(Subject.Options([Subject.Profile(Suite)]));
        subject.Ask(Peer().Open());
        subject.Pass(TimeSpan.FromSeconds(29.9));
        Assert.Equal(1, subject.Endpoint.HalfOpenCount);
        subject.Pass(TimeSpan.FromSeconds(0.2));
        Assert.Equal(0, subject.Endpoint.HalfOpenCount);
        subject.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal((0, 0), (subject.Endpoint.IkeSaCount, subject.Endpoint.ConnectionCount));
        Assert.Equal(1, subject.Statistics.HalfOpenExpired);
        Assert.Empty(subject.Events);
        Assert.Null(subject.Endpoint.NextTimeout);
    }

    [Fact]
    public void An_offer_with_nothing_in_common_is_refused_and_explained()
    {
        using var subject = new Subject(Subject.Options([Subject.Profile("aes256gcm16-prfsha256-x25519")]));
        ScriptedPeer peer = Peer();
        List<Payload> opening = peer.Opening();
        opening[0] = Payload.Sa("aes128-sha1-x25519", SecurityProtocol.Ike);
        Refused(subject, peer.Open(opening), NotifyType.NoProposalChosen);
        NegotiationReport report = subject.TakeEvent<NegotiationRefusedEvent>().Failure.Report!;
        Assert.Equal(NegotiationFailure.NoProposalMatched, report.Failure);
        Assert.NotNull(report.Nearest);
    }

    [Fact]
    public void A_peer_at_an_address_of_no_profile_is_refused()
    {
        PeerProfile profile = Subject.Profile(Suite, builder => Subject.WithNet(builder).WithRemoteAddresses("203.0.113.0/24"));
        using var subject = new Subject(Subject.Options([profile]));
        Refused(subject, Peer().Open(), NotifyType.NoProposalChosen);
        NegotiationRefusedEvent refused = subject.TakeEvent<NegotiationRefusedEvent>();
        Assert.Equal(NegotiationFailure.NoProfile, refused.Failure.Report!.Failure);
        Assert.Equal(Subject.Path, refused.Path);
        var elsewhere = new PacketInfo(Subject.Path.Local, NetEndPoint.Parse("203.0.113.77:500"));
        Assert.Equal(ReceiveResult.Processed, subject.Receive(Peer(8).Open(), elsewhere));
    }

    [Fact]
    public void Another_group_is_asked_for_without_making_state()
    {
        using var subject = new Subject(Subject.Options([Subject.Profile("aes256gcm16-prfsha256-ecp256")]));
        ScriptedPeer peer = Peer();
        List<Payload> opening = peer.Opening();
        opening[0] = Payload.Sa("aes256gcm16-prfsha256-x25519-ecp256", SecurityProtocol.Ike);
        byte[] answer = Refused(subject, peer.Open(opening), NotifyType.InvalidKePayload);
        Assert.Equal([0, 19], ScriptedPeer.ReadPlain(answer)[0].NotifyData);
        Assert.Empty(subject.Events);
        peer.Suite = new PeerSuite("aes256gcm16-prfsha256-ecp256");
        Payload offer = opening[0];
        opening = peer.Opening();
        opening[0] = offer;
        peer.TakeInitResponse(subject.Ask(peer.Open(opening)));
        subject.Ask(peer.Request(ExchangeType.IkeAuth, [.. peer.Proof(), .. peer.Child()]));
        Assert.Equal(IkeSaState.Established, subject.OnlySa.State);
    }

    public static TheoryData<string, string> BadValues => new()
    {
        { "x25519", "" }, { "x25519", "00" }, { "x25519", new string('0', 64) }, { "x25519", "01" + new string('0', 62) }, { "x25519", new string('0', 66) },
        { "modp2048", new string('0', 512) }, { "modp2048", new string('0', 511) + "1" }, { "modp2048", new string('f', 512) }, { "modp2048", new string('0', 510) },
        { "modp2048", ModpMinusOne }, { "ecp256", new string('0', 128) }, { "ecp256", new string('f', 128) }, { "ecp256", new string('1', 128) },
        { "ecp256", new string('1', 126) }, { "ecp384", new string('2', 192) },
    };

    // RFC 3526 3: p - 1 of the group of 2048 bits, an element of order 2
    private static string ModpMinusOne =>
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437" +
        "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05" +
        "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B" +
        "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFE";

    [Theory]
    [MemberData(nameof(BadValues))]
    public void A_public_value_that_is_none_is_refused(string group, string hex)
    {
        string notation = $"aes256gcm16-prfsha256-{group}";
        using var subject = new Subject(Subject.Options([Subject.Profile(notation)]));
        var peer = new ScriptedPeer(notation, isInitiator: true, 7);
        List<Payload> opening = peer.Opening();
        opening[1] = Payload.Ke(peer.Suite.KeyExchange.Method, Convert.FromHexString(hex));
        Refused(subject, peer.Open(opening), NotifyType.InvalidSyntax);
    }

    public static TheoryData<string> Malformed => [.. s_malformed.Keys];

    private static readonly Dictionary<string, Action<List<Payload>>> s_malformed = new()
    {
        ["no SA"] = list => list.RemoveAt(0),
        ["no KE"] = list => list.RemoveAt(1),
        ["no nonce"] = list => list.RemoveAt(2),
        ["two SA"] = list => list.Add(list[0]),
        ["two KE"] = list => list.Add(list[1]),
        ["two nonces"] = list => list.Add(list[2]),
        ["an empty SA"] = list => list[0] = list[0] with { Body = [] },
        ["an SA whose lengths disagree"] = list => list[0].Body[3]++,
        ["an SA whose counts disagree"] = list => list[0].Body[7]++,
        ["a KE of 3 octets"] = list => list[1] = list[1] with { Body = [0, 31, 0] },
        ["a nonce of 15 octets"] = list => list[2] = list[2] with { Body = new byte[15] },
        ["a nonce of 257 octets"] = list => list[2] = list[2] with { Body = new byte[257] },
        ["an empty notify"] = list => list.Add(new Payload(PayloadType.Notify, [])),
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_first_message_that_cannot_be_read_is_refused_without_state(string name)
    {
        using var subject = new Subject(Subject.Options([Subject.Profile(Suite)]));
        ScriptedPeer peer = Peer();
        List<Payload> opening = peer.Opening();
        s_malformed[name](opening);
        Refused(subject, peer.Open(opening), NotifyType.InvalidSyntax);
    }

    [Fact]
    public void Unknown_payloads_matter_only_with_the_critical_bit()
    {
        using var subject = new Subject(Subject.Options([Subject.Profile(Suite)]));
        for (int type = 1; type < 256; type++)
        {
            if (type is (>= 33 and <= 48) or 53)
            {
                continue;
            }

            byte[] refused = Refused(subject, Peer((ulong)type).Open([.. Peer((ulong)type).Opening(), new Payload(new PayloadType((byte)type), [1], true)]), NotifyType.UnsupportedCriticalPayload);
            Assert.Equal([(byte)type], ScriptedPeer.ReadPlain(refused)[0].NotifyData);
        }

        ScriptedPeer peer = Peer(9_999);
        List<Payload> opening = [new(new PayloadType(200), [1, 2]), new(PayloadType.VendorId, []), .. peer.Opening(), Payload.Notify(new NotifyType(50_000)), Payload.Notify(new NotifyType(9_000))];
        opening[2] = opening[2] with { Critical = true }; // it is known: the bit means nothing
        Assert.Equal(ReceiveResult.Processed, subject.Receive(peer.Open(opening)));
    }

    [Theory]
    [InlineData(17, 0x2F, ReceiveResult.Processed, 0)] // minor version 15
    [InlineData(17, 0x30, ReceiveResult.AnsweredStateless, 1)] // major version 3
    [InlineData(17, 0xF0, ReceiveResult.AnsweredStateless, 1)]
    [InlineData(17, 0x10, ReceiveResult.Unsupported, 1)] // IKEv1 is not spoken here
    [InlineData(17, 0x00, ReceiveResult.Unsupported, 1)]
    [InlineData(19, 0x18, ReceiveResult.Processed, 0)] // the peer could speak a later version
    [InlineData(19, 0xCF, ReceiveResult.Processed, 0)] // reserved flags
    [InlineData(19, 0x00, ReceiveResult.Malformed, 0)] // not from the initiator
    [InlineData(19, 0x28, ReceiveResult.UnknownSpi, 0)] // a response to nothing
    [InlineData(23, 0x01, ReceiveResult.Malformed, 0)] // not Message ID 0
    [InlineData(15, 0x01, ReceiveResult.Malformed, 0)] // a responder's SPI
    [InlineData(18, 35, ReceiveResult.UnknownSpi, 0)]
    [InlineData(16, 0, ReceiveResult.Malformed, 0)] // payloads that no field announces
    [InlineData(27, 0x01, ReceiveResult.Malformed, 0)]
    public void The_header_decides(int offset, int value, ReceiveResult expected, int unsupported)
    {
        using var subject = new Subject(Subject.Options([Subject.Profile(Suite)]));
        byte[] request = Peer().Open();
        request[offset] = (byte)value;
        Assert.Equal(expected, subject.Receive(request));
        Assert.Equal(unsupported, subject.Statistics.Unsupported);
        Assert.Equal(expected == ReceiveResult.Processed ? 1 : 0, subject.Endpoint.IkeSaCount);
        if (expected == ReceiveResult.AnsweredStateless)
        {
            byte[] answer = subject.TakeSent();
            Assert.Equal(NotifyType.InvalidMajorVersion, Assert.Single(ScriptedPeer.ReadPlain(answer)).NotifyType); // RFC 7296 2.5
            Assert.Equal((0x20, 0x20, 34), (answer[17], answer[19], answer[18]));
            Assert.Equal(request[..16], answer[..16]);
        }
        else if (expected != ReceiveResult.Processed)
        {
            Assert.Empty(subject.Sent);
        }
    }

    [Fact]
    public void An_SPI_of_zero_is_no_first_message()
    {
        using var subject = new Subject(Subject.Options([Subject.Profile(Suite)]));
        byte[] request = Peer().Open();
        request.AsSpan(0, 8).Clear();
        Assert.Equal(ReceiveResult.Malformed, subject.Receive(request));
    }

    [Fact]
    public void A_response_of_a_later_version_is_not_answered()
    {
        using var subject = new Subject(Subject.Options([Subject.Profile(Suite)]));
        byte[] message = Peer().Plain(ExchangeType.IkeSaInit, isResponse: true, 0, Payload.Notify(NotifyType.InvalidMajorVersion));
        message[17] = 0x30;
        Assert.Equal(ReceiveResult.Unsupported, subject.Receive(message));
        Assert.Empty(subject.Sent);
    }

    [Fact]
    public void Half_open_peers_are_limited_in_all_and_for_each_address()
    {
        using var subject = new Subject(new IkeEndpointOptions
        {
            Crypto = CryptoProvider.Default,
            Random = new Isakmp.Testing.SeededRandom(1),
            Profiles = [Subject.Profile(Suite)],
            HalfOpenLimit = 10,
            HalfOpenLimitPerAddress = 4,
        });
        int accepted = 0;
        for (int i = 0; i < 40; i++)
        {
            var path = new PacketInfo(Subject.Path.Local, NetEndPoint.Parse($"198.51.100.{i % 4}:{1000 + i}"));
            ReceiveResult result = subject.Receive(Peer((ulong)i).Open(), path);
            accepted += result == ReceiveResult.Processed ? 1 : 0;
            Assert.True(result is ReceiveResult.Processed or ReceiveResult.LimitReached);
            Assert.Equal(result == ReceiveResult.Processed ? 1 : 0, subject.Sent.Count);
            subject.Sent.Clear();
        }

        Assert.Equal((10, 10, 30L), (accepted, subject.Endpoint.HalfOpenCount, subject.Statistics.LimitReached));
        subject.Pass(TimeSpan.FromSeconds(31));
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(i < 4 ? ReceiveResult.Processed : ReceiveResult.LimitReached, subject.Receive(Peer(100 + (ulong)i).Open()));
        }
    }

    [Theory]
    [InlineData(4000, ReceiveResult.Processed)]
    [InlineData(9000, ReceiveResult.LimitReached)]
    public void A_first_message_is_kept_only_up_to_a_size(int padding, ReceiveResult expected)
    {
        using var subject = new Subject(Subject.Options([Subject.Profile(Suite)]));
        ScriptedPeer peer = Peer();
        byte[] request = peer.Open([.. peer.Opening(), new Payload(PayloadType.VendorId, new byte[padding])]);
        Assert.Equal(expected, subject.Receive(request));
        Assert.Equal(expected == ReceiveResult.Processed ? 1 : 0, subject.Endpoint.IkeSaCount);
    }

    [Fact]
    public void Answers_to_strangers_are_bounded_while_nobody_takes_them()
    {
        using var subject = new Subject(new IkeEndpointOptions
        {
            Crypto = CryptoProvider.Default,
            Random = new Isakmp.Testing.SeededRandom(1),
            Profiles = [Subject.Profile("aes256-sha512-modp4096")],
            StatelessOutputLimit = 10,
        })
        { TakesOutput = false };
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(ReceiveResult.AnsweredStateless, subject.Receive(Peer((ulong)i).Open()));
        }

        subject.TakesOutput = true;
        subject.Drain();
        Assert.Equal(10, subject.Sent.Count);
        Assert.Equal(64, subject.Events.Count);
        Assert.Equal(100, subject.Statistics.CookiesSent); // so many refusals within a second make the rest bring a cookie first
        Assert.Equal((190L, 36L, 10L), (subject.Statistics.OutputsDropped, subject.Statistics.EventsDropped, subject.Statistics.StatelessAnswers));
        Assert.Equal(0, subject.Endpoint.IkeSaCount);
    }

    private static ScriptedPeer Peer(ulong seed = 7) => new(Suite, isInitiator: true, seed);

    /// <summary>The request gets one unprotected notify and leaves nothing behind.</summary>
    private static byte[] Refused(Subject subject, byte[] request, NotifyType notify)
    {
        Assert.Equal(ReceiveResult.AnsweredStateless, subject.Receive(request));
        byte[] answer = subject.TakeSent();
        Assert.Equal(notify, Assert.Single(ScriptedPeer.ReadPlain(answer)).NotifyType);
        Assert.Equal(request[..8], answer[..8]);
        Assert.Equal(0ul, BinaryPrimitives.ReadUInt64BigEndian(answer.AsSpan(8)));
        Assert.Equal((0x20, 34, 0x20), (answer[17], answer[18], answer[19]));
        Assert.Equal((0, 0, 0), (subject.Endpoint.IkeSaCount, subject.Endpoint.HalfOpenCount, subject.Endpoint.ConnectionCount));
        Assert.Null(subject.Endpoint.NextTimeout);
        Assert.Equal(0, subject.Statistics.InternalFaults);
        return answer;
    }
}
