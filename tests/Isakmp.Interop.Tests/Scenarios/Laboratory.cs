using System.Net;
using Isakmp.Interop.Tests.Network;
using Isakmp.Interop.Tests.Ours;
using Isakmp.Interop.Tests.Peers;

namespace Isakmp.Interop.Tests.Scenarios;

/// <summary>The network of one scenario and the daemons that play its sides.</summary>
public sealed class Laboratory
{
    private readonly List<(Role Role, Charon Charon)> _charons = [];
    private readonly List<(Role Role, Libreswan Libreswan)> _libreswans = [];
    private readonly List<IAsyncDisposable> _owned = [];

    private Laboratory(Scenario scenario, TestNetwork network)
    {
        Scenario = scenario;
        Network = network;
    }

    /// <summary>What is played.</summary>
    public Scenario Scenario { get; }

    /// <summary>The two machines.</summary>
    public TestNetwork Network { get; }

    /// <summary>Makes the network, runs the test's body, and takes everything down again; if the body fails, what charon did is in the test's output.</summary>
    /// <remarks>Skips the running test visibly where the machine lacks what it needs.</remarks>
    public static async Task RunAsync(Scenario scenario, Func<Laboratory, Task> body)
    {
        await using TestNetwork network = scenario.Nat ? await TestNetwork.CreateWithNatAsync(scenario.Ipv6) : await TestNetwork.CreateAsync();
        Laboratory laboratory = new(scenario, network);
        try
        {
            await body(laboratory);
        }
        catch
        {
            laboratory.Report();
            throw;
        }
        finally
        {
            await laboratory.TakeDownAsync();
        }
    }

    /// <summary>The configuration of a side.</summary>
    public Side SideOf(Role role) => role == Role.Initiator ? Scenario.Initiator : Scenario.Responder;

    /// <summary>The machine of a side.</summary>
    public NetworkNode NodeOf(Role role) => role == Role.Initiator ? Network.A : Network.B;

    /// <summary>The address that a side has in this scenario.</summary>
    public IPAddress AddressOf(Role role) => NodeOf(role).Address(Scenario.Ipv6);

    /// <summary>The address under which a side knows the other, or null where it must take whoever comes.</summary>
    public IPAddress? PeerAddressOf(Role role) => role == Role.Responder && Scenario.Nat
        ? null
        : AddressOf(OtherRole(role));

    /// <summary>The role that is not this one.</summary>
    public static Role OtherRole(Role role) => role == Role.Initiator ? Role.Responder : Role.Initiator;

    /// <summary>The address under which the other side sees a side, which a NAT may have changed.</summary>
    public IPAddress SeenAddress(Role role) => role == Role.Initiator && Network.Nat is { } nat ? nat.OutsideAddress : AddressOf(role);

    /// <summary>The port under which the other side sees a port of a side, which a NAT may have changed.</summary>
    public int SeenPort(Role role, int port) => role == Role.Initiator && Network.Nat is { } nat ? nat.OutsidePort(port) : port;

    /// <summary>Starts a charon that plays a side and has its configuration loaded; it ends with the laboratory.</summary>
    public async Task<Charon> StartCharonAsync(Role role, CharonOptions? options = null)
    {
        CharonOptions chosen = options ?? new CharonOptions();
        bool demandsCookies = SideOf(role).DemandCookie;
        if (demandsCookies)
        {
            chosen = chosen with { CookieThreshold = 1 };
        }

        Charon charon = await Charon.StartAsync(NodeOf(role).Namespace, chosen);
        _charons.Add((role, charon));
        await charon.LoadAsync(SideOf(role), AddressOf(role), PeerAddressOf(role), chosen);
        if (demandsCookies)
        {
            // One half-open SA reaches the threshold; 0 would turn cookies off.
            await Stranger.KnockAsync(NodeOf(OtherRole(role)), new(AddressOf(OtherRole(role)), 0), new(AddressOf(role), 500));
        }

        return charon;
    }

    /// <summary>Starts a libreswan that plays a side; it ends with the laboratory.</summary>
    /// <remarks>Skips the running test visibly where there is no libreswan.</remarks>
    public async Task<Libreswan> StartLibreswanAsync(Role role, LibreswanOptions? options = null)
    {
        Libreswan libreswan = await Libreswan.StartAsync(NodeOf(role).Namespace, SideOf(role), AddressOf(role), PeerAddressOf(role), options ?? new LibreswanOptions());
        _libreswans.Add((role, libreswan));
        return libreswan;
    }

    /// <summary>Has something of the test's own disposed before the network is taken down.</summary>
    public T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    private void Report()
    {
        foreach (OurSide ours in _owned.OfType<OurSide>())
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"---- our side ----\n{ours.Story}");
        }

        foreach ((Role role, Charon charon) in _charons)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"---- charon as {role} ----\n{charon.Story}");
        }

        foreach ((Role role, Libreswan libreswan) in _libreswans)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"---- libreswan as {role} ----\n{libreswan.Story}");
        }
    }

    private async Task TakeDownAsync()
    {
        List<Exception> faults = [];
        foreach (IAsyncDisposable owned in Enumerable.Reverse(_owned).Concat(_charons.Select(entry => entry.Charon)).Concat(_libreswans.Select(entry => entry.Libreswan)))
        {
            try
            {
                await owned.DisposeAsync();
            }
            catch (Exception fault)
            {
                // The rest must still end: a daemon left behind in a deleted namespace is hard to find.
                faults.Add(fault);
            }
        }

        if (faults.Count > 0)
        {
            throw new AggregateException(faults);
        }
    }
}
