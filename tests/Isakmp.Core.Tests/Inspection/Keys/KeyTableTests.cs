using System.Collections.Immutable;
using Isakmp.Inspection.Keys;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Keys;

/// <summary>Wireshark's key tables: what they may look like, and what is said of one that is wrong.</summary>
public sealed class KeyTableTests
{
    private const string Key16 = "000102030405060708090a0b0c0d0e0f";
    private const string Key32 = Key16 + "101112131415161718191a1b1c1d1e1f";
    private const string V2Row = "0011223344556677,8899aabbccddeeff," + Key32 + "," + Key32 + ",\"AES-CBC-256 [RFC3602]\"," + Key32 + "," + Key32 + ",\"HMAC_SHA2_256_128 [RFC4868]\"";

    /// <summary>Wireshark's names as its library holds them, with the sizes that the tables want.</summary>
    public static TheoryData<string, int, int, int> EncryptionNames { get; } = new()
    {
        { "3DES [RFC2451]", 3, 0, 24 },
        { "AES-CBC-128 [RFC3602]", 12, 128, 16 }, { "AES-CBC-192 [RFC3602]", 12, 192, 24 }, { "AES-CBC-256 [RFC3602]", 12, 256, 32 },
        { "NULL [RFC2410]", 11, 0, 0 },
        { "AES-CTR-128 [RFC5930]", 13, 128, 20 }, { "AES-CTR-192 [RFC5930]", 13, 192, 28 }, { "AES-CTR-256 [RFC5930]", 13, 256, 36 },
        { "AES-GCM-128 with 16 octet ICV [RFC5282]", 20, 128, 20 }, { "AES-GCM-192 with 16 octet ICV [RFC5282]", 20, 192, 28 },
        { "AES-GCM-256 with 16 octet ICV [RFC5282]", 20, 256, 36 }, { "AES-GCM-128 with 8 octet ICV [RFC5282]", 18, 128, 20 },
        { "AES-GCM-192 with 8 octet ICV [RFC5282]", 18, 192, 28 }, { "AES-GCM-256 with 8 octet ICV [RFC5282]", 18, 256, 36 },
        { "AES-GCM-128 with 12 octet ICV [RFC5282]", 19, 128, 20 }, { "AES-GCM-192 with 12 octet ICV [RFC5282]", 19, 192, 28 },
        { "AES-GCM-256 with 12 octet ICV [RFC5282]", 19, 256, 36 }, { "AES-CCM-128 with 16 octet ICV [RFC5282]", 16, 128, 19 },
        { "AES-CCM-192 with 16 octet ICV [RFC5282]", 16, 192, 27 }, { "AES-CCM-256 with 16 octet ICV [RFC5282]", 16, 256, 35 },
        { "AES-CCM-128 with 8 octet ICV [RFC5282]", 14, 128, 19 }, { "AES-CCM-192 with 8 octet ICV [RFC5282]", 14, 192, 27 },
        { "AES-CCM-256 with 8 octet ICV [RFC5282]", 14, 256, 35 }, { "AES-CCM-128 with 12 octet ICV [RFC5282]", 15, 128, 19 },
        { "AES-CCM-192 with 12 octet ICV [RFC5282]", 15, 192, 27 }, { "AES-CCM-256 with 12 octet ICV [RFC5282]", 15, 256, 35 },
    };

    /// <summary>As above: the algorithm, the size of its key, and that of an ICV that is not checked.</summary>
    public static TheoryData<string, int, int, int> IntegrityNames { get; } = new()
    {
        { "HMAC_MD5_96 [RFC2403]", 1, 16, 0 }, { "HMAC_SHA1_96 [RFC2404]", 2, 20, 0 }, { "HMAC_MD5_128 [RFC4595]", 6, 16, 0 },
        { "HMAC_SHA1_160 [RFC4595]", 7, 20, 0 }, { "HMAC_SHA2_256_96 [draft-ietf-ipsec-ciph-sha-256-00]", 1026, 32, 0 },
        { "HMAC_SHA2_256_128 [RFC4868]", 12, 32, 0 }, { "HMAC_SHA2_384_192 [RFC4868]", 13, 48, 0 }, { "HMAC_SHA2_512_256 [RFC4868]", 14, 64, 0 },
        { "NONE [RFC4306]", 0, 0, 0 }, { "ANY 64-bits of Authentication [No Checking]", 0, 0, 8 }, { "ANY 96-bits of Authentication [No Checking]", 0, 0, 12 },
        { "ANY 128-bits of Authentication [No Checking]", 0, 0, 16 }, { "ANY 160-bits of Authentication [No Checking]", 0, 0, 20 },
        { "ANY 192-bits of Authentication [No Checking]", 0, 0, 24 }, { "ANY 256-bits of Authentication [No Checking]", 0, 0, 32 },
    };

