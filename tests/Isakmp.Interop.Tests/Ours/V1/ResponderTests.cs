using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>Charon begins main mode and Quick Mode, we answer.</summary>
public class ResponderTests
{
    [Theory]
    [MemberData(nameof(IkeV1Scenarios.Established), MemberType = typeof(IkeV1Scenarios))]
    public Task Both_come_up_as_promised_with_the_same_keys(string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        OurSide bob = OurSide.Start(laboratory, Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.Equal(new CharonResult(true, ""), await alice.InitiateAsync());
        await OurExpectations.AssertAgreesAsync(laboratory, Role.Responder, bob, alice);
    });
}
