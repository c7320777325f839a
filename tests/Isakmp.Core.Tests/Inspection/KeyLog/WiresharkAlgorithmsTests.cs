using Isakmp.Inspection.KeyLog;
using Isakmp.Inspection.Keys;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.KeyLog;

/// <summary>Names are Wireshark's own: from its tables where they lie beside the repository, and from its manual's and other programs' rows.</summary>
public class WiresharkAlgorithmsTests
{
    [Theory]
    [InlineData(3, 0, "3DES [RFC2451]")]
    [InlineData(11, 0, "NULL [RFC2410]")]
    [InlineData(12, 128, "AES-CBC-128 [RFC3602]")]
    [InlineData(12, 256, "AES-CBC-256 [RFC3602]")]
    [InlineData(13, 192, "AES-CTR-192 [RFC5930]")]
    [InlineData(16, 128, "AES-CCM-128 with 16 octet ICV [RFC5282]")]
    [InlineData(18, 192, "AES-GCM-192 with 8 octet ICV [RFC5282]")]
    [InlineData(20, 256, "AES-GCM-256 with 16 octet ICV [RFC5282]")]
    public void Ciphers_of_IKE(int id, int bits, string name)
    {
        var algorithm = new EncryptionAlgorithm((ushort)id);
        Assert.True(WiresharkAlgorithms.TryGetIkeName(algorithm, bits, out string? written));
        Assert.Equal(name, written);
        Assert.True(AlgorithmNames.TryFindEncryption(name, 0, out EncryptionChoice read));
        Assert.Equal((algorithm, bits), (read.Algorithm, read.KeyBits ?? 0));
    }

    [Theory]
    [InlineData(0, "NONE [RFC4306]", false)]
    [InlineData(2, "HMAC_SHA1_96 [RFC2404]", true)]
    [InlineData(5, "ANY 96-bits of Authentication [No Checking]", false)] // AES-XCBC
    [InlineData(8, "ANY 96-bits of Authentication [No Checking]", false)] // AES-CMAC
    [InlineData(12, "HMAC_SHA2_256_128 [RFC4868]", true)]
    [InlineData(14, "HMAC_SHA2_512_256 [RFC4868]", true)]
    public void Integrity_of_IKE(int id, string name, bool takesKey)
    {
        Assert.True(WiresharkAlgorithms.TryGetIkeName(new IntegrityAlgorithm((ushort)id), out string? written, out bool takes));
        Assert.Equal((name, takesKey), (written, takes));
        Assert.True(AlgorithmNames.TryFindIntegrity(name, out IntegrityChoice read));
        Assert.Equal(takesKey ? id : 0, read.Algorithm.Value);
    }

    [Theory]
    [InlineData(3, "TripleDES-CBC [RFC2451]")]
    [InlineData(11, "NULL")]
    [InlineData(12, "AES-CBC [RFC3602]")]
    [InlineData(13, "AES-CTR [RFC3686]")]
    [InlineData(18, "AES-GCM with 8 octet ICV [RFC4106]")]
    [InlineData(20, "AES-GCM with 16 octet ICV [RFC4106]")]
    public void Ciphers_of_ESP(int id, string name)
    {
        Assert.True(WiresharkAlgorithms.TryGetEspName(new EncryptionAlgorithm((ushort)id), out string? written));
        Assert.Equal(name, written);
    }

    [Theory]
    [InlineData(0, "NULL", false)]
    [InlineData(2, "HMAC-SHA-1-96 [RFC2404]", true)]
    [InlineData(5, "ANY 96 bit authentication [no checking]", false)]
    [InlineData(6, "ANY 128 bit authentication [no checking]", false)]
    [InlineData(13, "HMAC-SHA-384-192 [RFC4868]", true)]
    public void Integrity_of_ESP(int id, string name, bool takesKey)
    {
        Assert.True(WiresharkAlgorithms.TryGetEspName(new IntegrityAlgorithm((ushort)id), out string? written, out bool takes));
        Assert.Equal((name, takesKey), (written, takes));
    }

    [Fact]
    public void What_Wireshark_cannot_do_has_no_name()
    {
        Assert.False(WiresharkAlgorithms.TryGetIkeName(EncryptionAlgorithm.ChaCha20Poly1305, 0, out _));
        Assert.False(WiresharkAlgorithms.TryGetIkeName(EncryptionAlgorithm.CamelliaCbc, 256, out _));
        Assert.False(WiresharkAlgorithms.TryGetIkeName(EncryptionAlgorithm.AesCbc, 0, out _));
        Assert.False(WiresharkAlgorithms.TryGetEspName(EncryptionAlgorithm.AesCcm16, out _));
        Assert.False(WiresharkAlgorithms.TryGetEspName(IntegrityAlgorithm.HmacSha1_160, out _, out _));
    }

    [Theory]
    [InlineData("wireshark_vs_ikev2_encr_algs.csv", "3DES [RFC2451]")]
    [InlineData("wireshark_vs_ikev2_auth_algs.csv", "HMAC_SHA1_96 [RFC2404]")]
    public void Every_name_of_Wireshark_is_written(string file, string leftOut)
    {
        string[] names = [.. File.ReadLines(SharedFolder.Require($"iana/{file}")).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',', 3)[2])];
        var ciphers =
            from algorithm in Enumerable.Range(0, 40)
            from bits in (int[])[0, 128, 192, 256]
            select WiresharkAlgorithms.TryGetIkeName(new EncryptionAlgorithm((ushort)algorithm), bits, out string? name) ? name : null;
        var integrities =
            from algorithm in (int[])[.. Enumerable.Range(0, 40), IntegrityAlgorithm.HmacSha2_256_96.Value]
            select WiresharkAlgorithms.TryGetIkeName(new IntegrityAlgorithm((ushort)algorithm), out string? name, out _) ? name : null;
        string[] written = [.. (file.Contains("encr", StringComparison.Ordinal) ? ciphers : integrities).OfType<string>().Distinct()];

        // The table was taken from source text without the names that are macros there; ICVs of other sizes belong to no algorithm that IKE has.
        Assert.Empty(written.Except(names).Except([leftOut]));
        Assert.All(names.Except(written), name => Assert.StartsWith("ANY", name, StringComparison.Ordinal));
    }
}
