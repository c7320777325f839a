using Isakmp.Interop.Tests.Peers;

namespace Isakmp.Interop.Tests.Network;

/// <summary>The <c>ip</c> program of iproute2, several commands in one start.</summary>
internal static class Ip
{
    /// <summary>Runs commands from the namespace of this process.</summary>
    public static Task BatchAsync(params string[] commands) => Command.RunAsync("ip", ["-batch", "-"], Lines(commands));

    /// <summary>Runs commands inside a namespace.</summary>
    public static Task BatchInAsync(NetworkNamespace inside, params string[] commands) =>
        Command.RunAsync("ip", ["-n", inside.Name, "-batch", "-"], Lines(commands));

    private static string Lines(string[] commands) => string.Join('\n', commands) + "\n";
}
