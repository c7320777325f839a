using Isakmp.Crypto;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>Every suite against charon without the system's libcrypto.</summary>
public class ManagedOnlyTests
{
    [Theory]
    [MemberData(nameof(IkeV2Scenarios.Suites), MemberType = typeof(IkeV2Scenarios))]
    public Task A_suite_comes_up_with_the_same_keys(string name) => Laboratory.RunAsync(IkeV2Scenarios.Get(name), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        OurSide alice = OurSide.Start(laboratory, Role.Initiator, crypto: CryptoProvider.ManagedOnly);
        await alice.ConnectAsync();
        await OurExpectations.AssertAgreesAsync(laboratory, Role.Initiator, alice, bob);
    });
}
