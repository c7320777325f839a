using System.Collections.Immutable;
using System.CommandLine;
using IkeTool.Configuration;
using IkeTool.Output;
using Isakmp.Hosting;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace IkeTool.Commands;

/// <summary><c>ike listen CONFIG</c>: answers peers until it is ended.</summary>
internal static class ListenCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var network = new NetworkOptions();
        var command = new Command(
            "listen", $"Answers peers by the connections of the file until SIGINT or SIGTERM, and starts those whose start_action is start. {ExitCode.Help}");
        network.AddTo(command);
        command.SetAction((result, _) => RunAsync(network, result));
        return command;
    }

    private static async Task<int> RunAsync(NetworkOptions network, ParseResult result)
    {
        ToolOutput output = network.Output(result);
        if (network.Read(result, output) is not { } configuration)
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
            ImmutableArray<PeerProfile> profiles = [.. configuration.Connections.Select(connection => connection.Profile)];
            await using IkeHost host = network.Start(result, configuration, configuration.Connections, profiles, traffic);
            var starter = new ConnectionStarter(host);
            var feed = EventFeed.Start(host, new EventPrinter(output, network.PrintsXfrm(result)), starter.Observe);
            TellListening(output, host, profiles);
            foreach (ConfiguredConnection connection in configuration.Connections)
            {
                StartAtOnce(starter, output, connection);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, signals.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            if (!await host.StopAsync())
            {
                output.Error("not every peer confirmed the deletion");
            }

            await feed.EndAsync();
            return ExitCode.Success;
        }
        catch (IkeBindException exception)
        {
            output.Error(exception.Message.TrimEnd('.'));
            return ExitCode.Network;
        }
        finally
        {
            configuration.Credentials.Dispose();
        }
    }

    private static void TellListening(ToolOutput output, IkeHost host, ImmutableArray<PeerProfile> profiles)
    {
        string[] ends = [.. host.LocalEndPoints.Concat(host.NatTraversalEndPoints).Select(end => end.ToString())];
        output.Text($"{output.Paint(Tone.Strong, "listening")}  on {string.Join(", ", ends)}\n"
            + $"    for         {string.Join(", ", profiles.Select(profile => profile.Name))}");
        output.Json("listening", writer =>
        {
            writer.WriteStartArray("addresses");
            foreach (string end in ends)
            {
                writer.WriteStringValue(end);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("connections");
            foreach (PeerProfile profile in profiles)
            {
                writer.WriteStringValue(profile.Name);
            }

            writer.WriteEndArray();
        });
    }

    private static void StartAtOnce(ConnectionStarter starter, ToolOutput output, ConfiguredConnection connection)
    {
        if (connection.Profile.KeepUp.OnLoad != ConnectionAction.Start)
        {
            return;
        }

        foreach (AddressPattern pattern in connection.Profile.RemoteAddresses)
        {
            if (pattern.TryGetAddress(out NetAddress address))
            {
                starter.Start(connection.Profile, new NetEndPoint(address, connection.RemotePort));
                return;
            }
        }

        output.Error($"connection '{connection.Profile.Name}' has start_action start, but remote_addrs names no address to connect to");
    }
}
