using System.Diagnostics;
using System.Globalization;
using IkeTool.Output;
using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace IkeTool.Commands;

/// <summary>One try to bring a connection up, and to keep it up.</summary>
/// <param name="host">The host.</param>
/// <param name="feed">Prints its events.</param>
/// <param name="output">Where to print.</param>
/// <param name="profile">The connection.</param>
/// <param name="remote">The peer.</param>
internal sealed class Attempt(IkeHost host, EventFeed feed, ToolOutput output, PeerProfile profile, NetEndPoint remote)
{
    /// <summary>Whether the peer knows of something that it can confirm the end of.</summary>
    public bool WasUp { get; private set; }

    /// <summary>Brings the connection up.</summary>
    /// <param name="stays">Whether to keep it up until it is ended.</param>
    /// <param name="timeout">When to give up.</param>
    /// <param name="interrupt">The user wants to end.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(bool stays, TimeSpan timeout, CancellationToken interrupt)
    {
        output.Text($"{output.Paint(Tone.Strong, $"connecting {profile.Name}")}  to {remote}");
        output.Json("connecting", writer =>
        {
            writer.WriteString("name", profile.Name);
            writer.WriteString("remote", remote.ToString());
        });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        long start = Stopwatch.GetTimestamp();
        try
        {
            Task<HostConnection> connecting = BringUpAsync(end.Token);
            string? late = null;
            if (await Task.WhenAny(connecting, Task.Delay(timeout, interrupt)) != connecting && !interrupt.IsCancellationRequested)
            {
                late = HowFar(timeout);
                await end.CancelAsync();
            }

            HostConnection connection = await Unless(late, connecting);
            TellUp(Stopwatch.GetElapsedTime(start));
            return stays ? await StayAsync(connection, interrupt) : ExitCode.Success;
        }
        catch (IkeNegotiationException exception)
        {
            TellFailure(exception.Failure);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            output.Error($"{profile.Name}: interrupted before it was up");
            return ExitCode.Interrupted;
        }
    }

    private async Task<HostConnection> BringUpAsync(CancellationToken end)
    {
        var children = WantedChildren.AllOf(profile);
        HostConnection connection = await host.ConnectAsync(profile, remote, children.First, end);
        WasUp = true;
        children.BeginRest(host, connection.Id);
        return await feed.SettledAsync(connection.Id, children.Count(connection.IkeSa.Path)).WaitAsync(end) is { } failure
            ? throw new IkeNegotiationException(failure)
            : connection;
    }

    private static async Task<HostConnection> Unless(string? late, Task<HostConnection> connecting)
    {
        try
        {
            return await connecting;
        }
        catch (OperationCanceledException) when (late is not null)
        {
            throw new IkeNegotiationException(new IkeFailure(FailureKind.Unresponsive, late));
        }
    }

    private string HowFar(TimeSpan timeout)
    {
        string within = string.Create(CultureInfo.InvariantCulture, $"within {timeout.TotalSeconds:0} s");
        return host.List() switch
        {
            [{ Version: IkeVersion.V1, State: IkeSaState.Authenticating }, ..] =>
                $"{remote} took part in the key exchange, but did not answer our proof {within}: mostly the pre-shared keys differ, or it has no connection for our identity; its log tells which",
            [{ State: IkeSaState.Established }, ..] => $"{remote} is authenticated, but not every Child SA was up {within}",
            [{ State: IkeSaState.Authenticating } or { ResponderSpi.IsZero: false }, ..] => $"{remote} answered the first message, but it was not up {within}",
            _ => $"{remote} did not answer {within}; check its address and port, and what filters packets on the way",
        };
    }

    private void TellUp(TimeSpan elapsed)
    {
        output.Text(string.Create(CultureInfo.InvariantCulture, $"{output.Paint(Tone.Good, $"{profile.Name} is up")}  after {elapsed.TotalSeconds:0.000} s"));
        output.Json("up", writer =>
        {
            writer.WriteString("name", profile.Name);
            writer.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 6));
        });
    }

    private void TellFailure(IkeFailure failure)
    {
        output.Error($"{profile.Name}: {FailureText.Line(failure)}", FailureText.Details(failure));
        output.Json("failed", writer =>
        {
            writer.WriteString("name", profile.Name);
            SaJson.Write(writer, failure);
        });
    }

    private async Task<int> StayAsync(HostConnection connection, CancellationToken interrupt)
    {
        output.Text(output.Paint(Tone.Quiet, "staying; Ctrl+C deletes the SAs and ends"));
        try
        {
            ConnectionClosedEvent closed = await connection.Closed.WaitAsync(interrupt);
            TellFailure(closed.Failure ?? new IkeFailure(FailureKind.Denied, $"The connection was closed: {SaText.Reason(closed.Reason)}"));
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Success;
        }
    }
}
