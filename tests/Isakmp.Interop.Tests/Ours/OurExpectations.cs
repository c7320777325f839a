using Isakmp.Exchanges;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Messages;
using Isakmp.Policies;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>Holds what our side tells against what charon lists and logs: the same SAs, seen from the other end.</summary>
public static class OurExpectations
{
    /// <summary>Asserts that both sides speak of the same IKE SA and Child SA, and that every key is equal to charon's log.</summary>
    /// <exception cref="InvalidDataException">Charon's log has no key lines.</exception>
    public static async Task AssertAgreesAsync(Laboratory laboratory, Role role, OurSide ours, Charon charon)
    {
        CharonIkeSa theirs = await charon.WaitForEstablishedAsync();
        Role other = Laboratory.OtherRole(role);
        CharonExpectations.AssertAsPromised(laboratory, other, theirs, charon.ReadLog());

        IkeSaInfo sa = (await ours.WaitForAsync<IkeSaEstablishedEvent>()).Info;
        Assert.Equal((theirs.InitiatorSpi, theirs.ResponderSpi), (sa.InitiatorSpi.ToString(), sa.ResponderSpi.ToString()));
        Assert.Equal(role == Role.Initiator ? IkeRole.Initiator : IkeRole.Responder, sa.Role);
        Assert.Equal(IkeSaState.Established, sa.State);
        Assert.Equal(Identity.Parse(laboratory.SideOf(role).Identity), sa.LocalIdentity);
        Assert.Equal(Identity.Parse(laboratory.SideOf(other).Identity), sa.RemoteIdentity);
        Assert.Equal(laboratory.AddressOf(role), sa.Path.Local.Address.ToIPAddress());
        Assert.Equal(laboratory.SeenAddress(other), sa.Path.Remote.Address.ToIPAddress());
        // Who forces encapsulation deceives the other, not himself.
        Assert.Equal(theirs.IsNatRemote, sa.IsLocalBehindNat || laboratory.SideOf(role).ForceEncapsulation);
        Assert.Equal(theirs.IsNatLocal || laboratory.SideOf(other).ForceEncapsulation, sa.IsRemoteBehindNat);

        ChildSaEstablishedEvent child = await ours.WaitForAsync<ChildSaEstablishedEvent>();
        AssertChildAgrees(Assert.Single(theirs.Children), child.Info);
        await ours.WaitForAsync<ActivateOutboundEvent>(activate => activate.Child == child.Child);
        Assert.Equal(charon.ReadLog().ChildKeys().Mirrored, ours.KeysOf(child));
    }

    private static void AssertChildAgrees(CharonChildSa theirs, ChildSaInfo ours)
    {
        Assert.Equal("net", ours.Name);
        Assert.Equal((theirs.SpiOut, theirs.SpiIn), (ours.InboundSpi.ToString(), ours.OutboundSpi.ToString()));
        Assert.Equal(theirs.Mode == "TRANSPORT" ? ChildMode.Transport : ChildMode.Tunnel, ours.Mode);
        Assert.Equal(theirs.IsEncapsulated, ours.IsUdpEncapsulated);
        Assert.Equal(theirs.Suite.EndsWith("/ESN", StringComparison.Ordinal), ours.ExtendedSequenceNumbers);
        Assert.Equal(theirs.RemoteSelectors.Select(InNumbers), ours.LocalSelectors.Select(selector => selector.ToString()));
        Assert.Equal(theirs.LocalSelectors.Select(InNumbers), ours.RemoteSelectors.Select(selector => selector.ToString()));
    }

    // Charon prints well-known ports by name.
    private static string InNumbers(string selector) => selector.Replace("tcp/http", "tcp/80", StringComparison.Ordinal);
}
