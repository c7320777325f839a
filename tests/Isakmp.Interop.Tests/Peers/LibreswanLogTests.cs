namespace Isakmp.Interop.Tests.Peers;

/// <summary>What is read of a pluto's log and of its list of states.</summary>
public class LibreswanLogTests
{
    // One responder's Child SA in the form of libreswan 4.10; the numbers are made up, and lines that hold no keys are left out.
    private const string Sample = """
        Nov 25 09:23:26.731001: listening for IKE messages
        Nov 25 09:23:26.731002: | ESP enckey:
        Nov 25 09:23:26.731003: |   6c e0 33 45  9d 2b 0d 4b  4e f3 f0 f6  14 60 ba 82   l.3E.+.KN....`..
        Nov 25 09:23:26.731004: | ESP authkey:
        Nov 25 09:23:26.731005: |   03 cc a1 76  6b c1 5e 24  4f a2 d5 35  1a 05 17 a9   ...vk.^$O..5....
        Nov 25 09:23:26.731006: |   aa 4b 3c 72                                          .K<r
        Nov 25 09:23:26.731007: | kernel: NIC esp-hw-offload not for connection 'net' not available on interface eth0
        Nov 25 09:23:26.731008: | kernel: add_sa() level=0 outbound tunnel 10.2.0.0/24-ALL->192.0.2.2[b461cd5]==>192.0.2.1-ALL->10.1.0.0/24 replay_window=128 HMAC_SHA1_96:20 AES_CBC:16
        Nov 25 09:23:26.731009: | ESP enckey:
        Nov 25 09:23:26.731010: |   cb 16 4e 31  a7 64 40 e8  63 27 66 65  88 80 8f 87   ..N1.d@.c'fe....
        Nov 25 09:23:26.731011: | ESP authkey:
        Nov 25 09:23:26.731012: |   67 83 16 ce  62 2b 34 69  d1 25 c4 56  b0 c3 c0 32   g...b+4i.%.V...2
        Nov 25 09:23:26.731013: |   6c 78 72 ec                                          lxr.
        Nov 25 09:23:26.731014: | kernel: add_sa() level=0 inbound tunnel 10.1.0.0/24-ALL->192.0.2.1[4f44091e]=ESPinUDP=>192.0.2.2-ALL->10.2.0.0/24 replay_window=128 HMAC_SHA1_96:20 AES_CBC:16
        Nov 25 09:23:26.731015: "net" #2: IPsec SA established tunnel mode

        """;

    private static readonly ChildKeys s_keys = new(
        "cb164e31a76440e86327666588808f87", "6ce033459d2b0d4b4ef3f0f61460ba82", "678316ce622b3469d125c456b0c3c0326c7872ec", "03cca1766bc15e244fa2d5351a0517a9aa4b3c72",
        "4f44091e", "0b461cd5");

    [Fact]
    public void Keys_of_both_directions_are_read()
    {
        LibreswanLog log = LibreswanLog.Read(Sample);
        Assert.Equal(s_keys, log.ChildKeys("4f44091e", "0b461cd5", isInitiator: false));
        ChildKeys begun = log.ChildKeys("4f44091e", "0b461cd5", isInitiator: true);
        Assert.Equal((s_keys.EncryptionInitiator, s_keys.IntegrityInitiator), (begun.EncryptionResponder, begun.IntegrityResponder));
    }

    [Theory]
    [InlineData("731002")]
    [InlineData("731004")]
    [InlineData("731008")]
    [InlineData("731009")]
    [InlineData("731011")]
    [InlineData("731014")]
    public void An_absent_line_is_no_agreement(string time)
    {
        string text = string.Join('\n', Sample.Split('\n').Where(line => !line.Contains(time, StringComparison.Ordinal)));
        Assert.Throws<InvalidDataException>(() => LibreswanLog.Read(text).ChildKeys("4f44091e", "0b461cd5", isInitiator: false));
    }

    [Theory]
    [InlineData("0b461cd5", "4f44091e")] // the directions mixed up
    [InlineData("4f44091e", "4f44091e")]
    [InlineData("00000000", "0b461cd5")]
    public void Keys_of_another_SA_are_not_given(string spiIn, string spiOut) =>
        Assert.Throws<InvalidDataException>(() => LibreswanLog.Read(Sample).ChildKeys(spiIn, spiOut, isInitiator: false));

    [Fact]
    public void The_story_has_no_key()
    {
        string story = LibreswanLog.StoryOf("Nov 25 09:23:26.700000: FIPS Mode: NO\n" + Sample);
        Assert.Contains("IPsec SA established", story, StringComparison.Ordinal);
        Assert.DoesNotContain("6c e0", story, StringComparison.Ordinal);
        Assert.DoesNotContain("FIPS", story, StringComparison.Ordinal);
    }

    [Fact]
    public void States_are_read()
    {
        IReadOnlyList<LibreswanState> states = LibreswanState.ReadAll("""
            000 #1: "net":500 STATE_MAIN_R3 (IKE SA established); REPLACE in 15569s; newest; lastdpd=-1s(seq in:0 out:0); idle;
            000 #2: "net"[1] 192.0.2.254:4500 STATE_QUICK_R2 (IPsec SA established); REPLACE in 3689s; newest; eroute owner; ISAKMP SA #1; idle;
            000 #2: "net"[1] 192.0.2.254 esp.b461cd5@192.0.2.1 esp.4f44091e@192.0.2.2 tun.0@192.0.2.1 tun.0@192.0.2.2 Traffic: ESPmax=2^63B
            000 #3: "lab":500 STATE_QUICK_I1 (sent Quick Mode request); RETRANSMIT in 0.4s; idle;
            """);
        Assert.Equal(
            [
                new(1, "net", "STATE_MAIN_R3", 500, true, "", ""),
                new(2, "net", "STATE_QUICK_R2", 4500, true, "4f44091e", "0b461cd5"),
                new(3, "lab", "STATE_QUICK_I1", 500, false, "", ""),
            ], states);
        Assert.Equal([false, true, true], states.Select(state => state.IsChild));
    }
}
