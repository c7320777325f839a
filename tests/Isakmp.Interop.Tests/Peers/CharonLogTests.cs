namespace Isakmp.Interop.Tests.Peers;

public class CharonLogTests
{
    // One handshake as a charon 5.9.8 wrote it, without the lines that hold no keys.
    private const string Sample = """
        12[IKE] <net|1> SKEYSEED => 20 bytes @ 0x7fd1f000cfd0
        12[IKE] <net|1>    0: E5 A2 E5 B6 FA E4 11 6D 29 11 A8 48 57 A0 5E 58  .......m)..HW.^X
        12[IKE] <net|1>   16: 2B E5 F1 C6                                      +...
        12[IKE] <net|1> Sk_d secret => 16 bytes @ 0x7fd1f000cfd0
        12[IKE] <net|1>    0: E6 24 9A E1 69 89 01 0F 7B 2B 38 F4 2B 4A 05 FB  .$..i...{+8.+J..
        12[IKE] <net|1> Sk_ai secret => 16 bytes @ 0x7fd204038a40
        12[IKE] <net|1>    0: 0F 1E 7E EF DC 7E 5E 87 32 A2 B4 51 D4 A1 F5 9F  ..~..~^.2..Q....
        12[IKE] <net|1> Sk_ar secret => 16 bytes @ 0x7fd204038a60
        12[IKE] <net|1>    0: E2 A1 F9 5E 95 E0 BC 93 E2 9F 8D 38 B7 12 BA 10  ...^.......8....
        12[IKE] <net|1> Sk_ei secret => 16 bytes @ 0x7fd204038a80
        12[IKE] <net|1>    0: E2 17 CD 49 F8 97 BF 36 65 E9 CF 37 67 10 E6 DC  ...I...6e..7g...
        12[IKE] <net|1> Sk_er secret => 16 bytes @ 0x7fd204038aa0
        12[IKE] <net|1>    0: 37 E6 F8 01 68 6D 25 7A CE A8 1A E2 60 AA 69 A8  7...hm%z....`.i.
        12[IKE] <net|1> Sk_pi secret => 16 bytes @ 0x7fd1f000d270
        12[IKE] <net|1>    0: B0 A2 75 F6 78 2A B2 A0 21 F6 7C DD F9 FC B4 EA  ..u.x*..!.|.....
        12[IKE] <net|1> Sk_pr secret => 16 bytes @ 0x7fd1f0008750
        12[IKE] <net|1>    0: D4 BD 18 D1 7D F7 F5 D1 8F 68 3B 3F F5 5E 8C 2D  ....}....h;?.^.-
        05[CHD] <net|1> encryption initiator key => 16 bytes @ 0x56228047e960
        05[CHD] <net|1>    0: A8 C2 7F 31 4C D4 3E 97 A8 9D 55 91 F1 AF FE 77  ...1L.>...U....w
        05[CHD] <net|1> encryption responder key => 16 bytes @ 0x562280480740
        05[CHD] <net|1>    0: 2A 28 07 95 B9 81 0D 5B 4F 9D 7C AF AC EF 2F B4  *(.....[O.|.../.
        05[CHD] <net|1> integrity initiator key => 20 bytes @ 0x56228047e4c0
        05[CHD] <net|1>    0: FE 30 52 56 A1 2F D3 48 1E 24 EB 1E 29 0F AC 02  .0RV./.H.$..)...
        05[CHD] <net|1>   16: E7 FD B8 73                                      ...s
        05[CHD] <net|1> integrity responder key => 20 bytes @ 0x56228047e120
        05[CHD] <net|1>    0: 1B 80 88 BE 73 DF 88 86 2C 0B 70 C5 DC C5 FB C4  ....s...,.p.....
        05[CHD] <net|1>   16: 8E AC 27 64                                      ..'d
        05[CHD] <net|1> adding inbound ESP SA
        05[CHD] <net|1>   SPI 0xc266f4b8, src 192.0.2.2 dst 192.0.2.1
        05[CHD] <net|1> adding outbound ESP SA
        05[CHD] <net|1>   SPI 0xc43af097, src 192.0.2.1 dst 192.0.2.2

        """;

