using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Primitives;

namespace IkeTool.Output;

/// <summary>Reads the events of a host, prints them, and lets the command wait until what it waits for has been printed.</summary>
internal sealed class EventFeed
{
    private readonly Lock _gate = new();
    private readonly HashSet<ChildId> _active = [];
    private readonly List<(ChildId Child, TaskCompletionSource Seen)> _waiting = [];
    private readonly Task _reading;

    private EventFeed(IkeHost host, EventPrinter printer) => _reading = Task.Run(() => ReadAsync(host, printer));

    /// <summary>Begins to read and to print.</summary>
    /// <param name="host">The host.</param>
    /// <param name="printer">Prints.</param>
    /// <returns>The feed.</returns>
    public static EventFeed Start(IkeHost host, EventPrinter printer) => new(host, printer);

    /// <summary>Waits until the activation of a Child SA has been printed.</summary>
    /// <param name="child">The Child SA.</param>
    /// <returns>That moment.</returns>
    public Task PrintedAsync(ChildId child)
    {
        lock (_gate)
        {
            if (_active.Contains(child) || _reading.IsCompleted)
            {
                return Task.CompletedTask;
            }

            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((child, seen));
            return Task.WhenAny(seen.Task, _reading);
        }
    }

    /// <summary>Waits until everything has been printed, after the host has stopped.</summary>
    /// <returns>The end.</returns>
    public Task EndAsync() => _reading;

    private async Task ReadAsync(IkeHost host, EventPrinter printer)
    {
        await foreach (IkeEvent happened in host.ReadEventsAsync())
        {
            printer.Print(happened);
            if (happened is ActivateOutboundEvent activate)
            {
                Tell(activate.Info.Id);
            }
        }
    }

    private void Tell(ChildId child)
    {
        lock (_gate)
        {
            _active.Add(child);
            foreach ((_, TaskCompletionSource seen) in _waiting.Where(entry => entry.Child == child))
            {
                seen.SetResult();
            }

            _waiting.RemoveAll(entry => entry.Child == child);
        }
    }
}
