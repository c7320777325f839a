using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests.V1;

/// <summary>The same seed gives the same datagrams of IKEv1, octet for octet, whatever provider computes: through Quick Modes, renewals and the end.</summary>
public sealed class DeterminismTests
{
    public static TheoryData<string> Proposals => [.. Suites.IkeV1.Where(static (_, number) => number % 6 == 0)];

    [Theory]
    [MemberData(nameof(Proposals))]
    public void The_same_seed_gives_the_same_log_with_and_without_native_code(string proposal)
    {
        string[] first = Log(proposal, 1, CryptoProvider.Default);
        Assert.True(first.Length >= 9 + 3 + 6 + 4, $"{first.Length} messages");
        Assert.Equal(first, Log(proposal, 1, CryptoProvider.Default));
        Assert.Equal(first, Log(proposal, 1, CryptoProvider.ManagedOnly));
        Assert.NotEqual(first, Log(proposal, 2, CryptoProvider.Default));
    }

    private static string[] Log(string proposal, ulong seed, ICryptoProvider crypto)
    {
        using Pair pair = Pair.Connected(new PairOptions
        {
            Seed = seed, Crypto = crypto, Proposal = proposal, EspProposal = "aes128-sha256-ecp256", Both = static profile => profile.WithVersion(IkeVersion.V1),
        });
        IkeSaInfo sa = pair.Alice.Established.Single();
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.RekeyChild(sa.Connection, sa.Children[0].Id, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Reauthenticate(sa.Connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(20));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Close(sa.Connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        return [.. pair.Network.Sent.Select(static sent => $"{sent.Source} {Convert.ToHexString(sent.Octets)}")];
    }
}
