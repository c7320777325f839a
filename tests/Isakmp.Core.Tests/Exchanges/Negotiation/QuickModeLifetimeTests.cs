using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>How long a Child SA may be used, and RESPONDER-LIFETIME (RFC 2407 sections 4.5 and 4.6.3.1).</summary>
public sealed class QuickModeLifetimeTests
{
    // Life type seconds, life duration; basic and variable.
    private const string Seconds = "80010001" + "8002";

    [Fact]
    public void The_shorter_lifetime_of_the_responder_holds_on_both_sides()
    {
        QuickModePair pair = Pair(alice: (3_600, 5_000_000), bob: (1_200, 4_608_000)).Complete();
        AssertLifetime(pair.Bob.Established.Info, 1_200, 4_608_000);
        AssertLifetime(pair.Alice.Established.Info, 1_200, 4_608_000);

        // DOI 1, ESP, 4 octets of SPI, 24576; our SPI; seconds in 2 octets; kilobytes in 4.
        string spi = pair.Bob.Established.Info.InboundSpi.ToString();
        byte[] notify = QuickModeSide.Body(pair.Answer, PayloadType.V1Notification);
        Assert.Equal($"00000001030460 00{spi}80010001800204b0 8001000200020004 00465000".Replace(" ", "", StringComparison.Ordinal), Convert.ToHexStringLower(notify));
        Assert.Equal(Edited.ProposalsOf(pair.Offer)[0].Transforms, Edited.ProposalsOf(pair.Answer)[0].Transforms); // RFC 2409 5: echoed as offered
    }

    [Theory]
    [InlineData(3_600u, 3_600u)]
    [InlineData(1_200u, 3_600u)]
    public void No_notification_tells_what_was_offered(uint alice, uint bob)
    {
        QuickModePair pair = Pair((alice, null), (bob, null)).Complete();
        Assert.Equal([1, 10, 5, 5], QuickModeSide.Types(pair.Answer));
        AssertLifetime(pair.Bob.Established.Info, Math.Min(alice, bob), null);
        AssertLifetime(pair.Alice.Established.Info, Math.Min(alice, bob), null);
    }

    [Fact]
    public void A_responder_that_obeys_keeps_the_longer_one()
    {
        QuickModePair pair = Pair((86_400, 8_000), (3_600, null), LifetimeRule.Obey).Complete();
        Assert.Equal([1, 10, 5, 5], QuickModeSide.Types(pair.Answer));
        AssertLifetime(pair.Bob.Established.Info, 86_400, 8_000);
    }

    [Theory]
    [InlineData(LifetimeRule.Strict)]
    [InlineData(LifetimeRule.Exact)]
    public void A_responder_that_is_strict_refuses_a_longer_one(LifetimeRule rule)
    {
        IkeFailure failure = Pair((7_200, null), (3_600, null), rule).TryOffer().Failure!;
        Assert.Equal(V1NotifyType.NoProposalChosen, failure.V1Notify);
        Assert.Contains("Lifetime", failure.Report!.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Seconds + "0e10", 3_600, null)] // basic
    [InlineData("80010001" + "00020004" + "00015180", 86_400, null)] // variable
    [InlineData("80010001" + "00020003" + "015180", 86_400, null)]
    [InlineData("80010001" + "00020008" + "0000000000000e10", 3_600, null)]
    [InlineData("80010002" + "00020004" + "000186a0", 3_600, 100_000)] // RFC 2407 4.5.2: kilobytes, with our seconds beside
    [InlineData("80010001" + "00020004" + "00015180" + "80010002" + "00020004" + "000186a0", 86_400, 100_000)] // the example of RFC 2407 4.5.2
    [InlineData("", 28_800, null)] // RFC 2407 4.5: the default
    public void All_encodings_of_an_offered_lifetime_are_understood(string attributes, int seconds, int? kilobytes)
    {
        QuickModePair pair = Pair((3_600, null), (86_400, null));
        pair.TryOffer();
        string offer = Convert.ToHexStringLower(pair.Offer);
        Assert.Contains("8001000180020e10", offer, StringComparison.Ordinal);
        using QuickModeResponder responder = pair.Bob.Respond();
        byte[] changed = Edited.Transforms(pair.Offer, transform => transform with
        {
            Attributes = [.. transform.Attributes.Where(attribute => attribute.Type > 2), .. Attributes(attributes)],
        });
        QuickModePair.Succeed(pair.Bob.Read(responder, changed));
        Assert.Equal((ulong?)kilobytes, responder.Child!.LifetimeKilobytes);
        // Without seconds in the offer our own hold, unless the child obeys.
        Assert.Equal(TimeSpan.FromSeconds(attributes.StartsWith("80010002", StringComparison.Ordinal) ? 86_400 : seconds), responder.Child.Lifetime);
    }

