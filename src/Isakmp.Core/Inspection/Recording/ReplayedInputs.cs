using System.Globalization;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Recording;

/// <summary>Gives an endpoint the inputs of a recording at their times.</summary>
internal sealed class ReplayedInputs : IDisposable
{
    // Sums of times must not overflow.
    private const long LargestTicks = long.MaxValue / 2;

    private readonly IkeEndpoint _endpoint;
    private readonly RecordedSecrets _secrets;
    private readonly ReplayedOutputs _outputs;
    private readonly Func<RecordedValue, PeerProfile> _profile;
    private readonly List<IDisposable> _answers = [];
    private bool _hasClock;
    private IkeInstant _start;
    private long _drift;

    public ReplayedInputs(IkeEndpoint endpoint, RecordedSecrets secrets, ReplayedOutputs outputs, Func<RecordedValue, PeerProfile> profile) =>
        (_endpoint, _secrets, _outputs, _profile) = (endpoint, secrets, outputs, profile);

    /// <summary>Takes the time that the times of all steps are told from.</summary>
    public void Begin(RecordedValue line)
    {
        if (_hasClock)
        {
            throw line.Fault("The clock has been set already.");
        }

        RecordedValue utc = line["clock"];
        long monotonic = line["monotonic"].Int64();
        if (!DateTime.TryParseExact(
                utc.String(), "O", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out DateTime clock))
        {
            throw utc.Fault($"'{utc.Text}' is no time such as 2026-01-31T12:00:00.0000000Z.");
        }

        if (Math.Abs((decimal)monotonic) > LargestTicks)
        {
            throw line["monotonic"].Fault($"{monotonic} is too far from zero.");
        }

        _hasClock = true;
        _start = new IkeInstant(monotonic, clock.Ticks);
        _outputs.Start = _start;
    }

    /// <summary>Gives the input of a line to the endpoint.</summary>
    /// <returns>What the endpoint returned, as a recording has it; null for nothing, and if it threw.</returns>
    /// <exception cref="RecordingException">The line is wrong.</exception>
    public string? Give(RecordedValue line, int step)
    {
        EndpointInputKind kind = line["do"].Enum<EndpointInputKind>();
        if (kind == EndpointInputKind.Dispose)
        {
            _endpoint.Dispose();
            return null;
        }

        IkeInstant now = Now(line);
        switch (kind)
        {
            case EndpointInputKind.Receive:
                byte[] datagram = line["datagram"].Octets();
                ReceiveResult received = _endpoint.Receive(datagram, RecordingReader.ReadPath(line), now);
                _outputs.Keys.Learn(datagram);
                return received.ToString();
            case EndpointInputKind.Advance:
                _endpoint.Advance(now);
                return null;
            case EndpointInputKind.Complete:
                return Complete(line, step, now);
            case EndpointInputKind.Connect or EndpointInputKind.AddOnDemand:
                return Connect(line, kind, now);
            case EndpointInputKind.CloseAll:
                _endpoint.CloseAll(now);
                return null;
            default:
                return Word(Command(line, kind, now));
        }
    }

    public void Dispose()
    {
        foreach (IDisposable answer in _answers)
        {
            answer.Dispose();
        }
    }

    private IkeInstant Now(RecordedValue line)
    {
        if (!_hasClock)
        {
            throw line.Fault("The line {\"clock\":...} must come before the first step.");
        }

        RecordedValue at = line["at"];
        _drift = line.Find("drift")?.Int64() ?? _drift;
        TimeSpan elapsed = at.Duration();
        decimal utc = (decimal)_start.UtcTicks + elapsed.Ticks + _drift;
        return utc >= DateTime.MinValue.Ticks && utc <= DateTime.MaxValue.Ticks
            ? new IkeInstant(_start.MonotonicTicks + elapsed.Ticks, (long)utc)
            : throw at.Fault("This is no moment that a calendar has.");
    }

