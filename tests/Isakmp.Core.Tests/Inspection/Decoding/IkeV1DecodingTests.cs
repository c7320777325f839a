using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Isakmp.Crypto;
using Isakmp.Framing;
using Isakmp.Inspection.Decoding;
using Isakmp.Inspection.Keys;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Inspection.Decoding;

/// <summary>IKEv1 between real daemons: chains of vectors under repetition, loss and disorder, and fragments.</summary>
public sealed class IkeV1DecodingTests
{
    private const string MainMode = "ikev1-main-psk-3des-md5-modp1024-pfs";
    private const string LivenessChecks = "ikev1-main-psk-dpd";
    private const string Fragmented = "ikev1-aggr-rsa";

    public static TheoryData<string> Recordings { get; } = [MainMode, LivenessChecks, Fragmented];

    /// <summary>The payloads as strongSwan's log names them, message by message.</summary>
    [Fact]
    public void The_payloads_are_those_in_the_log_of_the_peer()
    {
        var expected = new[]
        {
            "2 [1 13 13 13 13 13]", "2 [1 13 13 13 13]", "2 [4 10 20 20]", "2 [4 10 20 20]", "2 [5 8 11]", "2 [5 8]",
            "32 [8 1 10 4 5 5]", "32 [8 1 10 4 5 5]", "32 [8]",
        };
        var recording = Read(MainMode);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        Assert.Equal(expected, RecordingTests.Read(recording, keys).Select(reading => $"{reading.Exchange} [{string.Join(' ', reading.Payloads)}]"));
    }

