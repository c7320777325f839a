using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Seeded mutations of right messages in every state: nothing throws, no invariant breaks, and once keys exist what is not authentic changes nothing.</summary>
public sealed class FuzzTests
{
    private const int RawMutations = 8_000;
    private const int SealedMutations = 1_500;

    private static readonly PacketInfo s_elsewhere = new(Subject.Path.Local, NetEndPoint.Parse("203.0.113.9:500"));

    public static TheoryData<SceneState> KeyedStates =>
        [SceneState.Keyed, SceneState.Childless, SceneState.EstablishedAsResponder, SceneState.EstablishedAsInitiator, SceneState.QuickOffered, SceneState.QuickAnswered, SceneState.Asking];

    public static TheoryData<SceneState> AllStates => [.. Enum.GetValues<SceneState>()];

    [Theory]
    [MemberData(nameof(KeyedStates))]
    public void Mutated_datagrams_change_nothing(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        var random = new SeededRandom(40 + (ulong)state);
        scene.Subject.Receive(scene.Peer.Plain(ExchangeType.InformationalV1, 5, V1Payload.Notify(V1NotifyType.InvalidSpi)));
        scene.Subject.Sent.Clear();
        List<byte[]> genuine = GenuineMessage.Of(scene);
        List<byte[]> corpus = [.. genuine, scene.Peer.Plain(ExchangeType.InformationalV1, 7, V1Payload.Notify(V1NotifyType.InvalidCookie), scene.Peer.DeleteIsakmp())];
        string before = scene.Subject.Snapshot();
        for (int i = 0; i < RawMutations; i++)
        {
            byte[] mutant = Mutant.Of(corpus[random.Next(corpus.Count)], random, corpus);
            if (mutant.Length >= 28 && (genuine.Exists(message => SaysTheSame(message, mutant)) || (state == SceneState.Keyed && mutant[18] == ExchangeType.QuickMode.Value)))
            {
                continue; // the latter is kept until main mode is done
            }

            ReceiveResult result = scene.Subject.Receive(mutant, random.Chance(0.3) ? s_elsewhere : null);
            if (mutant.Length >= 28 && mutant[8..16].All(octet => octet == 0))
            {
                continue; // a stranger's first message
            }

            Assert.True(result != ReceiveResult.Processed, $"{Convert.ToHexString(mutant)} of\n{string.Join('\n', corpus.Select(Convert.ToHexString))}");
            if (result is ReceiveResult.AnsweredStateless or ReceiveResult.AnsweredFromCache)
            {
                scene.Subject.Sent.Clear();
            }

            if (i % 16 == 0)
            {
                Assert.Equal(before, scene.Subject.Snapshot());
            }
        }

        Assert.Equal(before, scene.Subject.Snapshot());
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(genuine[0]));
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
    }

    [Fact]
    public void Mutated_first_messages_break_nothing()
    {
        var random = new SeededRandom(7);
        using var subject = new Subject(new IkeEndpointOptions
        {
            Crypto = Isakmp.Crypto.CryptoProvider.Default,
            Random = new SeededRandom(1),
            Credentials = new Isakmp.Authentication.CredentialStore().AddSharedKey(ScriptedPeer.Secret),
            Profiles = [Scene.MakeProfile("aes128-aes256-sha256-sha1-ecp256-modp1024"), Scene.MakeProfile("3des-md5-modp1024")],
            HalfOpenLimit = 50,
        });
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        OfferedTransform[] transforms = [.. ((string[])["aes192-sha512-ecp521", "3des-md5-modp1024", Scene.DefaultSuite, "des-sha1-modp768"]).Select((suite, i) => new PeerSuite(suite).Transform((byte)(i + 1)))];
        List<byte[]> corpus =
        [
            peer.Open(),
            peer.Open(V1Payload.Sa(new OfferedProposal(1, 1, [], transforms)), V1Payload.Vendor("RFC 3947"), V1Payload.VendorDpd(), V1Payload.Vendor("draft-ietf-ipsec-nat-t-ike-02\n")),
            peer.Open(V1Payload.Sa(new OfferedProposal(1, 1, [], transforms), new OfferedProposal(2, 1, new byte[8], transforms[0]), new OfferedProposal(2, 3, new byte[4], transforms[1]))),
        ];
        var results = new Dictionary<ReceiveResult, int>();
        for (int i = 0; i < 3 * RawMutations; i++)
        {
            ReceiveResult result = subject.Receive(Mutant.Of(corpus[random.Next(corpus.Count)], random, corpus));
            results[result] = results.GetValueOrDefault(result) + 1;
            Assert.True(subject.Sent.Count <= 1);
            subject.Sent.Clear();
            subject.Events.Clear();
            if (i % 50 == 0)
            {
                subject.Pass(TimeSpan.FromSeconds(5));
            }
        }

        Assert.Equal(0, subject.Statistics.InternalFaults);
        Assert.True(results[ReceiveResult.Processed] > 300 && results[ReceiveResult.AnsweredStateless] > 300, string.Join(' ', results));
        subject.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal((0, 0, 0), (subject.Endpoint.IkeSaCount, subject.Endpoint.ConnectionCount, subject.Endpoint.HalfOpenCount));
    }

    /// <summary>Messages 2, 3 and 4 are not protected: a mutant may be taken, or end the attempt, and nothing worse.</summary>
    [Theory]
    [InlineData(SceneState.Initiating)]
    [InlineData(SceneState.ExchangingKeys)]
    [InlineData(SceneState.Chosen)]
    public void Mutated_messages_before_keys_break_nothing(SceneState state)
    {
        var random = new SeededRandom(8 + (ulong)state);
        Scene? scene = null;
        List<byte[]> corpus = [];
        int taken = 0;
        for (int i = 0; i < RawMutations / 2; i++)
        {
            if (scene is null)
            {
                scene = Scene.Begin(state, seed: (ulong)i + 1);
                byte[] genuine = GenuineMessage.Of(scene)[0];
                List<Payload> payloads = V1Payload.Read(genuine, 28, genuine[16], out _);
                corpus =
                [
                    genuine,
                    scene.Peer.Plain(ExchangeType.IdentityProtection, 0, [.. payloads, V1Payload.Vendor("RFC 3947"), scene.Peer.NatD(Subject.Path.Local), scene.Peer.NatD(Subject.Path.Remote)]),
                    scene.Peer.Plain(ExchangeType.InformationalV1, 0, V1Payload.Notify(V1NotifyType.NoProposalChosen)),
                ];
            }

            scene.Subject.Receive(Mutant.Of(corpus[random.Next(corpus.Count)], random, corpus), random.Chance(0.1) ? s_elsewhere : null);
            Assert.True(scene.Subject.Sent.Count <= 1);
            bool hasMoved = scene.Subject.Sent.Count > 0 || scene.Subject.Events.Count > 0;
            scene.Subject.Sent.Clear();
            if (hasMoved || i % 100 == 99)
            {
                taken += hasMoved ? 1 : 0;
                scene.Subject.Pass(TimeSpan.FromMinutes(4));
                Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
                Assert.Equal(0, scene.Endpoint.IkeSaCount);
                scene.Dispose();
                scene = null;
            }
        }

        scene?.Dispose();
        Assert.True(taken > 100, $"{taken}");
    }

    [Theory]
    [MemberData(nameof(KeyedStates))]
    [InlineData(SceneState.Proving)]
    public void Mutations_inside_a_message_of_the_right_key_break_nothing(SceneState state)
    {
        var random = new SeededRandom(90 + (ulong)state);
        Scene? scene = null;
        int reached = 0;
        int ended = 0;
        for (int i = 0; i < SealedMutations; i++)
        {
            scene ??= Scene.Begin(state, seed: (ulong)i + 1);
            long refused = scene.Subject.Statistics.NotAuthentic;
            byte[] mutant = SealMutant(scene, random);
            ReceiveResult result = scene.Subject.Receive(mutant);
            Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
            Assert.True(scene.Subject.Sent.Count <= 3, $"{scene.Subject.Sent.Count} datagrams for one");
            reached += result == ReceiveResult.Processed && scene.Subject.Statistics.NotAuthentic == refused ? 1 : 0;
            scene.Subject.Sent.Clear();
            bool hasMoved = scene.Subject.Events.Count > 0 || state is SceneState.QuickOffered or SceneState.QuickAnswered;
            scene.Subject.Events.ForEach(happened => (happened as ChildSaEstablishedEvent)?.Keys.Dispose());
            scene.Subject.Events.Clear();
            if (hasMoved)
            {
                ended++;
                if (ended % 8 == 0)
                {
                    scene.Subject.Pass(TimeSpan.FromMinutes(4));
                    Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
                }

                scene.Dispose();
                scene = null;
            }
        }

        scene?.Dispose();
        TestContext.Current.TestOutputHelper?.WriteLine($"{state}: {reached} of {SealedMutations} reached an inner payload, {ended} scenes");
        Assert.True(reached > SealedMutations / 2, $"only {reached} of {SealedMutations} reached an inner payload");
        Assert.True(ended > 20, $"{ended}");
    }

    /// <summary>A chain as it would be right here, mutated, then hashed and sealed as its sender would.</summary>
    private static byte[] SealMutant(Scene scene, SeededRandom random)
    {
        ScriptedPeer peer = scene.Peer;
        switch (scene.State)
        {
            case SceneState.Keyed or SceneState.Proving:
                // the identity, and what stands behind both, may be anything that its owner proves
                byte[] identity = random.Chance(0.3) ? Mutant.OfChain(V1Payload.Id(peer.Identity).Body, random) : V1Payload.Id(peer.Identity).Body;
                byte[] more = Mutant.OfPayloads([peer.InitialContact(), V1Payload.Notify(new V1NotifyType((ushort)random.Next(65_536)))], random);
                byte[] chain = [.. Payload.Chain(new Payload(PayloadType.V1Identification, identity), V1Payload.Hash(peer.ProofOf(peer.IsInitiator, identity)), V1Payload.Vendor([]))[..^4], .. more];
                chain[4 + identity.Length] = PayloadType.V1Notification.Value;
                return new PeerExchange(peer, ExchangeType.IdentityProtection, 0, peer.Phase1.Iv).SealChain(PayloadType.V1Identification.Value, chain);
            case SceneState.QuickOffered:
                return Hashed(scene.Quick.Exchange, scene.Quick.Acceptance(), (id, rest) => peer.Keys!.Hash2(id, scene.Quick.InitiatorNonce, rest), random);
            case SceneState.QuickAnswered:
                // HASH(3) covers nothing of the message
                byte[] hash = scene.Quick.Confirmation().Body;
                return Hashed(scene.Quick.Exchange, [V1Payload.Notify(V1NotifyType.Connected), peer.InitialContact()], (_, _) => hash, random);
            default:
                var quick = new PeerQuickMode(peer, random.Chance(0.5) ? Scene.DefaultEsp : "aes256gcm16-ecp256");
                PeerExchange exchange = random.Chance(0.5) ? quick.Exchange : peer.Exchange(ExchangeType.InformationalV1);
                List<Payload> payloads = exchange.Type == ExchangeType.QuickMode ? quick.Offer() : random.Next(4) switch
                {
                    0 => [peer.Dpd(random.Chance(0.5), (uint)random.Next(1_000_000)), V1Payload.Notify(V1NotifyType.NoProposalChosen, 3, V1Payload.Spi(1))],
                    1 => [V1Payload.DeleteEsp(1, scene.Quick?.Spi ?? 2), peer.DeleteIsakmp()],
                    2 => [peer.InitialContact(), V1Payload.Notify(new V1NotifyType((ushort)random.Next(65_536)), spi: peer.Cookies)],
                    _ => [new Payload(new PayloadType((byte)random.Next(1, 256)), random.NextBytes(random.Next(40)))],
                };
                return Hashed(exchange, payloads, peer.Keys!.Hash1, random);
        }
    }

    private static byte[] Hashed(PeerExchange exchange, List<Payload> payloads, Func<uint, byte[], byte[]> hash, SeededRandom random)
    {
        byte first = random.Chance(0.03) ? (byte)random.Next(256) : payloads[0].Type.Value;
        byte[] rest = Mutant.OfPayloads(payloads, random);
        byte[] value = hash(exchange.Id, rest[..Mutant.EndOf(rest, first)]);
        byte[] head = Payload.Chain(V1Payload.Hash(value));
        head[0] = first;
        return exchange.SealChain(PayloadType.V1Hash.Value, [.. head, .. rest]);
    }

    /// <summary>Two messages that differ only where IKEv1 authenticates nothing: minor version, flags but encryption, whole blocks behind the end, and which of the exchanges it is that begin with HASH(1).</summary>
    private static bool SaysTheSame(byte[] genuine, byte[] mutant)
    {
        byte[] left = [.. genuine[..24], .. genuine[28..]];
        byte[] right = [.. mutant[..24], .. mutant[28..]];
        (left[17], right[17]) = ((byte)(left[17] & 0xf0), (byte)(right[17] & 0xf0));
        (left[19], right[19]) = ((byte)(left[19] & 1), (byte)(right[19] & 1));
        if (left[18] is 5 or 32 && right[18] is 5 or 32)
        {
            right[18] = left[18];
        }

        return right.AsSpan().StartsWith(left);
    }
}
