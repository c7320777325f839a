using Isakmp.Core.Tests.Exchanges.Negotiation;
using Isakmp.Exchanges;
using Isakmp.Inspection.Recording;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Inspection.Recording;

/// <summary>What a recording tells of Child SAs of IKEv1.</summary>
public sealed class ChildSaNotationTests
{
    [Fact]
    public void A_bundle_is_told_whole_and_without_its_keys()
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1").WithAhProposals("sha256").WithCompression().WithLifetime(TimeSpan.FromMinutes(10), 5_000));
        pair.Complete();
        pair.Complete(replaces: pair.Alice.Children[0]);
        ChildSaEstablishedEvent established = pair.Alice.Context.Events.OfType<ChildSaEstablishedEvent>().Last();
        string line = Line(established);
        AhSaInfo ah = established.Info.Ah!;
        CompressionInfo compression = established.Info.Compression!;
        Assert.Contains("\"lifetime\":600,\"lifetimeKilobytes\":5000", line, StringComparison.Ordinal);
        Assert.Contains($"\"ah\":{{\"inboundSpi\":\"{ah.InboundSpi}\",\"outboundSpi\":\"{ah.OutboundSpi}\",\"proposal\":\"1 AH:", line, StringComparison.Ordinal);
        Assert.Contains($"\"compression\":{{\"inboundCpi\":{compression.InboundCpi},\"outboundCpi\":{compression.OutboundCpi},\"algorithm\":\"IPCOMP_DEFLATE\"}}", line, StringComparison.Ordinal);
        Assert.Contains($"\"replaces\":{pair.Alice.Children[0].Id}", line, StringComparison.Ordinal);
        Assert.All(QuickModeSide.Text(established.Keys).Split(' '), key => Assert.DoesNotContain(key, line, StringComparison.OrdinalIgnoreCase));
        string before = EventNotation.Fingerprint(established.Keys);
        established.Keys.OutboundAh.Span[0] ^= 1;
        Assert.NotEqual(before, EventNotation.Fingerprint(established.Keys));
    }

    [Fact]
    public void Addresses_before_a_nat_are_told()
    {
        QuickModePair pair = new QuickModePair(
            QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1").WithMode(ChildMode.Transport)),
            QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1").WithMode(ChildMode.Transport)),
            QuickModePair.Path("10.0.0.1", "192.0.2.2", 4500),
            QuickModePair.Path("192.0.2.2", "192.0.2.101", 4500)).ThroughNat(isAliceBehind: true, isBobBehind: false).Complete();
        string line = Line(pair.Bob.Established);
        Assert.Contains("\"originalAddresses\":{\"local\":\"192.0.2.2\",\"remote\":\"10.0.0.1\"}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("replaces", line, StringComparison.Ordinal);
        Assert.DoesNotContain("compression", line, StringComparison.Ordinal);
    }

    private static string Line(IkeEvent happened)
    {
        using var writer = new LineWriter();
        EventNotation.Write(writer.Begin(), happened);
        return writer.End();
    }
}