    [Theory]
    [MemberData(nameof(EncryptionNames))]
    [InlineData("3DES_CBC", 3, 0, 24)] // charon's log
    [InlineData("DES_CBC", 2, 0, 8)]
    [InlineData("AES_CBC_256", 12, 256, 32)]
    [InlineData("AES_CBC-128", 12, 128, 16)]
    [InlineData("AES_CTR_256", 13, 256, 36)]
    [InlineData("AES_GCM_16_256", 20, 256, 36)]
    [InlineData("AES_GCM_8-128", 18, 128, 20)]
    [InlineData("AES_CCM_12-192", 15, 192, 27)]
    [InlineData("CHACHA20_POLY1305", 28, 0, 36)]
    [InlineData("CAMELLIA_CBC-256", 23, 256, 32)]
    [InlineData("BLOWFISH_CBC-128", 7, 128, 16)]
    [InlineData("CAST_CBC-128", 6, 128, 16)]
    [InlineData("ENCR_AES_GCM_16", 20, 256, 36)] // the length from the key
    [InlineData("AES-CBC [RFC3602]", 12, 192, 24)]
    [InlineData("BLOWFISH-CBC [RFC2451]", 7, 448, 56)]
    [InlineData("aes256", 12, 256, 32)] // words of proposals
    [InlineData("aes128gcm16", 20, 128, 20)]
    [InlineData("camellia192ccm8", 25, 192, 27)]
    public void Ciphers_by_every_name(string name, int algorithm, int keyBits, int keySize)
    {
        string key = new('5', 2 * keySize);
        using DecryptionKeys keys = Parse($"0011223344556677,8899aabbccddeeff,{key},{key},\"{name}\",,,\"NONE [RFC4306]\"");
        IkeV2Keys row = Assert.Single(keys.Find(new Spi(0x0011223344556677), new Spi(0x8899aabbccddeeff)));
        Assert.Equal(algorithm, row.Encryption.Algorithm.Value);
        Assert.Equal(keyBits == 0 ? null : (ushort)keyBits, row.Encryption.KeyBits);
        Assert.Equal(keySize, row.EncryptionInitiator.Length);
    }

    [Theory]
    [MemberData(nameof(IntegrityNames))]
    [InlineData("HMAC-SHA-256-128 [RFC4868]", 12, 32, 0)]
    [InlineData("AES_XCBC_96", 5, 16, 0)]
    [InlineData("AES_CMAC_96", 8, 16, 0)]
    [InlineData("AUTH_HMAC_SHA1_96", 2, 20, 0)]
    [InlineData("ANY 96 bit authentication [no checking]", 0, 0, 12)]
    [InlineData("sha256", 12, 32, 0)]
    public void Integrity_by_every_name(string name, int algorithm, int keySize, int uncheckedSize)
    {
        string key = new('5', 2 * keySize);
        using DecryptionKeys keys = Parse($"0011223344556677,8899aabbccddeeff,{Key16},{Key16},\"AES-CBC-128 [RFC3602]\",{key},{key},\"{name}\"");
        IkeV2Keys row = Assert.Single(keys.Find(new Spi(0x0011223344556677), new Spi(0x8899aabbccddeeff)));
        Assert.Equal(new IntegrityChoice(new IntegrityAlgorithm((ushort)algorithm), keySize, uncheckedSize), row.Integrity);
    }

