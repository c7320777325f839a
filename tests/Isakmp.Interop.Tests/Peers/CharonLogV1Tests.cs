using System.Globalization;
using System.Text;
using Isakmp.Testing;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>What is read of the log of a charon that speaks IKEv1.</summary>
public class CharonLogV1Tests
{
    // Main mode with 3DES and MD5, then a Quick Mode with AH, in the form of charon 5.9.8; the numbers are made up, and lines that hold no keys are left out.
    private const string Sample = """
        15[IKE] <net|1> SKEYID => 16 bytes @ 0x7f6cd400a7c0
        15[IKE] <net|1>    0: 28 05 63 2B 84 13 AE 4C B2 F4 F1 2A 7B 64 3A 40  (.c+...L...*{d:@
        15[IKE] <net|1> SKEYID_d => 16 bytes @ 0x7f6cd400b1d0
        15[IKE] <net|1>    0: 8C 0D 6F 61 5A 85 BC 30 94 3E C1 72 10 51 B4 B2  ..oaZ..0.>.r.Q..
        15[IKE] <net|1> SKEYID_a => 16 bytes @ 0x7f6cd4009f20
        15[IKE] <net|1>    0: 71 CA 22 5E 95 64 4D 5B AF 07 33 3C 1D 15 F9 6E  q."^.dM[..3<...n
        15[IKE] <net|1> SKEYID_e => 16 bytes @ 0x7f6cd4009d80
        15[IKE] <net|1>    0: 3D 1F 51 E0 F1 8A 03 21 9B 44 6F B7 AA C5 3E 10  =.Q....!.Do...>.
        15[IKE] <net|1> encryption key Ka => 24 bytes @ 0x7f6cd400a350
        15[IKE] <net|1>    0: 5A 0B 9D 1C 11 20 42 77 3F 10 E5 91 83 2C 40 66  Z.... Bw?....,@f
        15[IKE] <net|1>   16: 90 11 AE C3 57 0E 2D F8                          ....W.-.
        15[IKE] <net|1> initial IV => 8 bytes @ 0x7f6cd400a6a0
        15[IKE] <net|1>    0: 0A 1B 2C 3D 4E 5F 60 71                          ..,=N_`q
        08[CHD] <net|1> integrity initiator key => 20 bytes @ 0x7f6cc8004ac0
        08[CHD] <net|1>    0: FE 30 52 56 A1 2F D3 48 1E 24 EB 1E 29 0F AC 02  .0RV./.H.$..)...
        08[CHD] <net|1>   16: E7 FD B8 73                                      ...s
        08[CHD] <net|1> integrity responder key => 20 bytes @ 0x7f6cc8004e40
        08[CHD] <net|1>    0: 1B 80 88 BE 73 DF 88 86 2C 0B 70 C5 DC C5 FB C4  ....s...,.p.....
        08[CHD] <net|1>   16: 8E AC 27 64                                      ..'d
        08[CHD] <net|1> adding inbound AH SA
        08[CHD] <net|1>   SPI 0xc266f4b8, src 192.0.2.2 dst 192.0.2.1
        08[CHD] <net|1> adding outbound AH SA
        08[CHD] <net|1>   SPI 0xc43af097, src 192.0.2.1 dst 192.0.2.2

        """;

    private static readonly IkeV1Keys s_keys = new(
        "2805632b8413ae4cb2f4f12a7b643a40", "8c0d6f615a85bc30943ec1721051b4b2", "71ca225e95644d5baf07333c1d15f96e",
        "3d1f51e0f18a03219b446fb7aac53e10", "5a0b9d1c112042773f10e591832c40669011aec3570e2df8");

    private static readonly ChildKeys s_child = new("", "", "fe305256a12fd3481e24eb1e290fac02e7fdb873", "1b8088be73df88862c0b70c5dcc5fbc48eac2764", "c266f4b8", "c43af097");

    [Fact]
    public void Every_key_is_read()
    {
        CharonLog log = CharonLog.Read(Sample);
        Assert.Equal(s_keys, log.IkeV1Keys());
        Assert.Equal(s_keys, log.IkeV1Keys(1));
        Assert.Equal(s_child, log.ChildKeys());
    }

