using System.CommandLine;
using System.Net.Sockets;
using IkeTool.Configuration;
using IkeTool.Output;
using Isakmp.Hosting;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace IkeTool.Commands;

/// <summary><c>ike connect CONFIG [NAME]</c>: brings one connection up.</summary>
internal static class ConnectCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var network = new NetworkOptions();
        var name = new Argument<string?>("NAME")
        {
            Description = "The connection to bring up; may be left out where the file has only one.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var stay = new Option<bool>("--stay") { Description = "Keep the connection up until SIGINT or SIGTERM; without it, it is deleted as soon as it was up." };
        var timeout = new Option<int>("--timeout")
        {
            Description = "Give up after so many seconds; 0 for never.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 30,
        };
        var command = new Command("connect", $"Brings a connection up with real sockets. {ExitCode.Help}") { name, stay, timeout };
        network.AddTo(command);
        command.SetAction((result, _) => RunAsync(network, result, result.GetValue(name), result.GetValue(stay), result.GetValue(timeout)));
        return command;
    }

    private static async Task<int> RunAsync(NetworkOptions network, ParseResult result, string? name, bool stays, int timeout)
    {
        ToolOutput output = network.Output(result);
        if (network.Read(result, output) is not { } configuration)
        {
            return ExitCode.Usage;
        }

        if (Choose(configuration, name, network.ConfigPath(result), output) is not { } connection || RemoteOf(connection, network.ConfigPath(result), output) is not { } remote)
        {
            return ExitCode.Usage;
        }

        using TrafficLog? traffic = network.OpenTraffic(result, output);
        if (traffic is null)
        {
            return ExitCode.Usage;
        }

        using var signals = new Signals();
        try
        {
            await using IkeHost host = network.Start(result, configuration, [connection], [], traffic);
            var feed = EventFeed.Start(host, new EventPrinter(output, network.PrintsXfrm(result), tellsFailures: false));
            var attempt = new Attempt(host, feed, output, connection.Profile, remote);
            int code = await attempt.RunAsync(stays, timeout > 0 ? TimeSpan.FromSeconds(timeout) : Timeout.InfiniteTimeSpan, signals.Token);
            if (!await host.StopAsync() && attempt.WasUp)
            {
                output.Error($"{connection.Profile.Name}: the peer did not confirm the deletion");
            }

            await feed.EndAsync();
            return code;
        }
        catch (Exception exception) when (exception is IkeBindException or InvalidOperationException)
        {
            bool otherPortsHelp = exception.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressAlreadyInUse };
            output.Error(exception.Message.TrimEnd('.') + (otherPortsHelp ? ": --port 0 --port-nat-t 0 lets the system choose" : ""));
            return ExitCode.Network;
        }
        finally
        {
            configuration.Credentials.Dispose();
        }
    }

    private static ConfiguredConnection? Choose(IkeConfiguration configuration, string? name, string path, ToolOutput output)
    {
        IEnumerable<string> names = configuration.Connections.Select(connection => connection.Profile.Name);
        ConfiguredConnection? chosen = name is null && configuration.Connections.Length == 1
            ? configuration.Connections[0]
            : configuration.Connections.FirstOrDefault(connection => connection.Profile.Name == name);
        if (chosen is null)
        {
            string guess = name is not null && Vocabulary.Nearest(name, names) is { } nearest ? $" (did you mean '{nearest}'?)" : "";
            output.Error(name is null
                ? $"{path} has several connections; name one of them: {string.Join(", ", names)}"
                : $"{path} has no connection '{name}'{guess}; it has: {string.Join(", ", names)}");
        }

        return chosen;
    }

    private static NetEndPoint? RemoteOf(ConfiguredConnection connection, string path, ToolOutput output)
    {
        foreach (AddressPattern pattern in connection.Profile.RemoteAddresses)
        {
            if (pattern.TryGetAddress(out NetAddress address))
            {
                return new NetEndPoint(address, connection.RemotePort);
            }
        }

        output.Error($"{path}:{connection.Line}: connection '{connection.Profile.Name}' names no address to connect to; set remote_addrs to one");
        return null;
    }
}
