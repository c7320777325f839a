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

    /// <summary>Has our side rekey its first Child SA, or another.</summary>
    public void RekeyChild(ChildId? child = null) => Assert.True(Ours.Host.Call((endpoint, now) => endpoint.RekeyChild(Connection, child ?? Child, now)));

    /// <summary>Has our side make a further Child SA of its profile.</summary>
    public void CreateChild(string name) => Assert.True(Ours.Host.Call((endpoint, now) => endpoint.CreateChild(Connection, name, now)));

    /// <summary>Has our side authenticate anew: in IKEv1 a new phase 1.</summary>
    public void Reauthenticate() => Assert.True(Ours.Host.Call((endpoint, now) => endpoint.Reauthenticate(Connection, now)));

    /// <summary>Waits until both sides have a Child SA that is not one of some, and asserts that both have the same keys of both directions.</summary>
    /// <returns>Our event.</returns>
    /// <exception cref="InvalidDataException">Charon's log has no key lines.</exception>
    public async Task<ChildSaEstablishedEvent> AssertNewChildAsync(Role initiator, params ChildId[] others)
    {
        ChildSaEstablishedEvent made = await Ours.WaitForAsync<ChildSaEstablishedEvent>(next => !others.Contains(next.Child));
        await Ours.WaitForAsync<ActivateOutboundEvent>(next => next.Child == made.Child);
        string spi = made.Info.OutboundSpi.ToString();
        IReadOnlyList<CharonIkeSa> sas = await Charon.WaitForSasAsync(all => all.Any(sa => sa.Children.Any(child => child.SpiIn == spi && child.State == "INSTALLED")));
        OurExpectations.AssertChildAgrees(Laboratory, sas.SelectMany(sa => sa.Children).Single(child => child.SpiIn == spi), made.Info);
        Assert.Equal(Charon.ReadLog().ChildKeys(spi).Mirrored, Ours.KeysOf(made, initiator));
        return made;
    }
}
