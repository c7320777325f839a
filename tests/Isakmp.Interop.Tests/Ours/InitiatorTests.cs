using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>We begin, charon answers.</summary>
public class InitiatorTests
{
    [Theory]
    [MemberData(nameof(IkeV2Scenarios.Established), MemberType = typeof(IkeV2Scenarios))]
    public Task Both_come_up_as_promised_with_the_same_keys(string name) => Laboratory.RunAsync(IkeV2Scenarios.Get(name), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        OurSide alice = OurSide.Start(laboratory, Role.Initiator);
        HostConnection connection = await alice.ConnectAsync();
        Assert.Single(connection.Children);
        await OurExpectations.AssertAgreesAsync(laboratory, Role.Initiator, alice, bob);
    });
}
