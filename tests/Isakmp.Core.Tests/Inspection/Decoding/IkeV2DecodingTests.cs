using System.Buffers.Binary;
using Isakmp.Core.Tests.Inspection.Keys;
using Isakmp.Crypto;
using Isakmp.Framing;
using Isakmp.Inspection.Decoding;
using Isakmp.Inspection.Keys;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Inspection.Decoding;

/// <summary>SK and SKF payloads under every algorithm of the tables, right and wrong ICVs, fragments in every order.</summary>
public sealed class IkeV2DecodingTests
{
    private const string Cbc = "AES-CBC-128 [RFC3602]";
    private const string Gcm = "AES-GCM-256 with 16 octet ICV [RFC5282]";
    private const string Sha2 = "HMAC_SHA2_256_128 [RFC4868]";
    private const string None = "NONE [RFC4306]";

    private static readonly PacketInfo s_path = new(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("192.0.2.2:500"));

    // Two notifies and a delete payload.
    private static readonly byte[] s_chain = Hex.Parse("29000008 00004000 2a00000c 0000400c 01020304 0000000c 03040001 0a0b0c0d");

    public static TheoryData<string, string> Suites
    {
        get
        {
            var suites = new TheoryData<string, string>();
            foreach (string name in KeyTableTests.EncryptionNames.Select(row => row.Data.Item1))
            {
                bool isAead = name.Contains("ICV", StringComparison.Ordinal);
                suites.Add(name, isAead ? None : Sha2);
            }

            foreach (string name in KeyTableTests.IntegrityNames.Select(row => row.Data.Item1))
            {
                suites.Add(Cbc, name);
            }

            return suites;
        }
    }

    public static TheoryData<string, string> OtherSuites { get; } = new()
    {
        { "CHACHA20_POLY1305", None }, { "CAMELLIA_CBC-256", "AES_CMAC_96" }, { "3DES_CBC", "AES_XCBC_96" }, { "DES_CBC", "HMAC_MD5_96" }, { "BLOWFISH_CBC-128", Sha2 },
        { "CAST_CBC-128", Sha2 }, { "CAMELLIA_CTR-192", Sha2 }, { "CAMELLIA_CCM_12-128", None },
    };

    [Theory]
    [MemberData(nameof(Suites))]
    [MemberData(nameof(OtherSuites))]
    public void Every_algorithm_decrypts(string encryption, string integrity)
    {
        using var sa = new SealedMessage(encryption, integrity);
        using DecryptionKeys keys = Parse(sa.Row);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        bool isUnchecked = integrity.StartsWith("ANY", StringComparison.Ordinal) || (integrity == None && sa.IcvSize == 0);
        foreach (bool byInitiator in (bool[])[true, false])
        {
            byte[] message = sa.Seal(s_chain, PayloadType.Notify, byInitiator);
            DecodedMessage decoded = decoder.Decode(message, s_path);
            Assert.Equal((DecodeStatus.Decrypted, DecodeProblem.None, null), (decoded.Status, decoded.Problem, decoded.Error));
            Assert.Equal(s_chain, decoded.Chain.ToArray());
            Assert.Equal(PayloadType.Notify, decoded.FirstPayload);
            Assert.True(decoded.IsEncrypted && decoded.IsDecrypted && decoded.ChainStatus.IsOk);
            Assert.Equal(!isUnchecked, decoded.IsVerified);
            Assert.Equal(message, decoded.Message.ToArray());
        }
    }

