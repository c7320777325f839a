using System.Diagnostics.CodeAnalysis;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Primitives;
using Isakmp.Wire.Describe;

namespace Isakmp.Inspection.Recording;

/// <summary>
/// Records one endpoint: set it as <see cref="IkeEndpointOptions.Journal"/>, and everything that goes in and comes out is written, one JSON object a line,
/// so that <see cref="Replay"/> can run it again.
/// </summary>
/// <remarks>
/// The format is described in <c>docs/recordings.md</c>. A recording with its secrets is as secret as the pre-shared keys and the traffic: private values follow from the randomness in it.
/// Dispose of the recorder after the endpoint; only then is the recording whole. It never disturbs the endpoint: if writing fails, it stops and keeps the <see cref="Fault"/>.
/// </remarks>
/// <example>
/// <code>
/// using StreamWriter file = File.CreateText("office.ikerec");
/// using var recorder = new EndpointRecorder(file);
/// await using IkeHost host = IkeHost.Start(new IkeEndpointOptions { Crypto = crypto, Random = random, Journal = recorder });
/// </code>
/// </example>
[SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "What goes wrong here must not disturb the endpoint; the fault is kept for the caller.")]
public sealed class EndpointRecorder : EndpointJournal, IDisposable
{
    private readonly RecordingWriter _writer;
    private readonly StepRecorder _steps;
    private IkeEndpoint? _endpoint;
    private bool _isAttached;
    private bool _isDisposed;

    /// <summary>Makes a recorder.</summary>
    /// <param name="recording">Where the recording goes; it stays the caller's, who disposes of it after the recorder.</param>
    /// <param name="options">How to record; null for everything, with the secrets at the end.</param>
    public EndpointRecorder(TextWriter recording, EndpointRecorderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        options ??= new EndpointRecorderOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumLength, 1);
        _writer = new RecordingWriter(recording, options);
        _steps = new StepRecorder(_writer);
    }

    /// <summary>Why recording has stopped before its end; null if it has not.</summary>
    public Exception? Fault => _writer.Fault;

    /// <summary>Writes the end of the recording and, if they go there, its secrets; flushes and leaves the writers open.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _steps.Finish();
            _writer.Finish(_endpoint?.PendingCount ?? 0);
            _writer.Dispose();
        }
    }

    internal override IRandomSource Attach(IkeEndpointOptions options)
    {
        if (_isAttached || _isDisposed)
        {
            throw new ArgumentException("This recorder has an endpoint already; make one for each endpoint.", nameof(options));
        }

        if (options.CookieSecret is not null)
        {
            throw new ArgumentException(
                "An endpoint that shares a CookieSecret with others depends on what they do, so it cannot be recorded: leave CookieSecret out.", nameof(options));
        }

        _isAttached = true;
        try
        {
            _steps.Begin(options);
        }
        catch (Exception fault)
        {
            _writer.Stop(fault);
        }

        return new RecordedRandom(options.Random, _steps);
    }

    internal override void Watch(IkeEndpoint endpoint) => _endpoint = endpoint;

    internal override void Begin(in EndpointInput input)
    {
        try
        {
            _steps.Begin(input);
        }
        catch (Exception fault)
        {
            _writer.Stop(fault);
        }
    }

    internal override void End(object? result)
    {
        try
        {
            _steps.End(result);
        }
        catch (Exception fault)
        {
            _writer.Stop(fault);
        }
    }

    internal override void Transmitted(in Transmit transmit, ReadOnlySpan<byte> datagram)
    {
        try
        {
            _steps.CloseStep();
            if (_writer.Begin() is { } line)
            {
                line.Octets("transmit", datagram);
                line.Path(transmit.Path);
                line.Json.WriteString("note", transmit.IsKeepAlive ? "keep-alive" : WireDescriber.Summary(datagram));
                _writer.End();
            }
        }
        catch (Exception fault)
        {
            _writer.Stop(fault);
        }
    }

    internal override void Happened(IkeEvent happened) => Taken(happened, EventNotation.Write);

    internal override void Asked(IkeOperation operation) => Taken(operation, OperationNotation.Write);

    private void Taken<T>(T output, Action<LineWriter, T> write)
    {
        try
        {
            _steps.CloseStep();
            if (_writer.Begin() is { } line)
            {
                write(line, output);
                _writer.End();
            }
        }
        catch (Exception fault)
        {
            _writer.Stop(fault);
        }
    }

    /// <summary>Passes randomness on to the endpoint and to the secrets.</summary>
    private sealed class RecordedRandom(IRandomSource inner, StepRecorder steps) : IRandomSource
    {
        public void Fill(Span<byte> destination)
        {
            inner.Fill(destination);
            steps.Drawn(destination);
        }
    }
}
