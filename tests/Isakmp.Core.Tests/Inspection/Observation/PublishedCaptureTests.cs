using Isakmp.Crypto;
using Isakmp.Inspection.Observation;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Observation;

/// <summary>Captures that other projects published, some broken on purpose.</summary>
public sealed class PublishedCaptureTests
{
    [Fact]
    public void All_of_them_do_no_harm()
    {
        string[] files = [.. Directory.EnumerateFiles(SharedFolder.Require("captures"), "*.*", SearchOption.AllDirectories).Where(static path => Path.GetExtension(path) is ".pcap" or ".pcapng" or ".cap")];
        Assert.True(files.Length > 30);
        int negotiations = 0;
        foreach (string file in files)
        {
            using var observer = new NegotiationObserver(CryptoProvider.Default);
            ObservedRecording.Observe(observer, file);
            negotiations += observer.Negotiations.Count;
            Assert.All(observer.Negotiations, static negotiation => Assert.NotNull(negotiation.OutcomeReason));
        }

        Assert.True(negotiations > 30, $"{negotiations}");
    }

    /// <summary>What tshark shows of them.</summary>
    [Theory]
    [InlineData("zeek-spicy-ipsec/ipsec-ikev1-isakmp-main-mode.pcap", 1, 1, "aes128-sha1-modp1024", NegotiationOutcome.Established)]
    [InlineData("zeek-spicy-ipsec/ipsec-ikev1-isakmp-aggressive-mode.pcap", 1, 1, "aes128-sha1-modp1024", NegotiationOutcome.Established)]
    [InlineData("suricata-verify/ikev2-weak-dh__IKEv2_SA_INIT_2-8-weak.pcap", 1, 2, null, NegotiationOutcome.Unanswered)]
    public void The_story_is_that_of_the_packets(string file, int negotiations, int version, string? chosen, NegotiationOutcome outcome)
    {
        using var observer = new NegotiationObserver(CryptoProvider.Default);
        ObservedRecording.Observe(observer, SharedFolder.Require("captures/" + file));
        Assert.Equal(negotiations, observer.Negotiations.Count);
        ObservedNegotiation first = observer.Negotiations[0];
        Assert.Equal((version, outcome), (first.MajorVersion, first.Outcome));
        if (chosen is not null)
        {
            Assert.StartsWith(chosen, first.ChosenProposal, StringComparison.Ordinal);
        }
    }
}