    [Fact]
    public void Every_key_is_read()
    {
        CharonLog log = CharonLog.Read(Sample);
        Assert.Equal(
            new IkeKeys(
                "e5a2e5b6fae4116d2911a84857a05e582be5f1c6", "e6249ae16989010f7b2b38f42b4a05fb", "0f1e7eefdc7e5e8732a2b451d4a1f59f", "e2a1f95e95e0bc93e29f8d38b712ba10",
                "e217cd49f897bf3665e9cf376710e6dc", "37e6f801686d257acea81ae260aa69a8", "b0a275f6782ab2a021f67cddf9fcb4ea", "d4bd18d17df7f5d18f683b3ff55e8c2d"),
            log.IkeKeys());
        Assert.Equal(
            new ChildKeys(
                "a8c27f314cd43e97a89d5591f1affe77", "2a280795b9810d5b4f9d7cafacef2fb4", "fe305256a12fd3481e24eb1e290fac02e7fdb873", "1b8088be73df88862c0b70c5dcc5fbc48eac2764",
                "c266f4b8", "c43af097"),
            log.ChildKeys());
        Assert.Equal(log.ChildKeys(), log.ChildKeys("c266f4b8"));
    }

    [Theory]
    [InlineData("SKEYSEED")]
    [InlineData("Sk_d secret")]
    [InlineData("Sk_ai secret")]
    [InlineData("Sk_ar secret")]
    [InlineData("Sk_ei secret")]
    [InlineData("Sk_er secret")]
    [InlineData("Sk_pi secret")]
    [InlineData("Sk_pr secret")]
    public void An_absent_line_of_the_IKE_SA_is_no_agreement(string label) =>
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(Without(label)).IkeKeys());

    [Theory]
    [InlineData("encryption initiator key")]
    [InlineData("encryption responder key")]
    [InlineData("integrity initiator key")]
    [InlineData("integrity responder key")]
    [InlineData("adding inbound")]
    [InlineData("adding outbound")]
    [InlineData("SPI 0xc266f4b8")]
    [InlineData("SPI 0xc43af097")]
    public void An_absent_line_of_the_Child_SA_is_no_agreement(string label) =>
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(Without(label)).ChildKeys());

    [Theory]
    [InlineData("")]
    [InlineData("12[IKE] <net|1> IKE_SA net[1] established between 192.0.2.1[alice.test]...192.0.2.2[bob.test]\n")]
    public void A_log_without_keys_has_none(string text)
    {
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(text).IkeKeys());
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(text).IkeKeys(1));
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(text).ChildKeys());
    }

    [Fact]
    public void Keys_of_another_SA_are_not_given()
    {
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(Sample).IkeKeys(2));
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(Sample).ChildKeys("c43af097"));
    }

    [Fact]
    public void Several_SAs_must_be_asked_for_by_name()
    {
        CharonLog log = CharonLog.Read(Sample + Sample.Replace("<net|1>", "<net|2>", StringComparison.Ordinal).Replace("E5 A2", "00 00", StringComparison.Ordinal));
        Assert.Throws<InvalidDataException>(() => log.IkeKeys());
        Assert.Throws<InvalidDataException>(() => log.ChildKeys());
        Assert.StartsWith("e5a2", log.IkeKeys(1).Skeyseed, StringComparison.Ordinal);
        Assert.StartsWith("0000", log.IkeKeys(2).Skeyseed, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_two_SAs_may_be_mixed()
    {
        string[] one = Sample.Split('\n');
        string[] two = [.. one.Select(line => line.Replace("<net|1>", "<net|2>", StringComparison.Ordinal).Replace("0xc266f4b8", "0x00000002", StringComparison.Ordinal))];
        int tail = Array.FindIndex(one, line => line.Contains("adding inbound", StringComparison.Ordinal));
        // The installation of both, line by line in turns.
        string mixed = string.Join('\n', one[..tail].Concat(two[..tail]).Concat(one[tail..].Zip(two[tail..], (a, b) => a + "\n" + b)));
        Assert.Equal(["c266f4b8", "00000002"], CharonLog.Read(mixed).AllChildKeys().Select(keys => keys.SpiIn));
        Assert.All(CharonLog.Read(mixed).AllChildKeys(), keys => Assert.Equal("c43af097", keys.SpiOut));
    }

    [Fact]
    public void A_dump_that_breaks_off_is_a_fault_unless_the_log_ends_there()
    {
        string broken = Sample.Replace("12[IKE] <net|1>   16: 2B E5 F1 C6                                      +...\n", "", StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(broken));
        string growing = Sample[..Sample.IndexOf("12[IKE] <net|1>   16: 2B", StringComparison.Ordinal)];
        Assert.Throws<InvalidDataException>(() => CharonLog.Read(growing).IkeKeys());
    }

    [Fact]
    public void The_story_has_no_key()
    {
        string story = CharonLog.StoryOf(Sample);
        Assert.Contains("adding inbound ESP SA", story, StringComparison.Ordinal);
        Assert.DoesNotContain("E5 A2", story, StringComparison.Ordinal);
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
