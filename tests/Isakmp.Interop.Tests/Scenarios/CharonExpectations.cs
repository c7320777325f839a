using Isakmp.Interop.Tests.Peers;

namespace Isakmp.Interop.Tests.Scenarios;

/// <summary>Holds what charon lists against what the scenario says.</summary>
public static class CharonExpectations
{
    /// <summary>Asserts that charon, in a role, has what the scenario promises: identities, mode, selectors, encapsulation, suites.</summary>
    public static void AssertAsPromised(Laboratory laboratory, Role role, CharonIkeSa sa, CharonLog log)
    {
        Scenario scenario = laboratory.Scenario;
        Side own = laboratory.SideOf(role);
        Outcome.Established promised = Assert.IsType<Outcome.Established>(scenario.Outcome);
        CharonChildSa child = Assert.Single(sa.Children);
        Assert.Equal(role == Role.Initiator, sa.IsInitiator);
        Assert.Equal(BareIdentity(own.Identity), sa.LocalId);
        Assert.Equal(BareIdentity(own.PeerIdentity), sa.RemoteId);
        Assert.Equal(laboratory.AddressOf(role).ToString(), sa.LocalAddress);
        Role peer = Laboratory.OtherRole(role);
        Assert.Equal(laboratory.SeenAddress(peer).ToString(), sa.RemoteAddress);
        bool encapsulated = scenario.Nat || scenario.Initiator.ForceEncapsulation || scenario.Responder.ForceEncapsulation;
        Assert.Equal(encapsulated, child.IsEncapsulated);
        Assert.Equal(own.IsTransport ? "TRANSPORT" : "TUNNEL", child.Mode);
        Assert.All(scenario.Mentions, mention => Assert.Contains(mention, log.Text, StringComparison.Ordinal));
        AssertIfPromised(promised.IkeSuite, sa.Suite);
        AssertIfPromised(promised.EspSuite, child.Suite);
        AssertIfPromised(role == Role.Initiator ? promised.InitiatorSelectors : promised.ResponderSelectors, string.Join(' ', child.LocalSelectors));
        AssertIfPromised(role == Role.Initiator ? promised.ResponderSelectors : promised.InitiatorSelectors, string.Join(' ', child.RemoteSelectors));
    }

    private static void AssertIfPromised(string? promised, string actual)
    {
        if (promised is not null)
        {
            Assert.Equal(promised, actual);
        }
    }

    private static string BareIdentity(string identity) => identity.StartsWith("keyid:", StringComparison.Ordinal) ? identity["keyid:".Length..] : identity;
}
