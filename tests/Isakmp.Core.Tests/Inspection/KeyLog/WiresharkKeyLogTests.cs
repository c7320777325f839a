using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.KeyLog;
using Isakmp.Inspection.Keys;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.KeyLog;

/// <summary>Rows as strongSwan wrote them of recorded sessions, which Wireshark has decrypted with them.</summary>
public class WiresharkKeyLogTests
{
    private static readonly PacketInfo s_path = new(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("192.0.2.2:500"));

    public static TheoryData<string, int, int, int> IkeRows => new()
    {
        {
            "5bcc9c6d5ab8cf20,25d960bd11b2f91a,bdbe5c9b072a7dd945a3f477784fcce23d531a2d57840141306a1598c14362fc,"
            + "3effc1309c2df85f0c14853fe36bb36e5cee9dc570b699cfd59866ac6f4a7d76,\"AES-CBC-256 [RFC3602]\","
            + "ef4cf9c2a8f1de013af8a1e0b57df987855a24d3179a62f549c4185fe0ade2f1,8561a3aebb6e56c3a46bd1aacd40cd4600c84510bc0604f57fe10b7a4198e92b,"
            + "\"HMAC_SHA2_256_128 [RFC4868]\"",
            12, 256, 12
        },
        {
            "9955fe21bbb3f7b3,bde9f6282213b522,f6aa94f3af2486737057839cd4c6ed59f2b8594c,72e3fee4e1291373efaec3b5f78e2c3c9f63a148,"
            + "\"AES-GCM-128 with 16 octet ICV [RFC5282]\",,,\"NONE [RFC4306]\"",
            20, 128, 0
        },
    };

    [Theory]
    [MemberData(nameof(IkeRows))]
    public void A_row_of_IKEv2(string row, int cipher, int bits, int integrity)
    {
        string[] cells = row.Split(',');
        using var table = new StringWriter();
        var log = new WiresharkKeyLog { IkeV2Table = table };
        log.OnIkeSa(Secrets(2, cells[0], cells[1], cells[2], cells[3], cells[5], cells[6]) with
        {
            Encryption = new((ushort)cipher), EncryptionKeyLength = (ushort)bits, Integrity = new((ushort)integrity),
        });
        Assert.Equal(row + "\n", table.ToString());
    }

    [Fact]
    public void A_row_of_IKEv1()
    {
        using var table = new StringWriter();
        var log = new WiresharkKeyLog { IkeV1Table = table };
        log.OnIkeSa(Secrets(1, "da5b2324927c51f9", "0000000000000001", "80708de44748d93b456107a2736451c5e9c1b88e8bec2dbd71239a5c8e0e32c0", "", "", ""));
        Assert.Equal("da5b2324927c51f9,80708de44748d93b456107a2736451c5e9c1b88e8bec2dbd71239a5c8e0e32c0\n", table.ToString());
    }

    [Fact]
    public void Rows_of_ESP()
    {
        const string Rows = """
            "IPv4","192.0.2.2","192.0.2.1","0xa19c7eb1","AES-CBC [RFC3602]","0xda5d4a9b6df2dab2b682f7182f4770b20e6f5d0187340a35d459048eeeee7d0e","HMAC-SHA-1-96 [RFC2404]","0x9eca85b0e801f2ad03fb0d77edf3bbd55a5c020d"
            "IPv4","192.0.2.1","192.0.2.2","0xc3a3ab49","AES-CBC [RFC3602]","0x8365a468b2e2ad097ae01f6a419b878dbed58454afd2122d34835ccdae8b7b11","HMAC-SHA-1-96 [RFC2404]","0xa228a1a599c71fc9ca6a62d5611debb0d611c1a4"

            """;
        ChildSaInfo info = Info("aes256-sha1", s_path, 0xa19c7eb1, 0xc3a3ab49);
        Assert.Equal(Rows.ReplaceLineEndings("\n"), Write(
            info,
            "da5d4a9b6df2dab2b682f7182f4770b20e6f5d0187340a35d459048eeeee7d0e", "9eca85b0e801f2ad03fb0d77edf3bbd55a5c020d",
            "8365a468b2e2ad097ae01f6a419b878dbed58454afd2122d34835ccdae8b7b11", "a228a1a599c71fc9ca6a62d5611debb0d611c1a4"));
    }