    [Theory]
    [InlineData(Seconds + "04b0", 1_200, null)]
    [InlineData("80010001" + "00020004" + "000004b0", 1_200, null)]
    [InlineData("80010002" + "00020004" + "000186a0", 3_600, 100_000)]
    [InlineData(Seconds + "04b0" + "80010002" + "800207d0", 1_200, 2_000)]
    [InlineData("80010001" + "00020004" + "00015180", 3_600, null)] // longer than ours
    [InlineData(Seconds + "0000", 3_600, null)]
    [InlineData("80010001", 3_600, null)]
    [InlineData("800204b0", 3_600, null)]
    [InlineData("8001000180", 3_600, null)] // cut off
    [InlineData("80010001" + "0002ffff" + "000004b0", 3_600, null)] // longer than the payload
    [InlineData("", 3_600, null)]
    public void The_initiator_obeys_a_responder_lifetime_that_is_shorter(string data, int seconds, int? kilobytes)
    {
        QuickModePair pair = Pair((3_600, null), (3_600, null));
        pair.TryOffer();
        foreach (string spi in (string[])["04" + "6000" + "11223344", "10" + "6000" + "00112233445566778899aabbccddeeff", "00" + "6000"])
        {
            using QuickModeInitiator initiator = pair.Alice.Initiate();
            Assert.True(initiator.Prepare(pair.Alice.Context).IsDone);
            byte[] notify = Convert.FromHexString("00000001" + "03" + spi + data);
            QuickModePair.Succeed(pair.Alice.Read(initiator, Edited.Append(pair.Bob.Answer(pair.Responder!), PayloadType.V1Notification, notify)));
            Assert.Equal(TimeSpan.FromSeconds(seconds), initiator.Child!.Lifetime);
            Assert.Equal((ulong?)kilobytes, initiator.Child.LifetimeKilobytes);
        }
    }

    [Theory]
    [InlineData("00000000" + "03" + "00" + "6000" + Seconds + "04b0")] // another DOI
    [InlineData("00000001" + "03" + "00" + "6001" + Seconds + "04b0")] // REPLAY-STATUS
    [InlineData("00000001" + "03" + "ff" + "6000" + Seconds + "04b0")] // an SPI that is not there
    [InlineData("000000")]
    public void Other_notifications_change_nothing(string notify)
    {
        QuickModePair pair = Pair((3_600, null), (3_600, null));
        pair.TryOffer();
        QuickModePair.Succeed(pair.TryAnswer(answer => Edited.Append(answer, PayloadType.V1Notification, Convert.FromHexString(notify))));
        Assert.Equal(TimeSpan.FromHours(1), pair.Initiator!.Child!.Lifetime);
    }

    [Fact]
    public void Of_several_the_shortest_holds()
    {
        QuickModePair pair = Pair((3_600, null), (3_600, null));
        pair.TryOffer();
        byte[] first = Convert.FromHexString("00000001" + "03" + "00" + "6000" + Seconds + "04b0");
        byte[] second = Convert.FromHexString("00000001" + "03" + "00" + "6000" + Seconds + "0258");
        QuickModePair.Succeed(pair.TryAnswer(answer => Edited.Append(Edited.Append(answer, PayloadType.V1Notification, second), PayloadType.V1Notification, first)));
        Assert.Equal(TimeSpan.FromSeconds(600), pair.Initiator!.Child!.Lifetime);
    }

    private static QuickModePair Pair((uint Seconds, ulong? Kilobytes) alice, (uint Seconds, ulong? Kilobytes) bob, LifetimeRule rule = LifetimeRule.Claim) => QuickModePair.Of(
        child => child.WithEspProposals("aes128-sha1").WithLifetime(TimeSpan.FromSeconds(alice.Seconds), alice.Kilobytes),
        child => child.WithEspProposals("aes128-sha1").WithLifetime(TimeSpan.FromSeconds(bob.Seconds), bob.Kilobytes, rule));

    private static IEnumerable<Isakmp.Messages.V1Attribute> Attributes(string hex)
    {
        byte[] octets = Convert.FromHexString(hex);
        for (int i = 0; i < octets.Length;)
        {
            ushort type = (ushort)(((octets[i] & 0x7F) << 8) | octets[i + 1]);
            int value = (octets[i + 2] << 8) | octets[i + 3];
            bool isShort = octets[i] >= 0x80;
            yield return isShort ? Isakmp.Messages.V1Attribute.Short(type, (ushort)value) : Isakmp.Messages.V1Attribute.Long(type, [.. octets.AsSpan(i + 4, value)]);
            i += isShort ? 4 : 4 + value;
        }
    }

    private static void AssertLifetime(ChildSaInfo info, int seconds, int? kilobytes)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), info.Lifetime);
        Assert.Equal((ulong?)kilobytes, info.LifetimeKilobytes);
    }

    private static void AssertLifetime(ChildSaInfo info, uint seconds, int? kilobytes) => AssertLifetime(info, (int)seconds, kilobytes);
}