    /// <summary>tshark refuses to start with a row that its table cannot hold.</summary>
    [Fact]
    public void Wireshark_takes_the_same_names_with_the_same_sizes()
    {
        List<string> rows = [];
        foreach ((string name, _, _, int keySize) in EncryptionNames.Select(row => row.Data))
        {
            string key = new('5', 2 * keySize);
            rows.Add($"0011223344556677,8899aabbccddeeff,{key},{key},\"{name}\",,,\"NONE [RFC4306]\"");
        }

        foreach ((string name, _, int keySize, _) in IntegrityNames.Select(row => row.Data))
        {
            string key = new('5', 2 * keySize);
            rows.Add($"0011223344556677,8899aabbccddeeff,{Key16},{Key16},\"AES-CBC-128 [RFC3602]\",{key},{key},\"{name}\"");
        }

        string capture = Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recordings", "ikev2-rsa-frag.pcap");
        Assert.NotEmpty(Tshark.ReadIke(capture, "", string.Join('\n', rows)));
    }

    [Fact]
    public void Rows_of_all_tables_may_stand_in_one_text()
    {
        using DecryptionKeys keys = Parse(
            "\uFEFF# a comment, \"not\" read\r\n\r\n" +
            "  0011223344556677,0x" + Key16 + "\r\n" +
            "\"8877665544332211\" , \"" + Key16 + "\"\n" +
            "uat:ikev2_decryption_table:" + V2Row + "\n" +
            "\"IPv4\",\"192.0.2.1\",\"192.0.2.2\",\"0x417b2bb9\",\"TripleDES-CBC [RFC2451]\",\"0xd6524f59\",\"NULL\",\"\"\n" +
            "\"IPv6\",\"*\",\"*\",\"*\",\"AES-GCM [RFC4106]\",\"0x00\",\"NULL\",\"\",\"32-bit SN\",\"0x00000000\"\n" +
            "\t# the end");
        Assert.Equal((2, 1, 2), (keys.IkeV1Count, keys.IkeV2Count, keys.EspCount));
        Assert.Equal(Hex.Parse(Key16), Assert.Single(keys.Find(new Spi(0x8877665544332211))).Span.ToArray());
        Assert.Equal("DecryptionKeys(IKEv1 2, IKEv2 1, ESP 2)", keys.ToString());
    }

    [Fact]
    public void Text_in_quotes_is_unescaped()
    {
        using DecryptionKeys keys = Parse(V2Row.Replace("\"AES-CBC-256 [RFC3602]\"", "\"AES\\x2dCBC-256 [RFC\\x2F3602\\\\ \\x22 \\\"\"", StringComparison.Ordinal));
        Assert.Equal(1, keys.IkeV2Count);
    }

    [Fact]
    public void Every_fault_is_named_with_its_place()
    {
        string table = string.Join(
            '\n',
            "# comment",
            "00112233445566,zz",
            V2Row.Replace("AES-CBC-256", "AES-CBC-512", StringComparison.Ordinal),
            V2Row.Replace("AES-CBC-256", "AES-CBC-128", StringComparison.Ordinal).Replace("HMAC_SHA2_256", "HMAC_SHA3_256", StringComparison.Ordinal),
            "a,b,c",
            V2Row[..^1],
            "0011223344556677,",
            "0011223344556677,abc",
            V2Row.Replace("\"AES-CBC-256 [RFC3602]\"", Key32, StringComparison.Ordinal),
            "00\u00011,22",
            "0011223344556677,\"" + Key16 + "\" x",
            V2Row.Replace("\"AES-CBC-256 [RFC3602]\"", "\"AES-GCM-256 with 16 octet ICV [RFC5282]\"", StringComparison.Ordinal),
            V2Row);
        using var keys = new DecryptionKeys();
        Assert.False(keys.TryAdd(new StringReader(table), out ImmutableArray<KeyTableFault> faults));
        Assert.Equal(
            """
            line 2, column 1: the initiator's cookie must be 16 hexadecimal digits
            line 2, column 16: the encryption key is no hexadecimal number
            line 3, column 165: 'AES-CBC-512 [RFC3602]' is no encryption algorithm that is known here; a name that is: "AES-CBC-256 [RFC3602]"
            line 4, column 35: SK_ei has 32 octets, but ENCR_AES_CBC with 128 bits wants 16
            line 4, column 100: SK_er has 32 octets, but ENCR_AES_CBC with 128 bits wants 16
            line 4, column 319: 'HMAC_SHA3_256_128 [RFC4868]' is no integrity algorithm that is known here; a name that is: "HMAC_SHA2_256_128 [RFC4868]"
            line 5, column 1: a row has 2 fields (IKEv1) or 8 (IKEv2, ESP); this one has 3
            line 6, column 319: the quotation mark is not closed
            line 7, column 18: the encryption key is missing
            line 8, column 18: the encryption key has an odd number of hexadecimal digits
            line 9, column 165: what looks like a key is no encryption algorithm that is known here; a name that is: "AES-CBC-256 [RFC3602]"
            line 10, column 1: a quotation mark or control character stands within a field without quotes
            line 11, column 18: behind the closing quotation mark only a comma may stand
            line 12, column 35: SK_ei has 32 octets, but ENCR_AES_GCM_16 with 256 bits, the salt of 4 behind the key included, wants 36
            line 12, column 100: SK_er has 32 octets, but ENCR_AES_GCM_16 with 256 bits, the salt of 4 behind the key included, wants 36
            """,
            string.Join('\n', faults));
        Assert.Equal((0, 1), (keys.IkeV1Count, keys.IkeV2Count)); // the last row is right
    }