    [Theory]
    [InlineData("SKEYID =>")]
    [InlineData("SKEYID_d")]
    [InlineData("SKEYID_a")]
    [InlineData("SKEYID_e")]
    [InlineData("encryption key Ka")]
    public void An_absent_line_of_phase_1_is_no_agreement(string label) =>
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(Without(label)).IkeV1Keys());

    [Theory]
    [InlineData("integrity initiator key")]
    [InlineData("integrity responder key")]
    [InlineData("adding inbound AH SA")]
    [InlineData("adding outbound AH SA")]
    [InlineData("SPI 0xc266f4b8")]
    public void An_absent_line_of_a_Child_SA_with_AH_is_no_agreement(string label) =>
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(Without(label)).ChildKeys());

    [Fact]
    public void ESP_without_encryption_keys_is_not_taken_for_AH() =>
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(Sample.Replace(" AH SA", " ESP SA", StringComparison.Ordinal)).ChildKeys());

    [Fact]
    public void Keys_of_a_rekeyed_child_are_apart_from_the_old_ones()
    {
        int child = Sample.IndexOf("08[CHD]", StringComparison.Ordinal);
        string second = Sample[child..].Replace("0xc266f4b8", "0x00000002", StringComparison.Ordinal).Replace("FE 30", "00 00", StringComparison.Ordinal);
        CharonLog log = CharonLog.Read(Sample + second);
        Assert.Equal(["c266f4b8", "00000002"], log.AllChildKeys().Select(keys => keys.SpiIn));
        Assert.Equal(s_child, log.ChildKeys("c266f4b8"));
        Assert.StartsWith("0000", log.ChildKeys("00000002").IntegrityInitiator, StringComparison.Ordinal);
        // A second key under the same label would belong to another Child SA.
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(Sample[..Sample.IndexOf("08[CHD] <net|1> adding", StringComparison.Ordinal)] + second));
    }

    [Theory]
    [InlineData("ikev1-main-psk")]
    [InlineData("ikev1-main-psk-3des-md5-modp1024-pfs")]
    [InlineData("ikev1-main-psk-reauth")]
    [InlineData("nonat-ikev1-main-psk")]
    public void Keys_of_recordings_are_those_that_charon_gave_to_Wireshark(string name)
    {
        string text = File.ReadAllText(Path.Combine(SharedFolder.Require("recordings"), name + ".txt"));
        CharonLog log = CharonLog.Read(AsLog(text));
        string[] rows = [.. text.Split('\n').SkipWhile(line => line != "-- ikev1_decryption_table").Skip(1).TakeWhile(line => line.Length > 0)];
        Assert.NotEmpty(rows);
        Assert.All(rows, (row, i) => Assert.Equal(row.Split(',')[1], log.IkeV1Keys(i + 1).EncryptionKey));
        Assert.Throws<InvalidDataException>(() => log.IkeV1Keys(rows.Length + 1));
    }

    /// <summary>Puts the lines <c>label = hex</c>, to which the recordings shorten charon's log, into the form that they had; each SKEYID begins another phase 1.</summary>
    private static string AsLog(string text)
    {
        StringBuilder log = new();
        int id = 0;
        foreach (string line in text.Split('\n').SkipWhile(line => !line.StartsWith("== key material", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith("==", StringComparison.Ordinal)))
        {
            string[] parts = line.Split(" = ");
            if (parts.Length != 2)
            {
                continue;
            }

            id += parts[0] == "SKEYID" ? 1 : 0;
            byte[] octets = Convert.FromHexString(parts[1]);
            log.Append(CultureInfo.InvariantCulture, $"05[IKE] <net|{id}> {parts[0]} => {octets.Length} bytes @ 0x7f00\n");
            for (int at = 0; at < octets.Length; at += 16)
            {
                byte[] row = octets[at..Math.Min(at + 16, octets.Length)];
                string hex = string.Concat(row.Select(octet => octet.ToString("X2", CultureInfo.InvariantCulture) + " "));
                log.Append(CultureInfo.InvariantCulture, $"05[IKE] <net|{id}> {at,4}: {hex,-48} ................\n");
            }
        }

        return log.ToString();
    }

    /// <summary>The sample without a line, and without the octets below it.</summary>
    private static string Without(string label)
    {
        List<string> lines = [.. Sample.Split('\n')];
        int at = lines.FindIndex(line => line.Contains(label, StringComparison.Ordinal));
        Assert.NotEqual(-1, at);
        do
        {
            lines.RemoveAt(at);
        }
        while (lines[at].Contains(": ", StringComparison.Ordinal));
        return string.Join('\n', lines);
    }
}
