using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>Datagrams whose bits are changed on the way, which UDP's checksum would mostly have caught: they may cost a negotiation, never more.</summary>
public sealed class CorruptionTests
{
    [Theory]
    [InlineData(0.05, IkeVersion.V2)]
    [InlineData(0.3, IkeVersion.V2)]
    [InlineData(0.8, IkeVersion.V2)]
    [InlineData(0.05, IkeVersion.V1)]
    [InlineData(0.3, IkeVersion.V1)]
    [InlineData(0.8, IkeVersion.V1)]
    public void Corruption_costs_time_and_nothing_else(double corruption, IkeVersion version)
    {
        long refused = 0;
        for (ulong seed = 1; seed <= 40; seed++)
        {
            using var pair = new Pair(new PairOptions
            {
                Seed = seed,
                Proposal = Proposal(version, seed),
                EspProposal = version is IkeVersion.V1 ? "aes128-sha256" : "aes256gcm16",
                CookieThreshold = (seed % 3) == 0 ? 0 : 100,
                Conditions = new NetworkConditions { Corruption = corruption, Truncation = 0.02, Duplication = 0.5, MaximumDelay = TimeSpan.FromMilliseconds(200) },
                Both = profile => profile.WithVersion(version).WithLiveness(TimeSpan.FromSeconds(20)).WithKeepUp(new KeepUpPolicy
                {
                    Tries = 0, OnClose = ConnectionAction.Start, OnUnresponsive = ConnectionAction.Start, MaximumRetryDelay = TimeSpan.FromSeconds(20),
                }),
            });
            pair.ConnectAlice();
            pair.RunFor(TimeSpan.FromMinutes(8));
            pair.Network.Conditions = NetworkConditions.Perfect;
            pair.RunFor(TimeSpan.FromMinutes(8));
            Assert.True(pair.Alice.Established.Any(), $"seed {seed} ended without an SA: {pair.Alice} {pair.Bob}");
            pair.AssertAgreement();
            Assert.Equal(0, pair.Bob.Endpoint.HalfOpenCount);
            foreach (SimulatedHost host in (ReadOnlySpan<SimulatedHost>)[pair.Alice, pair.Bob])
            {
                // what is protected comes as it was sent or not at all
                Assert.DoesNotContain(host.EventsOf<IkeSaClosedEvent>(), static closed => closed.Reason is CloseReason.Malformed or CloseReason.PeerMisbehaved);
                refused += host.Endpoint.Statistics.NotAuthentic;
            }
        }

        Assert.True(refused > 20, $"only {refused} protected messages were changed");
    }

    private static string Proposal(IkeVersion version, ulong seed) => (version, seed % 2) switch
    {
        (IkeVersion.V1, 0) => "aes128-sha1-modp1536",
        (IkeVersion.V1, _) => "aes256-sha256-ecp256",
        (_, 0) => "aes128-sha256-x25519",
        _ => "aes256gcm16-prfsha256-ecp256",
    };
}
