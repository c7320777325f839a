using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies;

public class ProposalNotationTests
{
    /// <summary>Word, protocol, transform type, number in the IANA registry, key length.</summary>
    public static TheoryData<string, int, int, int, int> Words => new()
    {
        { "aes128", 3, 1, 12, 128 }, { "aes192", 3, 1, 12, 192 }, { "aes256", 3, 1, 12, 256 }, { "aes", 3, 1, 12, 128 },
        { "aes128ctr", 3, 1, 13, 128 }, { "aes192ctr", 3, 1, 13, 192 }, { "aes256ctr", 3, 1, 13, 256 },
        { "aes128ccm8", 3, 1, 14, 128 }, { "aes256ccm64", 3, 1, 14, 256 }, { "aes192ccm12", 3, 1, 15, 192 }, { "aes128ccm96", 3, 1, 15, 128 },
        { "aes256ccm16", 3, 1, 16, 256 }, { "aes128ccm128", 3, 1, 16, 128 },
        { "aes128gcm8", 3, 1, 18, 128 }, { "aes256gcm64", 3, 1, 18, 256 }, { "aes192gcm12", 3, 1, 19, 192 }, { "aes128gcm96", 3, 1, 19, 128 },
        { "aes256gcm16", 3, 1, 20, 256 }, { "aes128gcm128", 3, 1, 20, 128 }, { "aes192gcm", 3, 1, 20, 192 },
        { "aes128gmac", 3, 1, 21, 128 }, { "aes192gmac", 3, 1, 21, 192 }, { "aes256gmac", 3, 1, 21, 256 },
        { "aes128gmac", 2, 3, 9, 0 }, { "aes192gmac", 2, 3, 10, 0 }, { "aes256gmac", 2, 3, 11, 0 },
        { "camellia", 3, 1, 23, 128 }, { "camellia256", 3, 1, 23, 256 }, { "camellia192ctr", 3, 1, 24, 192 }, { "camellia128ccm8", 3, 1, 25, 128 },
        { "camellia256ccm12", 3, 1, 26, 256 }, { "camellia256ccm16", 3, 1, 27, 256 },
        { "chacha20poly1305", 3, 1, 28, 0 }, { "3des", 3, 1, 3, 0 }, { "des", 3, 1, 2, 0 }, { "blowfish256", 3, 1, 7, 256 }, { "cast128", 3, 1, 6, 128 },
        { "null", 3, 1, 11, 0 },
        { "md5", 3, 3, 1, 0 }, { "sha1", 3, 3, 2, 0 }, { "sha", 3, 3, 2, 0 }, { "aesxcbc", 3, 3, 5, 0 }, { "md5_128", 3, 3, 6, 0 }, { "sha1_160", 3, 3, 7, 0 },
        { "aescmac", 3, 3, 8, 0 }, { "sha256", 3, 3, 12, 0 }, { "sha2_256", 3, 3, 12, 0 }, { "sha384", 3, 3, 13, 0 }, { "sha2_512", 3, 3, 14, 0 },
        { "sha256_96", 3, 3, 1026, 0 },
        { "prfmd5", 1, 2, 1, 0 }, { "prfsha1", 1, 2, 2, 0 }, { "prfaesxcbc", 1, 2, 4, 0 }, { "prfsha256", 1, 2, 5, 0 }, { "prfsha384", 1, 2, 6, 0 },
        { "prfsha512", 1, 2, 7, 0 }, { "prfaescmac", 1, 2, 8, 0 },
        { "modp768", 3, 4, 1, 0 }, { "modp1024", 3, 4, 2, 0 }, { "modp1536", 3, 4, 5, 0 }, { "modp2048", 3, 4, 14, 0 }, { "modp3072", 3, 4, 15, 0 },
        { "modp4096", 3, 4, 16, 0 }, { "modp6144", 3, 4, 17, 0 }, { "modp8192", 3, 4, 18, 0 }, { "ecp256", 3, 4, 19, 0 }, { "ecp384", 3, 4, 20, 0 },
        { "ecp521", 3, 4, 21, 0 }, { "modp1024s160", 3, 4, 22, 0 }, { "modp2048s224", 3, 4, 23, 0 }, { "modp2048s256", 3, 4, 24, 0 },
        { "ecp192", 3, 4, 25, 0 }, { "ecp224", 3, 4, 26, 0 }, { "ecp224bp", 3, 4, 27, 0 }, { "ecp256bp", 3, 4, 28, 0 }, { "ecp384bp", 3, 4, 29, 0 },
        { "ecp512bp", 3, 4, 30, 0 }, { "curve25519", 3, 4, 31, 0 }, { "x25519", 3, 4, 31, 0 }, { "curve448", 3, 4, 32, 0 }, { "x448", 3, 4, 32, 0 },
        { "mlkem512", 3, 4, 35, 0 }, { "mlkem768", 3, 4, 36, 0 }, { "mlkem1024", 3, 4, 37, 0 }, { "none", 3, 4, 0, 0 },
        { "ke1_mlkem768", 3, 6, 36, 0 }, { "ke7_x448", 3, 12, 32, 0 }, { "ke2_none", 3, 7, 0, 0 },
        { "esn", 3, 5, 1, 0 }, { "noesn", 3, 5, 0, 0 }, { "AES256", 3, 1, 12, 256 },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void Knows_every_word_of_swanctl(string word, int protocol, int type, int id, int keyLength)
    {
        // What makes the proposal complete around the word stands after it, so that the word's transform comes first of its type.
        string rest = (protocol, type) switch
        {
            (1, _) => "-aes128-sha1-x25519",
            (2, _) => "-sha1",
            (_, 1) when word.Contains("cm") || word.Contains("gmac") || word.Contains("poly") || word.Contains("gcm") => string.Empty,
            (_, 1) => "-sha1",
            (_, 3) => "-aes128",
            _ => "-aes128-sha1-modp2048",
        };
        Proposal proposal = ProposalNotation.Parse(word + rest, new SecurityProtocol((byte)protocol));

        Assert.Equal(
            new Transform(new TransformType((byte)type), (ushort)id, keyLength == 0 ? null : (ushort)keyLength),
            proposal.First(new TransformType((byte)type)));
    }

    [Theory]
    [InlineData("aes256-sha256-modp2048", "aes256-sha256-modp2048")]
    [InlineData("modp2048-sha256-aes256", "aes256-sha256-modp2048")]
    [InlineData("aes256-sha256-prfsha256-modp2048", "aes256-sha256-modp2048")]
    [InlineData("aes256-sha256-prfsha512-modp2048", "aes256-sha256-prfsha512-modp2048")]
    [InlineData("aes128-aes256-sha1-sha2_256-curve25519-ecp256", "aes128-aes256-sha1-sha256-x25519-ecp256")]
    [InlineData("aes256gcm128-prfsha384-ecp384", "aes256gcm16-prfsha384-ecp384")]
    [InlineData("aes256gcm16-sha384-ecp384", "aes256gcm16-prfsha384-ecp384")]
    [InlineData(" aes256gcm16 - prfsha256 - x25519 ", "aes256gcm16-prfsha256-x25519")]
    [InlineData("aes256gcm16-prfsha256-x25519-ke1_mlkem768-ke2_none", "aes256gcm16-prfsha256-x25519-ke1_mlkem768-ke2_none")]
    [InlineData("aes128-aes128-sha1-modp1024", "aes128-sha1-modp1024")]
    public void Writes_IKE_proposals_canonically(string text, string canonical) => AssertCanonical(text, SecurityProtocol.Ike, canonical);

    [Theory]
    [InlineData("aes256gcm16", "aes256gcm16")]
    [InlineData("aes256gcm16-noesn", "aes256gcm16")]
    [InlineData("esn-aes256gcm16", "aes256gcm16-esn")]
    [InlineData("aes256gcm16-esn-noesn", "aes256gcm16-esn-noesn")]
    [InlineData("aes256gcm16-sha256-x25519", "aes256gcm16-x25519")]
    [InlineData("aes128-sha256-modp2048-none", "aes128-sha256-modp2048-none")]
    [InlineData("null-sha256", "null-sha256")]
    public void Writes_ESP_proposals_canonically(string text, string canonical) => AssertCanonical(text, SecurityProtocol.Esp, canonical);

    [Fact]
    public void Derives_the_PRF_from_each_integrity_word()
    {
        Proposal proposal = ProposalNotation.Parse("aes128-md5-sha1-aesxcbc-aescmac-sha256-sha384-sha512-x25519", SecurityProtocol.Ike);

        Assert.Equal([1, 2, 4, 8, 5, 6, 7], proposal.OfType(TransformType.PseudorandomFunction).Select(transform => (int)transform.Id));
    }

    [Theory]
    [InlineData("aes256-sha265-modp2048", 1, "Word 2 of 'aes256-sha265-modp2048', 'sha265' at column 8, is no algorithm; the nearest known word is 'sha256'.")]
    [InlineData("aes512-sha256-x25519", 1, "Word 1 of 'aes512-sha256-x25519', 'aes512' at column 1, is no algorithm; the nearest known word is 'aes128'.")]
    [InlineData("aes256-sha256-moodp2048", 1, "Word 3 of 'aes256-sha256-moodp2048', 'moodp2048' at column 15, is no algorithm; the nearest known word is 'modp2048'.")]
    [InlineData("aes256-sha256-rumpelstiltskin", 1, "Word 3 of 'aes256-sha256-rumpelstiltskin', 'rumpelstiltskin' at column 15, is no algorithm.")]
    [InlineData("aes256--modp2048", 1, "Word 2 of 'aes256--modp2048' at column 8 is empty: two hyphens stand together, or one at an end.")]
    [InlineData("", 1, "The proposal is empty: write words such as aes256gcm16-prfsha256-x25519, or default.")]
    [InlineData("default", 1, "'default' stands for several proposals: it is possible in a list of proposals, not where one is wanted.")]
    [InlineData("aes256-sha256", 1, "'aes256-sha256' names no key exchange: add one such as x25519, ecp256 or modp2048.")]
    [InlineData("aes256-modp2048", 1, "'aes256-modp2048' leaves its packets unprotected against change: add an integrity algorithm such as sha256, or use a cipher such as aes256gcm16.")]
    [InlineData("sha256-modp2048", 1, "'sha256-modp2048' names no cipher: add one such as aes256gcm16 or aes256.")]
    [InlineData("aes256gcm16-modp2048", 1, "'aes256gcm16-modp2048' names no pseudorandom function, and none follows from an integrity algorithm: add one such as prfsha256.")]
    [InlineData("aes256-sha256-modp2048-esn", 1, "Word 4 of 'aes256-sha256-modp2048-esn', 'esn' at column 24, belongs in ESP and AH proposals: an IKE SA has no sequence numbers.")]
    [InlineData("null-sha256-modp2048", 1, "Word 1 of 'null-sha256-modp2048', 'null' at column 1, does not encrypt, and an IKE SA must: write aes256gcm16 or aes256.")]
    [InlineData("aes128-sha256-none", 1, "Word 3 of 'aes128-sha256-none', 'none' at column 15, leaves the key exchange out, which an IKE SA cannot do: write x25519, ecp256 or modp2048.")]
    [InlineData("aes256gcm16-prfsha256", 3, "Word 2 of 'aes256gcm16-prfsha256', 'prfsha256' at column 13, is a pseudorandom function: it belongs in IKE proposals, not in those of ESP.")]
    [InlineData("aes256gcm16-ke1_mlkem768", 3, "'aes256gcm16-ke1_mlkem768' has additional key exchanges but no first one: add a key exchange without prefix, such as x25519.")]
    [InlineData("aes256", 2, "Word 1 of 'aes256', 'aes256' at column 1, encrypts, which AH does not: write an integrity algorithm such as sha256, or use ESP.")]
    [InlineData("modp2048", 2, "'modp2048' names no integrity algorithm: add one such as sha256.")]
    public void Says_what_is_wrong_and_how_to_mend_it(string text, int protocol, string message)
    {
        Assert.False(ProposalNotation.TryParse(text, new SecurityProtocol((byte)protocol), out Proposal? proposal, out string? error));
        Assert.Null(proposal);
        Assert.Equal(message, error);
        Assert.Equal(message, Assert.Throws<FormatException>(() => ProposalNotation.Parse(text, new SecurityProtocol((byte)protocol))).Message);
    }

    [Fact]
    public void A_mixture_of_cipher_kinds_is_refused_with_the_two_proposals_to_write()
    {
        Assert.False(ProposalNotation.TryParse("aes256gcm16-aes256-sha256-prfsha256-x25519", SecurityProtocol.Ike, out _, out string? error));
        Assert.Equal(
            "'aes256gcm16-aes256-sha256-prfsha256-x25519' mixes ciphers that protect integrity by themselves (aes256gcm16) with others (aes256): "
            + "write two proposals, aes256gcm16-prfsha256-x25519 and aes256-sha256-prfsha256-x25519.",
            error);
        Assert.True(ProposalNotation.TryParseList("aes256gcm16-prfsha256-x25519, aes256-sha256-prfsha256-x25519", SecurityProtocol.Ike, out _, out _));
    }

    [Fact]
    public void A_list_is_numbered_and_default_stands_for_the_defaults()
    {
        ImmutableArray<Proposal> list = ProposalNotation.ParseList("aes128-sha1-modp1024, default", SecurityProtocol.Ike);

        Assert.Equal([1, 2, 3], list.Select(proposal => (int)proposal.Number));
        Assert.Equal("aes128-sha1-modp1024", ProposalNotation.Format(list[0]));
        Assert.Equal(DefaultProposals.Ike.Select(proposal => proposal.Transforms.Length), list.Skip(1).Select(proposal => proposal.Transforms.Length));
    }

    [Fact]
    public void A_proposal_that_no_word_describes_is_written_with_the_names_of_the_registry()
    {
        var proposal = new Proposal(1, SecurityProtocol.Ike, [],
            [new(TransformType.Encryption, 4), new(TransformType.Encryption, 1234, 77), new(new TransformType(200), 3)]);

        Assert.Equal("RC5-unknown (1234)-77-transform type 200 number 3", ProposalNotation.Format(proposal));
    }

    /// <summary>RFC 8247 and RFC 8221: what MUST be implemented is offered, what MUST NOT is not.</summary>
    [Fact]
    public void The_defaults_follow_the_RFCs()
    {
        ImmutableArray<Transform> ike = [.. DefaultProposals.Ike.SelectMany(proposal => proposal.Transforms)];
        Assert.Contains(Transform.Encryption(EncryptionAlgorithm.AesCbc, 256), ike);
        Assert.Contains(Transform.Encryption(EncryptionAlgorithm.AesGcm16, 256), ike);
        Assert.Contains(Transform.Encryption(EncryptionAlgorithm.ChaCha20Poly1305), ike);
        Assert.Contains(Transform.Prf(PseudorandomFunction.HmacSha2_256), ike);
        Assert.Contains(Transform.Integrity(IntegrityAlgorithm.HmacSha2_256_128), ike);
        Assert.Contains(Transform.KeyExchange(KeyExchangeMethod.Modp2048), ike);
        Assert.Contains(Transform.KeyExchange(KeyExchangeMethod.Ecp256), ike);
        foreach (Transform transform in ike.Concat(DefaultProposals.Esp.Concat(DefaultProposals.Ah).SelectMany(proposal => proposal.Transforms)))
        {
            Assert.DoesNotContain(transform.Type.Value == 1 ? transform.Id : -1, new[] { 2, 3, 11 });
            Assert.DoesNotContain(transform.Type.Value is 2 or 3 ? transform.Id : -1, transform.Type.Value == 2 ? new[] { 1, 2 } : [1, 2, 3, 4]);
            Assert.DoesNotContain(transform.Type.Value == 4 ? transform.Id : -1, new[] { 1, 2, 5, 22, 23, 24 });
        }
    }

    private static void AssertCanonical(string text, SecurityProtocol protocol, string canonical)
    {
        Proposal proposal = ProposalNotation.Parse(text, protocol);
        Assert.Equal(canonical, ProposalNotation.Format(proposal));
        Assert.Equal(proposal, ProposalNotation.Parse(canonical, protocol));
    }
}
