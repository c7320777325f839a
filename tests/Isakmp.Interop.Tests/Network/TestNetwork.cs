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

    private TestNetwork(NetworkNode a, NetworkNode b)
    {
        A = a;
        B = b;
    }

    /// <summary>The first machine.</summary>
    public NetworkNode A { get; }

    /// <summary>The second machine.</summary>
    public NetworkNode B { get; }

    /// <summary>Makes the namespaces, the wire between them and their addresses.</summary>
    public static async Task<TestNetwork> CreateAsync()
    {
        Requirements.Charon();
        await s_sweep.Value;
        string stem = NextStem();
        TestNetwork network = new(
            new(new(stem + "a"), IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")),
            new(new(stem + "b"), IPAddress.Parse("192.0.2.2"), IPAddress.Parse("2001:db8::2")));
        string a = network.A.Namespace.Name;
        string b = network.B.Namespace.Name;
        await Ip.BatchAsync($"netns add {a}", $"netns add {b}", $"link add eth0 netns {a} type veth peer name eth0 netns {b}");
        await Task.WhenAll(ConfigureAsync(network.A), ConfigureAsync(network.B));
        return network;
    }

    /// <summary>Removes the namespaces. Processes inside must have ended; sockets of this process inside must be closed.</summary>
    public async ValueTask DisposeAsync() => await Ip.BatchAsync($"netns del {A.Namespace.Name}", $"netns del {B.Namespace.Name}");

    /// <summary>A name stem that no other run and no other network of this run has.</summary>
    internal static string NextStem() =>
        string.Create(CultureInfo.InvariantCulture, $"{Leftovers.Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}");

    private static Task ConfigureAsync(NetworkNode node) => Ip.BatchInAsync(
        node.Namespace,
        "link set lo up",
        $"addr add {node.IPv4}/24 dev eth0",
        // Without duplicate address detection: a tentative address cannot be bound for a second.
        $"addr add {node.IPv6}/64 dev eth0 nodad",
        "link set eth0 up");
}
