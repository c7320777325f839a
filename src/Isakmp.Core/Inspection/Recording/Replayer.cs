using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Inspection.Fields;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Recording;

/// <summary>Drives one endpoint through a recording, line by line, until something is different.</summary>
internal sealed class Replayer : IDisposable
{
    private readonly Recording _recording;
    private readonly RecordedSecrets _secrets;
    private readonly ICryptoProvider _crypto;
    private readonly ReplayOptions _options;
    private readonly RandomTape _tape;
    private readonly CredentialStore _credentials = new();
    private readonly Dictionary<int, PeerProfile> _profiles = [];
    private readonly ImmutableArray<ReplayDifference>.Builder _differences = ImmutableArray.CreateBuilder<ReplayDifference>();
    private IkeEndpoint? _endpoint;
    private ReplayedInputs? _inputs;
    private ReplayedOutputs? _outputs;
    private int _step;
    private TimeSpan _at;

    public Replayer(Recording recording, RecordedSecrets secrets, ICryptoProvider crypto, ReplayOptions options)
    {
        (_recording, _secrets, _crypto, _options) = (recording, secrets, crypto, options);
        _tape = new RandomTape(secrets);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A recording may hold anything: the caller gets one error with its place.")]
    public ReplayReport Run()
    {
        foreach (RecordedValue line in _recording.Lines)
        {
            try
            {
                if (!TryTake(line))
                {
                    break;
                }
            }
            catch (RecordingException fault)
            {
                throw fault.Explain(_recording.Edits);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                throw line.Fault($"The endpoint cannot be driven with this line: {fault.Message}").Explain(_recording.Edits);
            }
        }

        if (_endpoint is null)
        {
            throw new RecordingException(1, 1, "The recording has no line {\"endpoint\":...}, so there is nothing to run.");
        }

        if (_differences.Count == 0 && _outputs!.Surplus(_recording.End.Find("pending")?.Int32() ?? 0) is { } surplus)
        {
            Differ(_recording.End.Line, surplus, []);
        }

        return new ReplayReport(_recording.Title, _differences.ToImmutable(), _recording.Edits)
        {
            Steps = _step, Datagrams = _outputs!.Datagrams, Events = _outputs.Events,
        };
    }

    public void Dispose()
    {
        _outputs?.Dispose();
        _endpoint?.Dispose();
        _inputs?.Dispose();
        _credentials.Dispose();
    }

    /// <summary>Takes a line.</summary>
    /// <returns>False when something has been found different, and what belongs to it too.</returns>
    private bool TryTake(RecordedValue line)
    {
        switch (line.Members[0].Name)
        {
            case "profile":
                AddProfile(line);
                return true;
            case "sharedKey":
                AddKey(line);
                return true;
            case "endpoint":
                Make(line);
                return _differences.Count == 0;
            case "clock":
                Inputs(line).Begin(line);
                return true;
            case "step":
                return TryStep(line);
            default:
                return TryOutput(line);
        }
    }

    private void AddProfile(RecordedValue line)
    {
        if (!_profiles.TryAdd(line["profile"].Int32(), ProfileNotation.Read(line, _crypto)))
        {
            throw line["profile"].Fault("There is a profile of this number already.");
        }
    }

    private void AddKey(RecordedValue line)
    {
        RecordedValue number = line["sharedKey"];
        if (!_secrets.TryGetSharedKey(number.Int32(), out byte[] octets))
        {
            throw number.Fault($"The secrets have no key of number {number.Text}.");
        }

        var owners = new List<IdentityPattern>();
        foreach (RecordedValue owner in line["owners"].Items)
        {
            owners.Add(IdentityPattern.TryParse(owner.String(), out IdentityPattern? pattern, out string? error) ? pattern : throw owner.Fault(error));
        }

        _credentials.AddSharedKey(octets, owners);
    }

    private void Make(RecordedValue line)
    {
        if (_endpoint is not null)
        {
            throw line.Fault("There is an endpoint already.");
        }

        RecordedValue setup = line["endpoint"];
        ImmutableArray<PeerProfile> profiles = [.. setup["profiles"].Items.Select(Profile)];
        _tape.Begin(0);
        _endpoint = new IkeEndpoint(OptionsNotation.Read(setup, _crypto, _tape, _credentials, profiles));
        _outputs = new ReplayedOutputs(_endpoint, _options.ComparesWording);
        _inputs = new ReplayedInputs(_endpoint, _secrets, _outputs, Profile);
        EndDraws(line);
    }

    private PeerProfile Profile(RecordedValue number) =>
        _profiles.TryGetValue(number.Int32(), out PeerProfile? profile) ? profile : throw number.Fault($"There is no profile of number {number.Text} before this line.");

    private ReplayedInputs Inputs(RecordedValue line) => _inputs ?? throw line.Fault("The line {\"endpoint\":...} must come before this one.");

    private bool TryStep(RecordedValue line)
    {
        ReplayedInputs inputs = Inputs(line);
        if (_differences.Count > 0)
        {
            return false;
        }

        if (_outputs!.Surplus(line.Find("pending")?.Int32() ?? 0) is { } surplus)
        {
            Differ(line.Line, surplus, []);
            return false;
        }

        _step = line["step"].Int32();
        _at = line.Find("at")?.Duration() ?? _at;
        _tape.Begin(_step);
        RecordedValue? result = line.Find("result");
        string? replayed = inputs.Give(line, _step);
        if (replayed != result?.Text)
        {
            Differ(line.Line, $"The endpoint took {line["do"].Text} otherwise.", [new FieldDifference("result", result?.Text ?? "an exception", replayed ?? "an exception")]);
        }

        EndDraws(line);
        return true; // what the step puts out says more than these do
    }

    private void EndDraws(RecordedValue line)
    {
        _tape.End();
        if (_tape.Fault is { } fault)
        {
            Differ(line.Line, fault, []);
        }
    }

    private bool TryOutput(RecordedValue line)
    {
        _ = Inputs(line);
        if (_outputs!.Compare(line, out ImmutableArray<FieldDifference> fields) is not { } description)
        {
            return true;
        }

        Differ(line.Line, description, fields);
        return false;
    }

    private void Differ(int line, string description, ImmutableArray<FieldDifference> fields) =>
        _differences.Add(new ReplayDifference(line, _step, _at, description, fields));
}
