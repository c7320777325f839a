using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Isakmp.Inspection.Recording;

/// <summary>The two sections of a recording on their way out: the dialogue as it happens, the secrets likewise or at the end.</summary>
internal sealed class RecordingWriter : IDisposable
{
    private readonly TextWriter _output;
    private readonly EndpointRecorderOptions _options;
    private readonly LineWriter _line = new();
    private readonly LineWriter _secret = new();
    private readonly List<char[]> _waiting = [];
    private long _length;
    private int _lines;
    private int _secrets;

    public RecordingWriter(TextWriter output, EndpointRecorderOptions options) => (_output, _options) = (output, options);

    /// <summary>The fault that ended the recording.</summary>
    public Exception? Fault { get; private set; }

    public EndpointRecorderOptions Options => _options;

    /// <summary>The line that times are told by.</summary>
    public LineWriter Line => _line;

    /// <summary>Ends the recording before its end.</summary>
    public void Stop(Exception fault) => Fault ??= fault;

    /// <summary>Begins a line of the dialogue; null if recording has stopped.</summary>
    public LineWriter? Begin() => Fault is null ? _line.Begin() : null;

    public void End()
    {
        _lines++;
        Write(_output, _line.End());
    }

    /// <summary>Begins a secret; null if none is wanted.</summary>
    public LineWriter? BeginSecret()
    {
        if (Fault is not null || !_options.IncludesSecrets)
        {
            return null;
        }

        if (_secrets++ == 0 && _options.Secrets is { } separate)
        {
            Write(separate, SecretsHeader());
        }

        return Fault is null ? _secret.Begin() : null;
    }

    public void EndSecret()
    {
        string text = _secret.End();
        if (_options.Secrets is { } separate)
        {
            Write(separate, text);
            return;
        }

        _waiting.Add(text.ToCharArray());
        Count(text.Length);
    }

    /// <summary>Writes the end of the recording, with the number of outputs that nobody has taken, and the secrets.</summary>
    public void Finish(int pending)
    {
        if (Fault is null)
        {
            _ = _line.Begin();
            _line.Json.WriteNumber("end", _lines);
            if (pending != 0)
            {
                _line.Json.WriteNumber("pending", pending);
            }

            Write(_output, _line.End());
        }

        WriteSecrets();
        Try(_output.Flush);
        if (_options.Secrets is { } separate)
        {
            Try(separate.Flush);
        }

        foreach (char[] text in _waiting)
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
        }

        _waiting.Clear();
    }

    public void Dispose()
    {
        _line.Dispose();
        _secret.Dispose();
    }

    private void WriteSecrets()
    {
        if (_secrets == 0 || Fault is not null)
        {
            return;
        }

        if (_options.Secrets is null)
        {
            Write(_output, SecretsHeader());
            foreach (char[] text in _waiting)
            {
                Try(() => _output.Write(text));
                Try(() => _output.Write('\n'));
            }
        }

        _ = _secret.Begin();
        _secret.Json.WriteNumber("end", _secrets);
        Write(_options.Secrets ?? _output, _secret.End());
    }

    private string SecretsHeader()
    {
        _ = _secret.Begin();
        _secret.Json.WriteNumber("secrets", RecordingFormat.Version);
        return _secret.End();
    }

    private void Write(TextWriter output, string text)
    {
        Count(text.Length);
        Try(() => output.Write(text));
        Try(() => output.Write('\n')); // the same file on every system
    }

    private void Count(int characters)
    {
        _length += characters + 1;
        if (_length > _options.MaximumLength)
        {
            Fault ??= new InvalidOperationException(
                $"The recording has reached its {_options.MaximumLength} characters and was stopped: it is not whole. Set MaximumLength for a longer one.");
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A full disk must not disturb the endpoint; the fault is kept for the caller.")]
    private void Try(Action write)
    {
        if (Fault is not null)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception fault)
        {
            Fault = fault;
        }
    }
}
