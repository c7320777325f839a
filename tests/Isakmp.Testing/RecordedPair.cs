using Isakmp.Inspection.Recording;

namespace Isakmp.Testing;

/// <summary>A <see cref="Pair"/> of which both sides are recorded.</summary>
public sealed class RecordedPair : IDisposable
{
    private readonly StringWriter _alice = new();
    private readonly StringWriter _bob = new();
    private readonly EndpointRecorder _aliceRecorder;
    private readonly EndpointRecorder _bobRecorder;
    private bool _isFinished;

    /// <summary>Makes the pair.</summary>
    /// <param name="options">Its options; their recorders are set here.</param>
    /// <param name="recording">How to record.</param>
    public RecordedPair(PairOptions? options = null, EndpointRecorderOptions? recording = null)
    {
        options ??= new PairOptions();
        _aliceRecorder = new EndpointRecorder(_alice, recording);
        _bobRecorder = new EndpointRecorder(_bob, recording);
        options.AliceJournal = _aliceRecorder;
        options.BobJournal = _bobRecorder;
        Pair = new Pair(options);
    }

    /// <summary>The pair.</summary>
    public Pair Pair { get; }

    /// <summary>Ends the recordings, disposes of the pair, and returns both texts.</summary>
    public (string Alice, string Bob) Finish()
    {
        if (!_isFinished)
        {
            _isFinished = true;
            Pair.Dispose();
            _aliceRecorder.Dispose();
            _bobRecorder.Dispose();
        }

        if ((_aliceRecorder.Fault ?? _bobRecorder.Fault) is { } fault)
        {
            throw new InvalidOperationException("The recorder has stopped.", fault);
        }

        return (_alice.ToString(), _bob.ToString());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Finish();
        _alice.Dispose();
        _bob.Dispose();
    }
}
