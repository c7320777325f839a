using System.Globalization;
using System.Net;
using Isakmp.Interop.Tests.Peers;

namespace Isakmp.Interop.Tests.Network;

/// <summary>Two machines joined by a wire, each a network namespace of its own: A is 192.0.2.1 and 2001:db8::1, B is 192.0.2.2 and 2001:db8::2.</summary>
/// <remarks>Every test makes its own, so tests in parallel do not see each other. The names carry the process id: what a killed run left
/// behind is found and removed by the next.</remarks>
public sealed class TestNetwork : IAsyncDisposable
{
    private static readonly Lazy<Task> s_sweep = new(Leftovers.RemoveAsync);
    private static int s_count;

    private readonly List<NetworkNode> _nodes = [];
    private readonly string _stem = string.Create(
        CultureInfo.InvariantCulture, $"{Leftovers.Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}");

    private TestNetwork()
    {
        A = Node("a", 1);
        B = Node("b", 2);
    }

    /// <summary>The first machine.</summary>
    public NetworkNode A { get; }

    /// <summary>The second machine.</summary>
    public NetworkNode B { get; }

    /// <summary>The NAT before A, or null where A and B share a wire.</summary>
    public NatGateway? Nat { get; private set; }

    /// <summary>Makes the namespaces, the wire between them and their addresses.</summary>
    public static async Task<TestNetwork> CreateAsync()
    {
        await PrepareAsync();
        TestNetwork network = new();
        await network.AddNamespacesAsync();
        await network.JoinAsync(network.A, network.B);
        return network;
    }

    /// <summary>Makes two machines with a NAT before A; it translates one address family.</summary>
    public static async Task<TestNetwork> CreateWithNatAsync(bool ipv6)
    {
        await PrepareAsync();
        TestNetwork network = new();
        NetworkNode inside = network.Node("i", 2);
        NetworkNode outside = network.Node("o", 0xFE);
        await network.AddNamespacesAsync();
        await Task.WhenAll(network.JoinAsync(network.A, inside), network.JoinAsync(outside, network.B));
        network.Nat = NatGateway.Start(inside.Namespace, outside.Namespace, inside.Address(ipv6), outside.Address(ipv6));
        return network;
    }

    /// <summary>Removes the namespaces. Processes inside must have ended; sockets of this process inside must be closed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Nat is not null)
        {
            await Nat.DisposeAsync();
        }

        await Ip.BatchAsync([.. _nodes.Select(node => $"netns del {node.Namespace.Name}")]);
    }

    private static async Task PrepareAsync()
    {
        Requirements.Charon();
        await s_sweep.Value;
    }

    private NetworkNode Node(string suffix, int host)
    {
        NetworkNode node = new(
            new(_stem + suffix),
            IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"192.0.2.{host}")),
            IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:db8::{host:x}")));
        _nodes.Add(node);
        return node;
    }

    private Task AddNamespacesAsync() => Ip.BatchAsync([.. _nodes.Select(node => $"netns add {node.Namespace.Name}")]);

    private async Task JoinAsync(NetworkNode one, NetworkNode other)
    {
        await Ip.BatchAsync($"link add eth0 netns {one.Namespace.Name} type veth peer name eth0 netns {other.Namespace.Name}");
        await Task.WhenAll(ConfigureAsync(one, other), ConfigureAsync(other, one));
    }

    // No duplicate address detection: a tentative address cannot be bound. No neighbour discovery: its first question may wait a second.
    private static Task ConfigureAsync(NetworkNode node, NetworkNode neighbour) => Ip.BatchInAsync(
        node.Namespace,
        "link set lo up",
        $"link set eth0 address {HardwareAddress(node)}",
        // No link-local address that appears a second later: charon would tell its peer about it.
        "link set eth0 addrgenmode none",
        $"addr add {node.IPv4}/24 dev eth0",
        $"addr add {node.IPv6}/64 dev eth0 nodad",
        "link set eth0 up",
        $"neigh add {neighbour.IPv4} lladdr {HardwareAddress(neighbour)} dev eth0 nud permanent",
        $"neigh add {neighbour.IPv6} lladdr {HardwareAddress(neighbour)} dev eth0 nud permanent");

    private static string HardwareAddress(NetworkNode node) =>
        string.Create(CultureInfo.InvariantCulture, $"02:00:00:00:00:{node.IPv4.GetAddressBytes()[3]:x2}");
}