    [Fact]
    public void A_row_that_is_there_already_is_not_added_again()
    {
        using DecryptionKeys keys = Parse(V2Row + "\n" + V2Row + "\n0011223344556677," + Key16 + "\n0011223344556677," + Key16);
        Assert.Equal((1, 1), (keys.IkeV1Count, keys.IkeV2Count));
    }

    [Fact]
    public void Rows_for_one_SA_are_bounded()
    {
        using var keys = new DecryptionKeys();
        IEnumerable<string> rows = Enumerable.Range(0, DecryptionKeys.MaximumRowsPerSa + 1).Select(i => $"0011223344556677,{i:x2}{Key16[2..]}");
        Assert.False(keys.TryAdd(new StringReader(string.Join('\n', rows)), out ImmutableArray<KeyTableFault> faults));
        Assert.Equal("line 17, column 1: there are already 16 rows for this SA; this one was not added", Assert.Single(faults).ToString());
        Assert.Equal(16, keys.IkeV1Count);
    }

    [Fact]
    public void Rows_are_bounded()
    {
        using var keys = new DecryptionKeys();
        var rows = new Rows(i => $"{i:x16},{Key16}\n");
        Assert.False(keys.TryAdd(rows, out ImmutableArray<KeyTableFault> faults));
        Assert.StartsWith($"line {DecryptionKeys.MaximumRows + 1}, column 1: there are already 100000 rows", Assert.Single(faults).ToString(), StringComparison.Ordinal);
        Assert.Equal(DecryptionKeys.MaximumRows, keys.IkeV1Count);
        Assert.True(rows.Given < 10_000_000, "reading stopped");
    }