    /// <summary>Wireshark reads what we sealed, so that the keys and their columns mean the same to both.</summary>
    [Theory]
    [MemberData(nameof(Suites))]
    public void Wireshark_decrypts_the_same(string encryption, string integrity)
    {
        using var sa = new SealedMessage(encryption, integrity);
        string path = Path.Combine(Path.GetTempPath(), $"isakmp-{Guid.NewGuid():n}.pcap");
        try
        {
            File.WriteAllBytes(path, Pcap(sa.Seal(s_chain, PayloadType.Notify), sa.Seal(s_chain, PayloadType.Notify, byInitiator: false)));
            IReadOnlyList<Tshark.Message> messages = Tshark.ReadIke(path, "", sa.Row);
            Assert.Equal(2, messages.Count);
            Assert.All(messages, message => Assert.Equal([46, 41, 41, 42], message.Payloads));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Without_a_row_it_is_said()
    {
        using var sa = new SealedMessage(Gcm, None);
        using var keys = new DecryptionKeys();
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        byte[] message = sa.Seal(s_chain, PayloadType.Notify);
        DecodedMessage decoded = decoder.Decode(message, s_path);
        Assert.Equal((DecodeStatus.Encrypted, DecodeProblem.NoKeys), (decoded.Status, decoded.Problem));
        Assert.Equal((PayloadType.Encrypted, true, false), (decoded.FirstPayload, decoded.IsEncrypted, decoded.IsDecrypted));
        Assert.Equal(message[28..], decoded.Chain.ToArray());

        // a row that comes later serves from then on
        Assert.True(keys.TryAdd(new StringReader(sa.Row), out _));
        Assert.True(decoder.Decode(message, s_path).IsDecrypted);
    }

    [Fact]
    public void An_altered_message_of_an_aead_stays_encrypted()
    {
        using var sa = new SealedMessage(Gcm, None);
        using DecryptionKeys keys = Parse(sa.Row);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        byte[] message = sa.Seal(s_chain, PayloadType.Notify);
        foreach (int at in (int[])[19, 20, 29, 33, 40, message.Length - 1])
        {
            message[at] ^= 1;
            DecodedMessage decoded = decoder.Decode(message, s_path);
            Assert.Equal((DecodeStatus.Encrypted, DecodeProblem.WrongIcv), (decoded.Status, decoded.Problem));
            message[at] ^= 1;
        }

        Assert.True(decoder.Decode(message, s_path).IsVerified);
    }

    [Fact]
    public void A_wrong_ICV_over_a_sound_inside_is_shown_and_said()
    {
        using var sa = new SealedMessage(Cbc, Sha2);
        using DecryptionKeys keys = Parse(sa.Row);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        byte[] message = sa.Seal(s_chain, PayloadType.Notify);
        message[^1] ^= 1;
        DecodedMessage decoded = decoder.Decode(message, s_path);
        Assert.Equal((DecodeStatus.Decrypted, DecodeProblem.WrongIcv, false), (decoded.Status, decoded.Problem, decoded.IsVerified));
        Assert.Equal(s_chain, decoded.Chain.ToArray());
        Assert.Equal("the ICV does not fit the keys of the tables", decoded.Error);

        // with an altered ciphertext nothing sound comes out
        message[^1] ^= 1;
        message[50] ^= 0x80;
        decoded = decoder.Decode(message, s_path);
        Assert.Equal((DecodeStatus.Encrypted, DecodeProblem.WrongIcv, false), (decoded.Status, decoded.Problem, decoded.IsVerified));
    }

    /// <summary>A published capture whose listed SK_a does not fit its ICV: what is inside is shown, and that the ICV is wrong.</summary>
    [Fact]
    public void A_published_message_with_another_SK_a_is_shown()
    {
        string secrets = File.ReadAllText(SharedFolder.Require("captures/tcpdump/ikev2pI2-secrets.txt"));
        string[] words = [.. secrets.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(word => word[(word.LastIndexOf(':') + 1)..].Replace("0x", "", StringComparison.Ordinal))];
        using DecryptionKeys keys = Parse($"{words[2]},{words[3]},{words[5]},{words[11]},\"{Cbc}\",{words[4]},{words[10]},\"HMAC_SHA1_96 [RFC2404]\"");
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        int shown = 0;
        foreach (PcapDatagram datagram in PcapFile.ReadDatagrams(SharedFolder.Require("captures/tcpdump/ikev2pI2.pcap")))
        {
            DecodedMessage decoded = decoder.Decode(datagram.Payload, s_path);
            if (decoded.IsEncrypted)
            {
                Assert.Equal((DecodeStatus.Decrypted, DecodeProblem.WrongIcv, false), (decoded.Status, decoded.Problem, decoded.IsVerified));
                Assert.Equal(PayloadType.IdentificationInitiator, decoded.FirstPayload);
                shown++;
            }
        }

        Assert.Equal(1, shown);
    }

    [Fact]
    public void Of_several_rows_the_right_one_is_found_and_a_wrong_one_alone_is_said()
    {
        using var right = new SealedMessage(Cbc, Sha2, seed: 1);
        using var wrong = new SealedMessage(Gcm, None, seed: 2);
        using var other = new SealedMessage(Cbc, Sha2, seed: 3);
        using DecryptionKeys keys = Parse($"{wrong.Row}\n{other.Row}\n{right.Row}");
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        byte[] message = right.Seal(s_chain, PayloadType.Notify);
        Assert.True(decoder.Decode(message, s_path).IsVerified);
        Assert.True(decoder.Decode(message, s_path).IsVerified);
        using DecryptionKeys wrongKeys = Parse($"{wrong.Row}\n{other.Row}");
        using var wrongDecoder = new MessageDecoder(wrongKeys, CryptoProvider.Default);
        DecodedMessage decoded = wrongDecoder.Decode(message, s_path);
        Assert.Equal((DecodeStatus.Encrypted, DecodeProblem.WrongIcv), (decoded.Status, decoded.Problem));
    }

    [Fact]
    public void A_provider_that_lacks_the_algorithm_is_said()
    {
        using var sa = new SealedMessage("CAMELLIA_CBC-128", Sha2);
        using DecryptionKeys keys = Parse(sa.Row);
        using var decoder = new MessageDecoder(keys, DotNetProvider.Instance);
        DecodedMessage decoded = decoder.Decode(sa.Seal(s_chain, PayloadType.Notify), s_path);
        Assert.Equal((DecodeStatus.Encrypted, DecodeProblem.AlgorithmMissing), (decoded.Status, decoded.Problem));
    }

    [Fact]
    public void An_inside_that_is_malformed_is_shown_with_its_fault()
    {
        using var sa = new SealedMessage(Cbc, Sha2);
        using DecryptionKeys keys = Parse(sa.Row);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        DecodedMessage decoded = decoder.Decode(sa.Seal(s_chain.AsSpan(0, 10), PayloadType.Notify), s_path);
        Assert.Equal((DecodeStatus.Decrypted, DecodeProblem.MalformedChain, true), (decoded.Status, decoded.Problem, decoded.IsVerified));
        Assert.Equal((WireError.Truncated, 8, 8), (decoded.ChainStatus.Error, decoded.ChainStatus.Offset, decoded.ErrorOffset));

        DecodedMessage empty = decoder.Decode(sa.Seal([], PayloadType.None), s_path);
        Assert.Equal((DecodeStatus.Decrypted, DecodeProblem.None, 0), (empty.Status, empty.Problem, empty.Chain.Length));
    }

    [Fact]
    public void Wrong_headers_are_said()
    {
        using var keys = new DecryptionKeys();
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        DecodedMessage decoded = decoder.Decode(new byte[27], s_path);
        Assert.Equal((DecodeStatus.Unreadable, DecodeProblem.NoHeader), (decoded.Status, decoded.Problem));
        using var sa = new SealedMessage(Cbc, Sha2);
        byte[] message = sa.Seal(s_chain, PayloadType.Notify);
        message[17] = 0x30;
        decoded = decoder.Decode(message, s_path);
        Assert.Equal((DecodeStatus.Unreadable, DecodeProblem.UnknownVersion, "IKE version 3 is not known"), (decoded.Status, decoded.Problem, decoded.Error));
        message[17] = 0x20;
        byte[] longer = [.. message, 0, 0];
        decoded = decoder.Decode(longer, s_path);
        Assert.Equal((DecodeStatus.Encrypted, DecodeProblem.LengthMismatch, 24), (decoded.Status, decoded.Problem, decoded.ErrorOffset));
        Assert.Equal(message, decoded.Message.ToArray());
        decoded = decoder.Decode(message.AsSpan(..^1), s_path);
        Assert.Equal((DecodeStatus.Clear, DecodeProblem.LengthMismatch, WireError.LengthTooLarge), (decoded.Status, decoded.Problem, decoded.ChainStatus.Error));
    }

    [Theory]
    [InlineData("1 2 3 4", "..!")]
    [InlineData("4 3 2 1", "..!")]
    [InlineData("2 2 1 4 1 3", "....!")]
    public void Fragments_make_the_message_in_any_order(string order, string outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        using var sa = new SealedMessage(Gcm, None);
        using DecryptionKeys keys = Parse(sa.Row);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        int[] numbers = [.. order.Split(' ').Select(int.Parse)];
        for (int round = 0; round < 2; round++) // the second time as a retransmission
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                DecodedMessage decoded = decoder.Decode(Fragment(sa, numbers[i], 4), s_path);
                bool isLast = i == numbers.Length - 1;
                Assert.Equal((isLast ? DecodeStatus.Decrypted : DecodeStatus.Fragment, DecodeProblem.None), (decoded.Status, decoded.Problem));
                Assert.Equal((numbers[i], 4, isLast), (decoded.FragmentNumber, decoded.TotalFragments, decoded.IsReassembled));
                if (isLast)
                {
                    Assert.Equal(s_chain, decoded.Chain.ToArray());
                    Assert.Equal((PayloadType.Notify, true), (decoded.FirstPayload, decoded.IsVerified));
                }
            }
        }

        Assert.EndsWith("!", outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_side_by_side_do_not_mix()
    {
        using var sa = new SealedMessage(Gcm, None);
        using DecryptionKeys keys = Parse(sa.Row);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        for (int number = 1; number <= 4; number++)
        {
            foreach ((bool byInitiator, uint id) in ((bool, uint)[])[(true, 1), (false, 1), (true, 2)])
            {
                DecodedMessage decoded = decoder.Decode(Fragment(sa, number, 4, byInitiator, id), s_path);
                Assert.Equal(number == 4 ? DecodeStatus.Decrypted : DecodeStatus.Fragment, decoded.Status);
                Assert.True(number != 4 || decoded.Chain.SequenceEqual(s_chain));
            }
        }
    }

    /// <summary>RFC 7383 2.6.1: more fragments than before replace them, fewer are late.</summary>
    [Fact]
    public void A_message_that_is_cut_anew_begins_anew()
    {
        using var sa = new SealedMessage(Gcm, None);
        using DecryptionKeys keys = Parse(sa.Row);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment(sa, 1, 2), s_path).Status);
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment(sa, 2, 4), s_path).Status);
        Assert.Equal(DecodeProblem.RefusedFragment, decoder.Decode(Fragment(sa, 2, 2), s_path).Problem);
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment(sa, 1, 4), s_path).Status);
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment(sa, 3, 4), s_path).Status);
        Assert.True(decoder.Decode(Fragment(sa, 4, 4), s_path).Chain.SequenceEqual(s_chain));
    }

    [Fact]
    public void Reassembly_is_bounded()
    {
        using var sa = new SealedMessage(Gcm, None);
        using DecryptionKeys keys = Parse(sa.Row);
        var options = new MessageDecoderOptions { MaximumFragments = 8, MaximumReassembledSize = 1000, MaximumReassemblies = 2, MaximumFragmentAge = 10 };
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default, options);
        Assert.Equal(DecodeProblem.RefusedFragment, decoder.Decode(sa.SealFragment(s_chain, PayloadType.Notify, 1, 9), s_path).Problem);
        Assert.Equal(DecodeProblem.RefusedFragment, decoder.Decode(sa.SealFragment(new byte[1001], PayloadType.Notify, 1, 2), s_path).Problem);

        // the third message makes the first forgotten
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment(sa, 1, 2, id: 1), s_path).Status);
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment(sa, 1, 2, id: 2), s_path).Status);
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment(sa, 1, 2, id: 3), s_path).Status);
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment(sa, 2, 2, id: 1), s_path).Status);
        Assert.Equal(DecodeStatus.Decrypted, decoder.Decode(Fragment(sa, 2, 2, id: 3), s_path).Status);

        // and after ten other messages a fragment has waited long enough
        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment(sa, 1, 2, id: 4), s_path).Status);
        for (int i = 0; i < 11; i++)
        {
            decoder.Decode(new byte[28], s_path);
        }

        Assert.Equal(DecodeStatus.Fragment, decoder.Decode(Fragment(sa, 2, 2, id: 4), s_path).Status);
    }

    [Fact]
    public void Twenty_thousand_SAs_keep_a_bounded_state()
    {
        using var sa = new SealedMessage(Cbc, Sha2);
        string rest = sa.Row[33..];
        using DecryptionKeys keys = Parse(string.Join('\n', Enumerable.Range(0, 20_000).Select(i => $"{i:x16},{SealedMessage.ResponderSpi:x16}{rest}")));
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default, new MessageDecoderOptions { MaximumSas = 100 });
        byte[] message = sa.Seal(s_chain, PayloadType.Notify);
        for (int i = 0; i < 20_000; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(message, (ulong)i);
            Assert.Equal(DecodeProblem.WrongIcv, decoder.Decode(message, s_path).Problem);
        }

        Assert.Equal((0, 100), decoder.SaCounts);
    }

    [Theory]
    [InlineData(Gcm, None)]
    [InlineData(Cbc, Sha2)]
    [InlineData("AES-CTR-128 [RFC5930]", Sha2)]
    [InlineData("AES-CCM-128 with 8 octet ICV [RFC5282]", None)]
    public void The_steady_path_allocates_nothing(string encryption, string integrity)
    {
        using var sa = new SealedMessage(encryption, integrity);
        using DecryptionKeys keys = Parse(sa.Row);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        byte[] message = sa.Seal(s_chain, PayloadType.Notify);
        byte[] wrong = [.. message];
        wrong[40] ^= 1;
        byte[] foreign = [.. message];
        foreign[0] ^= 1;
        long least = long.MaxValue;
        for (int run = 0; run < 10; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
            {
                decoder.Decode(message, s_path);
                decoder.Decode(wrong, s_path);
                decoder.Decode(foreign, s_path);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.True(decoder.Decode(message, s_path).IsVerified);
    }

    [Fact]
    public void A_disposed_decoder_and_missing_arguments_are_the_callers_mistake()
    {
        using var keys = new DecryptionKeys();
        Assert.Throws<ArgumentNullException>(() => new MessageDecoder(null!, CryptoProvider.Default));
        Assert.Throws<ArgumentNullException>(() => new MessageDecoder(keys, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MessageDecoder(keys, CryptoProvider.Default, new MessageDecoderOptions { MaximumSas = 0 }));
        var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        decoder.Dispose();
        Assert.Throws<ObjectDisposedException>(() => decoder.Decode(new byte[28], s_path));
    }

    private static byte[] Fragment(SealedMessage sa, int number, int total, bool byInitiator = true, uint id = 1)
    {
        int size = s_chain.Length / total;
        int start = (number - 1) * size;
        return sa.SealFragment(s_chain.AsSpan(start, number == total ? s_chain.Length - start : size), number == 1 ? PayloadType.Notify : PayloadType.None, number, total, byInitiator, id);
    }

    private static DecryptionKeys Parse(string table)
    {
        var keys = new DecryptionKeys();
        Assert.True(keys.TryAdd(new StringReader(table), out System.Collections.Immutable.ImmutableArray<KeyTableFault> faults), string.Join('\n', faults));
        return keys;
    }

    // Raw IP, so that there is little to write; tshark minds no checksum that is zero.
    private static byte[] Pcap(params IEnumerable<byte[]> messages)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(0xA1B2C3D4);
        writer.Write(0x00040002);
        writer.Write(0L);
        writer.Write(65535);
        writer.Write(101);
        foreach (byte[] message in messages)
        {
            byte[] packet = new byte[28 + message.Length];
            packet[0] = 0x45;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            packet[8] = 64;
            packet[9] = 17;
            Hex.Parse("c0000201c0000202").CopyTo(packet, 12);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20), 500);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), 500);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(24), (ushort)(8 + message.Length));
            message.CopyTo(packet, 28);
            writer.Write(0L);
            writer.Write(packet.Length);
            writer.Write(packet.Length);
            writer.Write(packet);
        }

        writer.Flush();
        return stream.ToArray();
    }
}