    [Fact]
    public void An_AEAD_has_its_salt_behind_the_key_and_no_integrity()
    {
        const string Inbound = "9930d82ebae3d0267e35b3f719c45dafe9975db2ace0eaf746511c7ead4ba71f0e5515cc";
        const string Outbound = "9789c4542286200f6f012b5be37966d06e0008501a8d99771acd7244fc27a16562c6c6a3";
        var path = new PacketInfo(NetEndPoint.Parse("[2001:db8::1]:4500"), NetEndPoint.Parse("[2001:db8::2]:4500"));
        Assert.Equal(
            $"\"IPv6\",\"2001:db8::2\",\"2001:db8::1\",\"0x000003e8\",\"AES-GCM with 16 octet ICV [RFC4106]\",\"0x{Inbound}\",\"NULL\",\"\"\n"
            + $"\"IPv6\",\"2001:db8::1\",\"2001:db8::2\",\"0x706342a6\",\"AES-GCM with 16 octet ICV [RFC4106]\",\"0x{Outbound}\",\"NULL\",\"\"\n",
            Write(Info("aes256gcm16", path, 1000, 0x706342a6), Inbound, "", Outbound, ""));
    }

    [Fact]
    public void Extended_sequence_numbers_are_told_in_the_columns_of_newer_versions()
    {
        string[] rows = Write(Info("aes128-sha256-esn", s_path, 1, 2), "aa", "bb", "cc", "dd").Split('\n');
        Assert.EndsWith("\"HMAC-SHA-256-128 [RFC4868]\",\"0xbb\",\"64-bit\",\"0\"", rows[0], StringComparison.Ordinal);
        Assert.EndsWith("\"HMAC-SHA-256-128 [RFC4868]\",\"0xdd\",\"64-bit\",\"0\"", rows[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aes128ccm16")]
    [InlineData("camellia128-sha256")]
    [InlineData("aes128-sha1_160")]
    public void What_Wireshark_cannot_decrypt_becomes_a_comment_without_keys(string proposal)
    {
        string text = Write(Info(proposal, s_path, 1, 2), "aa55", "bb55", "cc55", "dd55");
        Assert.StartsWith("# ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("55", text, StringComparison.Ordinal);
        Assert.Equal(1, text.Count(letter => letter == '\n'));
    }

    [Fact]
    public void Ah_becomes_a_comment()
    {
        ChildSaInfo info = Info("aes128-sha256", s_path, 1, 2);
        info = info with { Protocol = SecurityProtocol.Ah };
        Assert.StartsWith("# ", Write(info, "", "bb", "", "dd"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_IKE_SA_that_Wireshark_cannot_decrypt_becomes_a_comment()
    {
        using var table = new StringWriter();
        new WiresharkKeyLog { IkeV2Table = table }.OnIkeSa(Secrets(2, "0000000000000001", "0000000000000002", "aa55", "bb55", "", "") with
        {
            Encryption = EncryptionAlgorithm.ChaCha20Poly1305,
        });
        Assert.Equal("# 0000000000000001,0000000000000002: Wireshark cannot decrypt ENCR_CHACHA20_POLY1305\n", table.ToString());
    }

    [Fact]
    public void A_cipher_that_only_our_decoder_knows_gets_a_row_on_demand()
    {
        string key = string.Concat(Enumerable.Repeat("a5", 36));
        using var table = new StringWriter();
        new WiresharkKeyLog { IkeV2Table = table, WritesForeignCiphers = true }.OnIkeSa(Secrets(2, "0000000000000001", "0000000000000002", key, key, "", "") with
        {
            Encryption = EncryptionAlgorithm.ChaCha20Poly1305, EncryptionKeyLength = null,
        });
        Assert.Equal($"0000000000000001,0000000000000002,{key},{key},\"ENCR_CHACHA20_POLY1305\",,,\"NONE [RFC4306]\"\n", table.ToString());
        using var keys = new DecryptionKeys();
        Assert.True(keys.TryAdd(new StringReader(table.ToString()), out _));
        Assert.Equal(1, keys.IkeV2Count);
    }

    [Fact]
    public void Tables_that_nobody_wants_are_left_out()
    {
        var log = new WiresharkKeyLog();
        log.OnIkeSa(Secrets(2, "0000000000000001", "0000000000000002", "aa", "bb", "", ""));
        log.OnIkeSa(Secrets(1, "0000000000000001", "0000000000000002", "aa", "", "", ""));
        log.OnChildSa(Secrets(Info("aes128gcm16", s_path, 1, 2), "aa", "", "bb", ""));
    }

    [Fact]
    public void Secrets_print_no_key()
    {
        Assert.Equal(
            "IkeSaSecrets(0000000000000001, 0000000000000002)", Secrets(2, "0000000000000001", "0000000000000002", "aa", "bb", "", "").ToString());
        Assert.Equal("ChildSaSecrets(in 00000001, out 00000002)", Secrets(Info("aes128gcm16", s_path, 1, 2), "aa", "", "bb", "").ToString());
    }

    private static string Write(ChildSaInfo info, string inbound, string inboundIntegrity, string outbound, string outboundIntegrity)
    {
        using var table = new StringWriter();
        new WiresharkKeyLog { EspTable = table }.OnChildSa(Secrets(info, inbound, inboundIntegrity, outbound, outboundIntegrity));
        return table.ToString();
    }

    private static ChildSaSecrets Secrets(ChildSaInfo info, string inbound, string inboundIntegrity, string outbound, string outboundIntegrity) => new()
    {
        Time = default,
        Connection = default,
        IkeSa = default,
        Info = info,
        InboundEncryption = Hex.Parse(inbound),
        InboundIntegrity = Hex.Parse(inboundIntegrity),
        OutboundEncryption = Hex.Parse(outbound),
        OutboundIntegrity = Hex.Parse(outboundIntegrity),
    };

    private static ChildSaInfo Info(string proposal, PacketInfo path, uint inbound, uint outbound)
    {
        Proposal parsed = ProposalNotation.Parse(proposal, SecurityProtocol.Esp);
        return new ChildSaInfo
        {
            Id = default,
            Name = "net",
            Protocol = SecurityProtocol.Esp,
            Mode = ChildMode.Tunnel,
            InboundSpi = new(inbound),
            OutboundSpi = new(outbound),
            LocalSelectors = [],
            RemoteSelectors = [],
            Proposal = parsed,
            ExtendedSequenceNumbers = parsed.UsesExtendedSequenceNumbers,
            IsUdpEncapsulated = path.Local.Port == 4500,
            Path = path,
        };
    }

    private static IkeSaSecrets Secrets(int version, string initiator, string responder, string ei, string er, string ai, string ar) => new()
    {
        MajorVersion = version,
        Time = default,
        Connection = default,
        IkeSa = default,
        Role = IkeRole.Initiator,
        Path = s_path,
        InitiatorSpi = Spi.Read(Hex.Parse(initiator)),
        ResponderSpi = Spi.Read(Hex.Parse(responder)),
        Encryption = EncryptionAlgorithm.AesCbc,
        EncryptionKeyLength = 256,
        Integrity = IntegrityAlgorithm.None,
        Prf = PseudorandomFunction.HmacSha2_256,
        InitiatorEncryption = Hex.Parse(ei),
        ResponderEncryption = Hex.Parse(er),
        InitiatorIntegrity = Hex.Parse(ai),
        ResponderIntegrity = Hex.Parse(ar),
        InitiatorAuthentication = default,
        ResponderAuthentication = default,
        Derivation = default,
    };
}
