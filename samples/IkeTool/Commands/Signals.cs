using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IkeTool.Commands;

/// <summary>Turns SIGINT and SIGTERM into a request to end properly; the second one ends at once.</summary>
internal sealed class Signals : IDisposable
{
    // Programs that end others, such as timeout, signal a process and then its group: that is one wish.
    private static readonly TimeSpan s_sameWish = TimeSpan.FromSeconds(0.5);

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private long _first;

    public Signals()
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }
    }

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (!_source.IsCancellationRequested)
        {
            _first = Stopwatch.GetTimestamp();
            context.Cancel = true;
            _source.Cancel();
        }
        else
        {
            context.Cancel = Stopwatch.GetElapsedTime(_first) < s_sameWish; // later, once more means: now
        }
    }
}
