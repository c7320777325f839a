using System.Text.Json;
using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Wire.Describe;

namespace Isakmp.Inspection.Recording;

/// <summary>The inputs of an endpoint, numbered: what it was given, what it drew and what it returned; and before them how it was set up.</summary>
internal sealed class StepRecorder
{
    private readonly RecordingWriter _writer;
    private readonly Dictionary<PeerProfile, int> _profiles = new(ReferenceEqualityComparer.Instance);
    private readonly List<byte[]> _drawn = [];
    private IkeEndpointOptions? _options;
    private int _keys;
    private int _step;
    private bool _isOpen;
    private bool _knowsTime;
    private long _drift;

    public StepRecorder(RecordingWriter writer) => _writer = writer;

    /// <summary>Writes how the endpoint is set up; what it draws while it is made belongs to step 0.</summary>
    public void Begin(IkeEndpointOptions options)
    {
        _options = options;
        if (_writer.Begin() is { } line)
        {
            line.Json.WriteNumber("recording", RecordingFormat.Version);
            line.Json.WriteString("provider", options.Crypto.Name);
            if (_writer.Options.Title is { } title)
            {
                line.Json.WriteString("title", title);
            }

            _writer.End();
        }

        int[] profiles = [.. options.Profiles.Select(NumberOf)];
        WriteNewKeys();
        if (_writer.Begin() is { } setup)
        {
            setup.Json.WriteStartObject("endpoint");
            OptionsNotation.Write(setup, options, profiles);
            setup.Json.WriteEndObject();
            _writer.End();
        }
    }

    public void Begin(in EndpointInput input)
    {
        CloseStep();
        WriteDrawn();
        WriteNewKeys();
        int profile = input.Profile is { } named ? NumberOf(named) : 0;
        if (input.Answer is PeerProfile answered)
        {
            _ = NumberOf(answered);
        }

        if (input.Kind != EndpointInputKind.Dispose)
        {
            TellStart(input.Now);
        }

        _step++;
        _isOpen = true;
        if (_writer.Begin() is { } line)
        {
            Write(line, input, profile);
        }

        WriteSecret(input.Answer);
    }

    public void End(object? result)
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        if (_writer.Fault is not null)
        {
            return;
        }

        Utf8JsonWriter json = _writer.Line.Json;
        switch (result)
        {
            case ReceiveResult received:
                json.WriteString("result", received.ToString());
                break;
            case ConnectionId connection:
                json.WriteNumber("result", connection.Value);
                break;
            case bool yes:
                json.WriteBoolean("result", yes);
                break;
            default:
                break;
        }

        _writer.End();
    }

    /// <summary>Ends a step that has thrown: it has no result.</summary>
    public void CloseStep() => End(null);

    public void Drawn(ReadOnlySpan<byte> octets)
    {
        if (_writer.Options.IncludesSecrets && _writer.Fault is null)
        {
            _drawn.Add(octets.ToArray());
        }
    }

    public void Finish()
    {
        CloseStep();
        WriteDrawn();
    }

    private void Write(LineWriter line, in EndpointInput input, int profile)
    {
        Utf8JsonWriter json = line.Json;
        json.WriteNumber("step", _step);
        if (input.Kind != EndpointInputKind.Dispose)
        {
            line.Duration("at", input.Now - line.Start);
            WriteDrift(line, input.Now);
        }

        if (input.Pending != 0)
        {
            json.WriteNumber("pending", input.Pending);
        }

        json.WriteString("do", input.Kind.ToString());
        line.Handle("connection", input.Connection.Value);
        line.Handle("child", input.Child.Value);
        line.Handle("profile", (ulong)profile);
        if (input.ChildName is { } child)
        {
            json.WriteString("childName", child);
        }

        if (input.Octets is { } octets)
        {
            json.WriteNumber("octets", octets);
        }

        if (input.Operation is { } operation)
        {
            json.WriteNumber("question", operation.Id);
            OperationNotation.WriteAnswer(line, input.Answer, NumberOf);
        }

        if (input.Kind is EndpointInputKind.Receive or EndpointInputKind.Connect or EndpointInputKind.AddOnDemand)
        {
            line.Path(input.Path);
        }

        if (input.Kind == EndpointInputKind.Receive)
        {
            line.Octets("datagram", input.Datagram);
            json.WriteString("note", WireDescriber.Summary(input.Datagram));
        }
    }

    /// <summary>The wall clock is told only where it has moved against the monotonic one since the last step.</summary>
    private void WriteDrift(LineWriter line, IkeInstant now)
    {
        long drift = now.UtcTicks - line.Start.UtcTicks - (now.MonotonicTicks - line.Start.MonotonicTicks);
        if (drift != _drift)
        {
            line.Json.WriteNumber("drift", drift);
            _drift = drift;
        }
    }

    private void TellStart(IkeInstant now)
    {
        if (_knowsTime)
        {
            return;
        }

        _knowsTime = true;
        _writer.Line.Start = now;
        if (_writer.Begin() is { } line)
        {
            line.Json.WriteString("clock", LineWriter.Utc(now.UtcTicks));
            line.Json.WriteNumber("monotonic", now.MonotonicTicks);
            _writer.End();
        }
    }

    /// <summary>The number of a profile; one that is new is written first.</summary>
    private int NumberOf(PeerProfile profile)
    {
        if (_profiles.TryGetValue(profile, out int number))
        {
            return number;
        }

        number = _profiles.Count + 1;
        _profiles.Add(profile, number);
        if (_writer.Begin() is { } line)
        {
            line.Json.WriteNumber("profile", number);
            ProfileNotation.Write(line, profile);
            _writer.End();
        }

        return number;
    }

    /// <summary>Pre-shared keys may be added while the endpoint runs: whose they are is told, and what they are goes to the secrets.</summary>
    private void WriteNewKeys()
    {
        CredentialStore credentials = _options!.Credentials;
        for (; _keys < credentials.Count; _keys++)
        {
            (IReadOnlyList<IdentityPattern> owners, SecretBuffer secret) = credentials[_keys];
            if (_writer.Begin() is { } line)
            {
                line.Json.WriteNumber("sharedKey", _keys + 1);
                line.Words("owners", owners);
                _writer.End();
            }

            if (_writer.BeginSecret() is { } hidden)
            {
                hidden.Json.WriteNumber("sharedKey", _keys + 1);
                hidden.Octets("octets", secret.Span);
                _writer.EndSecret();
            }
        }
    }

    private void WriteSecret(object? answer)
    {
        ReadOnlySpan<byte> secret = OperationNotation.SecretOf(answer);
        if ((answer is not (SecretBuffer or Exchanges.KeyAgreementAnswer)) || _writer.BeginSecret() is not { } hidden)
        {
            return;
        }

        hidden.Json.WriteNumber("answerOf", _step);
        hidden.Octets("octets", secret);
        if (answer is Exchanges.KeyAgreementAnswer { PublicValue: { IsEmpty: false } publicValue })
        {
            hidden.Octets("publicValue", publicValue.Span);
        }

        _writer.EndSecret();
    }

    /// <summary>Writes what was drawn since the last step began; the numbers of the steps say where it belongs.</summary>
    private void WriteDrawn()
    {
        if (_drawn.Count > 0 && _writer.BeginSecret() is { } hidden)
        {
            hidden.Json.WriteNumber("drawnIn", _step);
            hidden.Words("octets", _drawn.Select(Convert.ToHexStringLower));
            _writer.EndSecret();
        }

        foreach (byte[] octets in _drawn)
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(octets);
        }

        _drawn.Clear();
    }
}