    private string? Connect(RecordedValue line, EndpointInputKind kind, IkeInstant now)
    {
        PeerProfile profile = _profile(line["profile"]);
        PacketInfo path = RecordingReader.ReadPath(line);
        string? child = line.Find("childName")?.String();
        try
        {
            ConnectionId id = kind == EndpointInputKind.Connect
                ? _endpoint.Connect(profile, path, now, child)
                : _endpoint.AddOnDemand(profile, path, now, child);
            return id.ToString();
        }
        catch (Exception refused) when (refused is ArgumentException or InvalidOperationException && line.Find("result") is null)
        {
            return null; // as it was recorded
        }
    }

    private bool Command(RecordedValue line, EndpointInputKind kind, IkeInstant now)
    {
        // A handle that names nothing is left out of a recording.
        var connection = new ConnectionId(line.Find("connection")?.UInt64() ?? 0);
        return kind switch
        {
            EndpointInputKind.Acquire => _endpoint.Acquire(connection, now),
            EndpointInputKind.Close => _endpoint.Close(connection, now),
            EndpointInputKind.DeleteChild => _endpoint.DeleteChild(connection, Child(line), now),
            EndpointInputKind.CreateChild => _endpoint.CreateChild(connection, line["childName"].String(), now),
            EndpointInputKind.RekeyChild => _endpoint.RekeyChild(connection, Child(line), now),
            EndpointInputKind.Reauthenticate => _endpoint.Reauthenticate(connection, now),
            EndpointInputKind.ReportTraffic => _endpoint.ReportTraffic(connection, Child(line), line["octets"].UInt64(), now),
            _ => _endpoint.CheckLiveness(connection, now),
        };
    }

    private static ChildId Child(RecordedValue line) => new(line.Find("child")?.UInt64() ?? 0);

    private string? Complete(RecordedValue line, int step, IkeInstant now)
    {
        RecordedValue id = line["question"];
        if (!_outputs.Questions.TryGetValue(id.UInt64(), out IkeOperation? operation))
        {
            // a question that was never handed out can only have been another endpoint's
            return line.Find("result")?.Text == "false" ? "false" : throw id.Fault($"Question {id.Text} has not been asked before this line.");
        }

        RecordedValue answer = line["answer"];
        bool isTaken = operation switch
        {
            IkeOperation<bool> question => _endpoint.Complete(question, answer.Boolean(), now),
            AllocateSpiOperation question => _endpoint.Complete(question, ReadSpi(answer), now),
            SelectProfileOperation question => _endpoint.Complete(question, answer.IsNull ? null : _profile(answer), now),
            GetSharedKeyOperation question => _endpoint.Complete(question, answer.IsNull ? null : ReadSecret(answer, step, out _), now),
            KeyAgreementOperation question => _endpoint.Complete(question, answer.IsNull ? null : ReadAgreement(answer, step), now),
            _ => throw id.Fault("This question cannot be answered from a recording."),
        };
        return Word(isTaken);
    }

    private KeyAgreementAnswer ReadAgreement(RecordedValue answer, int step)
    {
        SecretBuffer secret = ReadSecret(answer, step, out byte[] publicValue);
        return new KeyAgreementAnswer(secret, publicValue);
    }

    private SecretBuffer ReadSecret(RecordedValue answer, int step, out byte[] publicValue)
    {
        if (!_secrets.TryGetAnswer(step, out byte[] octets, out publicValue))
        {
            throw answer.Fault($"The secrets have no answer of step {step}.");
        }

        var secret = new SecretBuffer(octets);
        _answers.Add(secret); // the endpoint's, if it takes it; to dispose of it twice does no harm
        return secret;
    }

    private static ChildSpi ReadSpi(RecordedValue answer) =>
        uint.TryParse(answer.String(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint spi) && answer.Text.Length == 8
            ? new ChildSpi(spi)
            : throw answer.Fault($"'{answer.Text}' is no SPI of 8 hexadecimal digits.");

    private static string Word(bool value) => value ? "true" : "false";
}
