using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>Our side and a charon with an established IKE SA and a Child SA between them.</summary>
public sealed record Pair(Laboratory Laboratory, Role OurRole, OurSide Ours, Charon Charon, ConnectionId Connection, ChildId Child)
{
    /// <summary>Brings a scenario up with us in a role.</summary>
    public static async Task<Pair> EstablishAsync(
        Laboratory laboratory, Role ourRole, Action<PeerProfileBuilder>? adjust = null, CharonOptions? options = null)
    {
        OurSide? ours = ourRole == Role.Responder ? OurSide.Start(laboratory, ourRole, adjust) : null;
        Charon charon = await laboratory.StartCharonAsync(ourRole == Role.Initiator ? Role.Responder : Role.Initiator, options);
        if (ours is null)
        {
            ours = OurSide.Start(laboratory, ourRole, adjust);
            await ours.ConnectAsync();
        }
        else
        {
            Assert.Equal(new CharonResult(true, ""), await charon.InitiateAsync());
        }

        await charon.WaitForEstablishedAsync();
        ActivateOutboundEvent activated = await ours.WaitForAsync<ActivateOutboundEvent>();
        return new Pair(laboratory, ourRole, ours, charon, activated.Connection, activated.Child);
    }

    /// <summary>Has our side ask charon whether it lives.</summary>
    public void CheckLiveness() => Assert.True(Ours.Host.Call((endpoint, now) => endpoint.CheckLiveness(Connection, now)));
}