    [Theory]
    [InlineData("x")] // one line without end
    [InlineData("# comment\n")]
    [InlineData("0011223344556677,zz\n")]
    [InlineData("\n")]
    [InlineData("\0")]
    [InlineData("\"")]
    [InlineData("0011223344556677,000102030405060708090a0b0c0d0e0f\n")]
    public void A_text_without_end_is_left(string piece)
    {
        using var keys = new DecryptionKeys();
        var rows = new Rows(_ => piece);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(keys.TryAdd(rows, out ImmutableArray<KeyTableFault> faults));
        Assert.InRange(faults.Length, 1, 102);
        Assert.True(rows.Given <= 64 * 1024 * 1024 + 8192, $"{rows.Given} characters were read");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000_000, "memory");
    }

    [Fact]
    public void Every_beginning_and_every_altered_character_is_read_or_refused()
    {
        string table = V2Row + "\n\"IPv4\",\"a\",\"b\",\"0x1\",\"c\",\"0x\",\"d\",\"\"\n0011223344556677," + Key16 + "\n";
        for (int length = 0; length <= table.Length; length++)
        {
            Read(table[..length]);
        }

        var random = new SeededRandom(7);
        const string Interesting = "\",\\x\n\r\t #0fgZ[]\0\uFFFFé";
        for (int round = 0; round < 20_000; round++)
        {
            char[] text = table.ToCharArray();
            for (int changes = 1 + random.Next(4); changes > 0; changes--)
            {
                text[random.Next(text.Length)] = Interesting[random.Next(Interesting.Length)];
            }

            Read(new string(text));
        }
    }

    [Fact]
    public void No_text_holds_a_key()
    {
        const string Secret = "deadbeefcafebabe0123456789abcdeffedcba9876543210";
        string[] tables =
        [
            $"{Secret},{Secret}", $"0011223344556677,{Secret}x", $"{Secret},,,,,,,", $"a,b,c,d,{Secret},f,g,{Secret}", $"\"{Secret}", $"{Secret},{Secret},{Secret}",
            $"0011223344556677,0011223344556677,{Secret},{Secret},\"AES-CBC-256\",{Secret},{Secret},\"HMAC_MD5_96 {Secret}\"", $"\"{Secret}\"{Secret},a",
        ];
        foreach (string table in tables)
        {
            using var keys = new DecryptionKeys();
            Assert.False(keys.TryAdd(new StringReader(table), out ImmutableArray<KeyTableFault> faults));
            Assert.DoesNotContain("deadbeefcafebabe", string.Join('\n', faults) + keys, StringComparison.OrdinalIgnoreCase);
        }

        using DecryptionKeys right = Parse(V2Row);
        Assert.DoesNotContain(Key16, right.Find(new Spi(0x0011223344556677), new Spi(0x8899aabbccddeeff))[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Disposal_zeroes_the_keys_and_ends_adding()
    {
        DecryptionKeys keys = Parse(V2Row + "\n0011223344556677," + Key16);
        SecretBuffer v1 = keys.Find(new Spi(0x0011223344556677))[0];
        IkeV2Keys v2 = keys.Find(new Spi(0x0011223344556677), new Spi(0x8899aabbccddeeff))[0];
        keys.Dispose();
        keys.Dispose();
        Assert.True(v1.IsDisposed);
        Assert.True(v2.EncryptionInitiator.IsDisposed && v2.EncryptionResponder.IsDisposed && v2.IntegrityInitiator.IsDisposed && v2.IntegrityResponder.IsDisposed);
        Assert.Empty(keys.Find(new Spi(0x0011223344556677)));
        Assert.Throws<ObjectDisposedException>(() => keys.TryAdd(new StringReader(V2Row), out _));
    }

    public static TheoryData<string> Recordings => DaemonRecording.Names.Count > 0 ? [.. DaemonRecording.Names] : ["ikev2-psk"];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Tables_of_recordings_are_read(string name)
    {
        var recording = DaemonRecording.Require(name);
        using DecryptionKeys keys = Parse(recording.EspTable + recording.IkeV1Table + recording.IkeV2Table);
        static int Lines(string table) => table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count();
        Assert.Equal((Lines(recording.IkeV1Table), Lines(recording.IkeV2Table)), (keys.IkeV1Count, keys.IkeV2Count));
    }

    private static DecryptionKeys Parse(string table)
    {
        var keys = new DecryptionKeys();
        Assert.True(keys.TryAdd(new StringReader(table), out ImmutableArray<KeyTableFault> faults), string.Join('\n', faults));
        return keys;
    }

    private static void Read(string table)
    {
        using var keys = new DecryptionKeys();
        bool isRight = keys.TryAdd(new StringReader(table), out ImmutableArray<KeyTableFault> faults);
        Assert.Equal(isRight, faults.IsEmpty);
        Assert.All(faults, fault => Assert.True(fault.Line >= 1 && fault.Column >= 1 && fault.Message.Length > 0));
    }

    /// <summary>A text without end.</summary>
    private sealed class Rows(Func<int, string> row) : TextReader
    {
        private string _current = "";
        private int _at;
        private int _next;

        public long Given { get; private set; }

        public override int Read(char[] buffer, int index, int count)
        {
            for (int i = 0; i < count; i++)
            {
                if (_at == _current.Length)
                {
                    _current = row(_next++);
                    _at = 0;
                }

                buffer[index + i] = _current[_at++];
            }

            Given += count;
            return count;
        }
    }
}