    /// <summary>The log says with which vector each exchange begins and goes on; the chains hold the same.</summary>
    [Theory]
    [InlineData(MainMode, 2)]
    [InlineData(LivenessChecks, 2)]
    public void The_vectors_are_those_in_the_log_of_the_peer(string name, int exchanges)
    {
        var recording = Read(name);
        List<byte[]> messages = [.. Messages(recording).Select(datagram => datagram.TryGetIkeMessage(out byte[] message) ? message : [])];
        using var sa = new IkeV1Sa(new MessageDecoderOptions());
        Assert.True(IkeV1Suite.TryReadChoice(Body(messages[1], PayloadType.V1SecurityAssociation), out IkeV1Suite suite));
        sa.Choose(suite, CryptoProvider.Default);
        sa.AddPublicValue(Body(messages[2], PayloadType.V1KeyExchange));
        sa.AddPublicValue(Body(messages[2], PayloadType.V1KeyExchange)); // sent again
        sa.AddPublicValue(Body(messages[3], PayloadType.V1KeyExchange));
        Assert.Equal(recording.KeyValues("initial IV")[0], Hex.Format(sa.FindChain(default)!.Current));

        // For the exchanges that the log follows from their beginning.
        foreach (IGrouping<uint, byte[]> exchange in messages.Skip(4).GroupBy(message => BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(20))).Take(exchanges))
        {
            string[] logged = [.. recording.KeyValues($"next IV for MID {exchange.Key}")];
            IvChain chain = sa.FindChain(new MessageId(exchange.Key))!;
            int at = 0;
            if (exchange.Key != 0)
            {
                Assert.Equal(logged[at++], Hex.Format(chain.Current));
            }

            foreach (byte[] message in exchange)
            {
                chain.Accept(message.AsSpan(28), chain.Current);
                chain.Accept(message.AsSpan(28), chain.Current); // sent again
                Assert.Equal(logged[at++], Hex.Format(chain.Current));
            }

            Assert.Equal(logged.Length, at);
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Messages_that_come_again_disturb_nothing(string name)
    {
        var recording = Read(name);
        List<PcapDatagram> datagrams = Messages(recording);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        string[] expected = Decode(datagrams, keys);
        for (int distance = 1; distance < 5; distance++)
        {
            // Each message once more, behind some that follow it.
            var order = new List<int>();
            for (int i = 0; i < datagrams.Count + distance; i++)
            {
                if (i < datagrams.Count)
                {
                    order.Add(i);
                }

                if (i >= distance)
                {
                    order.Add(i - distance);
                }
            }

            string[] actual = Decode(order.Select(i => datagrams[i]), keys);
            Assert.Equal(order.Where(i => !IsPiece(datagrams[i])).Select(i => expected[i]), actual.Where((_, i) => !IsPiece(datagrams[order[i]])));
        }
    }

    [Theory]
    [InlineData(MainMode)]
    [InlineData(LivenessChecks)]
    public void A_lost_message_costs_no_more_than_the_next_of_its_exchange(string name)
    {
        var recording = Read(name);
        List<PcapDatagram> datagrams = Messages(recording);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        string[] expected = Decode(datagrams, keys);
        for (int lost = 4; lost < datagrams.Count; lost++)
        {
            uint id = MessageIdOf(datagrams[lost]);
            string[] actual = Decode(datagrams.Where((_, i) => i != lost), keys);
            bool isNextOfExchange = true;
            for (int i = lost + 1; i < datagrams.Count; i++)
            {
                bool mayFail = MessageIdOf(datagrams[i]) == id && isNextOfExchange;
                isNextOfExchange &= MessageIdOf(datagrams[i]) != id;
                bool isLastOfPhase1 = id == 0 && lost == 5; // what begins the other exchanges is its last block
                Assert.True(mayFail || isLastOfPhase1 || actual[i - 1] == expected[i], $"without {lost}, {i} is {actual[i - 1]}");
            }
        }
    }

    [Fact]
    public void Exchanges_side_by_side_have_chains_of_their_own()
    {
        var recording = Read(LivenessChecks);
        List<PcapDatagram> datagrams = Messages(recording);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        string[] expected = Decode(datagrams, keys);
        int[] order = [.. Enumerable.Range(0, 6), .. Enumerable.Range(6, datagrams.Count - 6).OrderBy(i => i % 3).ThenBy(i => i)];

        // Messages of one exchange stay in their order.
        int[] sound = [.. order.GroupBy(i => MessageIdOf(datagrams[i])).SelectMany(group => group.Order().Zip(group.Select(i => Array.IndexOf(order, i)).Order()))
            .OrderBy(pair => pair.Second).Select(pair => pair.First)];
        Assert.Equal(sound.Select(i => expected[i]), Decode(sound.Select(i => datagrams[i]), keys));
    }

    [Fact]
    public void A_key_may_come_late()
    {
        var recording = Read(MainMode);
        using var keys = new DecryptionKeys();
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        List<PcapDatagram> datagrams = Messages(recording);
        for (int i = 0; i < datagrams.Count; i++)
        {
            if (i == 7)
            {
                Assert.True(keys.TryAdd(new StringReader(recording.IkeV1Table), out _));
            }

            DecodedMessage decoded = Decode(decoder, datagrams[i]);
            Assert.Equal(i < 4 ? DecodeStatus.Clear : i < 7 ? DecodeStatus.Encrypted : DecodeStatus.Decrypted, decoded.Status);
            Assert.Equal(i is >= 4 and < 7 ? DecodeProblem.NoKeys : DecodeProblem.None, decoded.Problem);
        }
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        var recording = Read(MainMode);
        List<PcapDatagram> datagrams = Messages(recording);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        Assert.Equal(DecodeProblem.NoProposal, Last(datagrams.Skip(2).Take(3), keys)); // no choice
        Assert.Equal(DecodeProblem.NoKeyExchange, Last([datagrams[0], datagrams[1], datagrams[2], datagrams[4]], keys)); // no responder's KE
        Assert.Equal(DecodeProblem.NoKeyExchange, Last([datagrams[0], datagrams[1], datagrams[6]], keys)); // no phase 1 at all
        Assert.Equal(DecodeProblem.Implausible, Last([.. datagrams.Take(4), datagrams[5]], keys));

        using var wrong = new DecryptionKeys();
        Assert.True(wrong.TryAdd(new StringReader(Regex.Replace(recording.IkeV1Table, ",..", ",00")), out _));
        Assert.Equal(DecodeProblem.Implausible, Last(datagrams.Take(5), wrong));
        using var small = new DecryptionKeys();
        Assert.True(small.TryAdd(new StringReader(recording.IkeV1Table.Trim()[..^2]), out _));
        Assert.Equal(DecodeProblem.WrongKeySize, Last(datagrams.Take(5), small));
        using var poor = new MessageDecoder(keys, new WithoutHash());
        DecodeProblem problem = DecodeProblem.None;
        foreach (PcapDatagram datagram in datagrams.Take(5))
        {
            problem = Decode(poor, datagram).Problem;
        }

        Assert.Equal(DecodeProblem.AlgorithmMissing, problem);
        byte[] cut = datagrams[4].TryGetIkeMessage(out byte[] message) ? message[..^1] : [];
        BinaryPrimitives.WriteInt32BigEndian(cut.AsSpan(24), cut.Length);
        Assert.Equal(DecodeProblem.WrongCiphertextSize, Last([.. datagrams.Take(4), datagrams[4] with { Payload = cut }], keys));
    }

    /// <summary>After phase 1 was missed, its last message alone shows where the other exchanges begin.</summary>
    [Fact]
    public void Without_the_KE_payloads_the_exchanges_behind_phase_1_decrypt()
    {
        var recording = Read(MainMode);
        List<PcapDatagram> datagrams = Messages(recording);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        string[] expected = Decode(datagrams, keys);
        string[] actual = Decode(datagrams.Where((_, i) => i is not (2 or 3)), keys);
        Assert.Equal(expected[5..], actual[3..]); // of 4 only the vector is missing
    }

    [Fact]
    public void Fragments_make_the_message_in_any_order()
    {
        var recording = Read(Fragmented);
        List<PcapDatagram> datagrams = Messages(recording);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        string[] expected = Decode(datagrams, keys);
        int[] pieces = [.. Enumerable.Range(0, datagrams.Count).Where(i => IsPiece(datagrams[i]))];
        Assert.Equal(2, pieces.Length);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        Decode(decoder, datagrams[0]);
        DecodedMessage first = Decode(decoder, datagrams[pieces[1]]);
        Assert.Equal((DecodeStatus.Fragment, 2, 2, false, false), (first.Status, first.FragmentNumber, first.TotalFragments, first.IsReassembled, first.IsEncrypted));
        first = Decode(decoder, datagrams[pieces[1]]);
        Assert.Equal(DecodeStatus.Fragment, first.Status);
        DecodedMessage second = Decode(decoder, datagrams[pieces[0]]);
        Assert.Equal((DecodeStatus.Clear, 1, 2, true), (second.Status, second.FragmentNumber, second.TotalFragments, second.IsReassembled));
        Assert.Equal((ExchangeType.Aggressive, PayloadType.V1SecurityAssociation), (second.Header.ExchangeType, second.FirstPayload));
        Assert.Equal(second.Header.Length, (uint)second.Message.Length);
        for (int i = pieces[1] + 1; i < datagrams.Count; i++)
        {
            Assert.Equal(expected[i], Describe(Decode(decoder, datagrams[i])));
        }
    }

    [Fact]
    public void A_fragment_within_fragments_and_contradictions_are_refused()
    {
        var path = new PacketInfo(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("192.0.2.2:500"));
        using var keys = new DecryptionKeys();
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        byte[] inner = Fragment(Fragment([1, 2, 3], 1, isLast: true), 1, isLast: true);
        DecodedMessage decoded = decoder.Decode(inner, path);
        Assert.Equal((DecodeStatus.Clear, DecodeProblem.RefusedFragment), (decoded.Status, decoded.Problem));

        // other octets under a known number, and a number beyond the last, mean that another message has begun
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment([1, 2, 3], 1, isLast: false), path).Status);
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment([9, 9, 9], 1, isLast: false), path).Status);
        decoded = decoder.Decode(Fragment([8, 8], 2, isLast: true), path);
        Assert.Equal((DecodeProblem.NoHeader, true), (decoded.Problem, decoded.IsReassembled));
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment([8], 2, isLast: true), path).Status);
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment([8], 3, isLast: false), path).Status);
        Assert.Equal(DecodeProblem.RefusedFragment, decoder.Decode(Fragment([8], 0, isLast: false), path).Problem);
    }

    [Fact]
    public void State_is_bounded()
    {
        var recording = Read(MainMode);
        List<PcapDatagram> datagrams = Messages(recording);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default, new MessageDecoderOptions { MaximumSas = 50, MaximumExchanges = 10 });
        foreach (PcapDatagram datagram in datagrams)
        {
            Decode(decoder, datagram);
        }

        Assert.True(datagrams[^1].TryGetIkeMessage(out byte[] quick));
        for (uint id = 1; id < 20_000; id++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(quick.AsSpan(20), id);
            Assert.Equal(DecodeStatus.Encrypted, decoder.Decode(quick, default).Status);
        }

        Assert.True(datagrams[1].TryGetIkeMessage(out byte[] choice) & datagrams[2].TryGetIkeMessage(out byte[] exchange));
        for (uint cookie = 1; cookie < 20_000; cookie++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(choice, cookie);
            BinaryPrimitives.WriteUInt32BigEndian(exchange, cookie);
            Assert.Equal(DecodeStatus.Clear, decoder.Decode(choice, default).Status);
            Assert.Equal(DecodeStatus.Clear, decoder.Decode(exchange, default).Status);
        }

        Assert.Equal((50, 0), decoder.SaCounts);
        Assert.Equal(DecodeProblem.NoProposal, Decode(decoder, datagrams[^1]).Problem); // forgotten
    }

    [Fact]
    public void Exchanges_of_one_SA_are_bounded()
    {
        using var sa = new IkeV1Sa(new MessageDecoderOptions { MaximumExchanges = 10 });
        sa.Choose(new IkeV1Suite(EncryptionAlgorithm.AesCbc, 256, 16, HashAlgorithmIdentifier.Sha1), CryptoProvider.Default);
        Assert.Null(sa.FindChain(new MessageId(1)));
        sa.FindChain(default)!.Begin(new byte[16]);
        for (uint id = 1; id < 1000; id++)
        {
            Assert.False(sa.FindChain(new MessageId(id))!.Current.IsEmpty);
        }

        Assert.Equal(10, sa.ExchangeCount);
    }

    [Fact]
    public void Messages_that_come_again_allocate_nothing()
    {
        var recording = Read(MainMode);
        List<PcapDatagram> datagrams = Messages(recording);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        foreach (PcapDatagram datagram in datagrams)
        {
            Decode(decoder, datagram);
        }

        Assert.True(datagrams[7].TryGetIkeMessage(out byte[] message));
        long least = long.MaxValue;
        for (int run = 0; run < 10; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
            {
                decoder.Decode(message, default);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.True(decoder.Decode(message, default).IsDecrypted);
    }

    private static byte[] Body(byte[] message, PayloadType type)
    {
        var walker = new PayloadWalker(message, IkeHeader.Size, new PayloadType(message[IkeHeader.NextPayloadOffset]));
        while (walker.MoveNext())
        {
            if (walker.Current.Type == type)
            {
                return walker.Current.Body.ToArray();
            }
        }

        throw new InvalidDataException($"no {type}");
    }

    private static DaemonRecording Read(string name) => DaemonRecording.Read(Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recordings", name + ".pcap"));

    private static List<PcapDatagram> Messages(DaemonRecording recording) => [.. recording.ReadDatagrams().Where(datagram => datagram.TryGetIkeMessage(out _))];

    private static string[] Decode(IEnumerable<PcapDatagram> datagrams, DecryptionKeys keys)
    {
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        return [.. datagrams.Select(datagram => Describe(Decode(decoder, datagram)))];
    }

    private static DecodeProblem Last(IEnumerable<PcapDatagram> datagrams, DecryptionKeys keys)
    {
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        DecodeProblem problem = DecodeProblem.None;
        foreach (PcapDatagram datagram in datagrams)
        {
            problem = Decode(decoder, datagram).Problem;
        }

        return problem;
    }

    private static DecodedMessage Decode(MessageDecoder decoder, PcapDatagram datagram)
    {
        datagram.TryGetIkeMessage(out byte[] message);
        return decoder.Decode(message, new PacketInfo(datagram.Source, datagram.Destination));
    }

    private static string Describe(in DecodedMessage decoded) =>
        $"{decoded.Status} {decoded.Problem} {decoded.FirstPayload.Value} {(decoded.Status == DecodeStatus.Decrypted ? Hex.Format(decoded.Chain) : "")}";

    private static uint MessageIdOf(PcapDatagram datagram) =>
        datagram.TryGetIkeMessage(out byte[] message) ? BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(20)) : 0;

    private static bool IsPiece(PcapDatagram datagram) => datagram.TryGetIkeMessage(out byte[] message) && message[16] == PayloadType.V1Fragment.Value;

    private static byte[] Fragment(byte[] data, int number, bool isLast)
    {
        byte[] message = new byte[28 + 8 + data.Length];
        new IkeHeader
        {
            InitiatorSpi = new(1),
            ResponderSpi = new(2),
            NextPayload = PayloadType.V1Fragment,
            MajorVersion = 1,
            ExchangeType = ExchangeType.Aggressive,
            Length = (uint)message.Length,
        }.Write(message);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(30), (ushort)(8 + data.Length));
        message[33] = 7;
        message[34] = (byte)number;
        message[35] = isLast ? (byte)1 : (byte)0;
        data.CopyTo(message, 36);
        return message;
    }

    private sealed class WithoutHash : Isakmp.Algorithms.ICryptoProvider
    {
        public string Name => "without hash";

        public Isakmp.Algorithms.IKeyExchange? GetKeyExchange(KeyExchangeMethod method) => null;

        public Isakmp.Algorithms.IPrf? GetPrf(PseudorandomFunction algorithm) => null;

        public Isakmp.Algorithms.IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) => null;

        public Isakmp.Algorithms.ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits) => CryptoProvider.Default.GetCipher(algorithm, keyBits);

        public Isakmp.Algorithms.IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) => null;

        public Isakmp.Algorithms.IHash? GetHash(HashAlgorithmIdentifier algorithm) => null;
    }
}
