using System.Globalization;
using Isakmp.Exchanges;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

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

        if (laboratory.SideOf(role).Version == IkeVersion.V1)
        {
            AssertPhaseOneAgrees(ours, sa, charon, theirs);
        }

        ChildSaEstablishedEvent child = await ours.WaitForAsync<ChildSaEstablishedEvent>();
        AssertChildAgrees(laboratory, Assert.Single(theirs.Children), child.Info);
        await ours.WaitForAsync<ActivateOutboundEvent>(activate => activate.Child == child.Child);
        Assert.Equal(charon.ReadLog().ChildKeys().Mirrored, ours.KeysOf(child));
    }

    /// <summary>Asserts that a phase 1 has the same keys on both sides.</summary>
    /// <exception cref="InvalidDataException">Charon's log has no key lines.</exception>
    public static void AssertPhaseOneAgrees(OurSide ours, IkeSaInfo sa, Charon charon, CharonIkeSa theirs)
    {
        Assert.Equal(1, theirs.Version);
        Assert.Equal((theirs.InitiatorSpi, theirs.ResponderSpi), (sa.InitiatorSpi.ToString(), sa.ResponderSpi.ToString()));
        IkeV1Keys keys = charon.ReadLog().IkeV1Keys(theirs.UniqueId);
        Assert.Equal((keys.SkeyidD, keys.EncryptionKey), ours.PhaseOneKeysOf(sa.InitiatorSpi));
    }

    /// <summary>Asserts that a Child SA is what charon lists.</summary>
    public static void AssertChildAgrees(Laboratory laboratory, CharonChildSa theirs, ChildSaInfo ours)
    {
        Assert.Equal(theirs.Name, ours.Name);
        Assert.Equal(theirs.Protocol, ours.Protocol == SecurityProtocol.Ah ? "AH" : "ESP");
        Assert.Equal((theirs.CpiOut, theirs.CpiIn), (Hexadecimal(ours.Compression?.InboundCpi), Hexadecimal(ours.Compression?.OutboundCpi)));
        Assert.Equal((theirs.SpiOut, theirs.SpiIn), (ours.InboundSpi.ToString(), ours.OutboundSpi.ToString()));
        Assert.Equal(theirs.Mode == "TRANSPORT" ? ChildMode.Transport : ChildMode.Tunnel, ours.Mode);
        Assert.Equal(theirs.IsEncapsulated, ours.IsUdpEncapsulated);
        Assert.Equal(theirs.Suite.EndsWith("/ESN", StringComparison.Ordinal), ours.ExtendedSequenceNumbers);
        Assert.Equal(theirs.RemoteSelectors.Select(Seen), ours.LocalSelectors.Select(selector => Seen(selector.ToString())));
        Assert.Equal(theirs.LocalSelectors.Select(Seen), ours.RemoteSelectors.Select(selector => Seen(selector.ToString())));

        // In transport mode each side sees the other's outer address, which a NAT has changed (RFC 3947 5.2).
        string Seen(string selector) => ours.Mode == ChildMode.Transport && laboratory.Scenario.Nat
            ? InNumbers(selector).Replace(laboratory.AddressOf(Role.Initiator) + "/", laboratory.SeenAddress(Role.Initiator) + "/", StringComparison.Ordinal)
            : InNumbers(selector);
    }

    private static string Hexadecimal(ushort? cpi) => cpi?.ToString("x4", CultureInfo.InvariantCulture) ?? "";

    // Charon prints well-known ports by name, and ranges with two dots.
    private static string InNumbers(string selector) =>
        selector.Replace("tcp/http", "tcp/80", StringComparison.Ordinal).Replace("..", "-", StringComparison.Ordinal);
}
