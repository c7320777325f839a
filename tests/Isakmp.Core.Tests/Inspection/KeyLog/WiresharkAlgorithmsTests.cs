using Isakmp.Inspection.KeyLog;
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
        Assert.True(WiresharkAlgorithms.TryParseIkeEncryption(name.ToUpperInvariant(), out EncryptionAlgorithm read, out int readBits));
        Assert.Equal((algorithm, bits), (read, readBits));
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
        Assert.True(WiresharkAlgorithms.TryParseIkeIntegrity(name, out IntegrityAlgorithm? read, out int icv));
        Assert.True(AlgorithmFacts.TryGetIntegrity(new IntegrityAlgorithm((ushort)id), out IntegrityFacts facts));
        Assert.Equal(facts.IcvSize, icv);
        Assert.Equal(takesKey || id == 0 ? (ushort)id : null, read?.Value);
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
        Assert.True(WiresharkAlgorithms.TryParseEspEncryption(name, out EncryptionAlgorithm read));
        Assert.Equal(id, read.Value);
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
        Assert.True(WiresharkAlgorithms.TryParseEspIntegrity(name, out _, out int icv));
        Assert.True(AlgorithmFacts.TryGetIntegrity(new IntegrityAlgorithm((ushort)id), out IntegrityFacts facts));
        Assert.Equal(facts.IcvSize, icv);
    }

    [Theory]
    [InlineData("AES-GCM [RFC4106]", 20)] // what older writers put down
    [InlineData("TripleDes-CBC [RFC2451]", 3)] // strongSwan's writing
    public void Older_names_of_ESP_are_read(string name, int id)
    {
        Assert.True(WiresharkAlgorithms.TryParseEspEncryption(name, out EncryptionAlgorithm read));
        Assert.Equal(id, read.Value);
    }

    [Fact]
    public void What_Wireshark_cannot_do_has_no_name()
    {
        Assert.False(WiresharkAlgorithms.TryGetIkeName(EncryptionAlgorithm.ChaCha20Poly1305, 0, out _));
        Assert.False(WiresharkAlgorithms.TryGetIkeName(EncryptionAlgorithm.CamelliaCbc, 256, out _));
        Assert.False(WiresharkAlgorithms.TryGetIkeName(EncryptionAlgorithm.AesCbc, 0, out _));
        Assert.False(WiresharkAlgorithms.TryGetEspName(EncryptionAlgorithm.AesCcm16, out _));
        Assert.False(WiresharkAlgorithms.TryGetEspName(IntegrityAlgorithm.HmacSha1_160, out _, out _));
        Assert.False(WiresharkAlgorithms.TryParseIkeEncryption(null, out _, out _));
        Assert.False(WiresharkAlgorithms.TryParseIkeEncryption("AES-CBC-256", out _, out _));
        Assert.False(WiresharkAlgorithms.TryParseIkeIntegrity("", out _, out _));
    }

    [Theory]
    [InlineData("wireshark_vs_ikev2_encr_algs.csv")]
    [InlineData("wireshark_vs_ikev2_auth_algs.csv")]
    public void Every_name_of_Wireshark_is_read(string file)
    {
        string[] names = [.. File.ReadLines(SharedFolder.Require($"iana/{file}")).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',', 3)[2])];
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(
            WiresharkAlgorithms.TryParseIkeEncryption(name, out _, out _) || WiresharkAlgorithms.TryParseIkeIntegrity(name, out _, out _), name));
    }
}
