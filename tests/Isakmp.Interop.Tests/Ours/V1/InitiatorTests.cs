using Isakmp.Hosting;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>We begin main mode and Quick Mode, charon answers.</summary>
public class InitiatorTests
{
    [Theory]
    [MemberData(nameof(IkeV1Scenarios.Established), MemberType = typeof(IkeV1Scenarios))]
    public Task Both_come_up_as_promised_with_the_same_keys(string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        OurSide alice = OurSide.Start(laboratory, Role.Initiator);
        HostConnection connection = await alice.ConnectAsync();
        Assert.Single(connection.Children);
        await OurExpectations.AssertAgreesAsync(laboratory, Role.Initiator, alice, bob);
    });
}
