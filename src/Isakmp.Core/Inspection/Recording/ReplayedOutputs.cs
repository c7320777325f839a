using System.Collections.Immutable;
using System.Globalization;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.Fields;
using Isakmp.Primitives;
using Isakmp.Wire.Describe;

namespace Isakmp.Inspection.Recording;

/// <summary>Takes what an endpoint puts out and holds it against the lines of a recording.</summary>
internal sealed class ReplayedOutputs : IDisposable
{
    private readonly IkeEndpoint _endpoint;
    private readonly bool _comparesWording;
    private readonly LineWriter _line = new();
    private readonly byte[] _buffer = new byte[65_535];

    public ReplayedOutputs(IkeEndpoint endpoint, bool comparesWording)
    {
        (_endpoint, _comparesWording) = (endpoint, comparesWording);
        Keys = new ReplayedKeys(endpoint);
    }

    public ReplayedKeys Keys { get; }

    /// <summary>The questions that have been asked, by their number.</summary>
    public Dictionary<ulong, IkeOperation> Questions { get; } = [];

    public int Datagrams { get; private set; }

    public int Events { get; private set; }

    /// <summary>The moment that times are told from.</summary>
    public IkeInstant Start
    {
        set => _line.Start = value;
    }

    /// <summary>Takes the output that a line tells of.</summary>
    /// <param name="line">A datagram, an event or a question.</param>
    /// <param name="fields">The fields that differ.</param>
    /// <returns>What is different in one sentence; null if nothing is.</returns>
    public string? Compare(RecordedValue line, out ImmutableArray<FieldDifference> fields)
    {
        fields = [];
        return line.Members[0].Name switch
        {
            "transmit" => CompareTransmit(line, ref fields),
            "event" => CompareEvent(line, ref fields),
            _ => CompareQuestion(line, ref fields),
        };
    }

    /// <summary>Describes what waits to be taken beyond, or short of, what waited when it was recorded; null if it is the same.</summary>
    public string? Surplus(int expected)
    {
        int pending = _endpoint.PendingCount;
        if (pending == expected)
        {
            return null;
        }

        if (pending < expected)
        {
            return $"Here {expected} datagrams, events and questions waited to be taken, and now there are {pending}.";
        }

        if (_endpoint.TryGetTransmit(_buffer, out Transmit transmit) == TransmitStatus.Ready)
        {
            return $"Not recorded: the endpoint sends {Name(_buffer.AsSpan(0, transmit.Length), transmit.IsKeepAlive)} to {transmit.Path.Remote}.";
        }

        if (TellNext() is { } told)
        {
            return $"Not recorded: the endpoint tells {told}";
        }

        return _endpoint.TryGetOperation(out IkeOperation? operation)
            ? $"Not recorded: the endpoint asks {OperationNotation.NameOf(operation)}."
            : null;
    }

    public void Dispose()
    {
        Keys.Dispose();
        _line.Dispose();
    }

    private string? CompareTransmit(RecordedValue line, ref ImmutableArray<FieldDifference> fields)
    {
        byte[] recorded = line["transmit"].Octets();
        PacketInfo path = RecordingReader.ReadPath(line);
        if (_endpoint.TryGetTransmit(_buffer, out Transmit transmit) != TransmitStatus.Ready)
        {
            string instead = TellNext() is { } told ? $" It tells {told}" : string.Empty;
            return $"The endpoint sends nothing where {Name(recorded, recorded.Length == 1)} was recorded.{instead}";
        }

        Datagrams++;
        ReadOnlySpan<byte> replayed = _buffer.AsSpan(0, transmit.Length);
        Keys.Learn(replayed);
        if (transmit.Path != path)
        {
            fields = ComparePaths(path, transmit.Path);
        }

        if (replayed.SequenceEqual(recorded))
        {
            return fields.IsEmpty ? null : $"The endpoint sends {Name(replayed, transmit.IsKeepAlive)} on another path.";
        }

        MessageFields was = Keys.Read(recorded, out bool isOpen);
        MessageFields comes = Keys.Read(replayed, out bool isNewOpen);
        if (isNewOpen && !isOpen)
        {
            fields = [.. fields, .. MessageComparison.Compare(MessageFields.Read(recorded), MessageFields.Read(replayed))];
            int at = replayed.CommonPrefixLength(recorded);
            string place = at < replayed.Length ? $" The first octet that differs is number {at}, in {Keys.PathOf(replayed, at)} of the message that comes." : string.Empty;
            return $"The endpoint sends another {comes} than the one recorded, which the keys of this replay do not open: an earlier message or a secret is not the recorded one, "
                + $"keys are derived otherwise, or that line was changed.{place}";
        }

        ImmutableArray<FieldDifference> differences = MessageComparison.Compare(was, comes);
        fields = [.. fields, .. differences.IsEmpty ? MessageComparison.CompareOctets(recorded, replayed) : differences];
        return $"The endpoint sends another {comes}.";
    }

    private static ImmutableArray<FieldDifference> ComparePaths(PacketInfo recorded, PacketInfo replayed)
    {
        ImmutableArray<FieldDifference>.Builder found = ImmutableArray.CreateBuilder<FieldDifference>();
        Add("local", recorded.Local.ToString(), replayed.Local.ToString());
        Add("remote", recorded.Remote.ToString(), replayed.Remote.ToString());
        Add("encapsulation", recorded.Encapsulation.ToString(), replayed.Encapsulation.ToString());
        Add("interface", recorded.Interface.ToString(CultureInfo.InvariantCulture), replayed.Interface.ToString(CultureInfo.InvariantCulture));
        return found.ToImmutable();

        void Add(string name, string before, string now)
        {
            if (before != now)
            {
                found.Add(new FieldDifference(name, before, now));
            }
        }
    }

    private string? CompareEvent(RecordedValue line, ref ImmutableArray<FieldDifference> fields)
    {
        if (!_endpoint.TryGetEvent(out IkeEvent? happened))
        {
            return $"The endpoint tells nothing where {line["event"].Text} was recorded.";
        }

        Events++;
        try
        {
            fields = [.. CompareLine(line, happened, EventNotation.Write)];
        }
        finally
        {
            happened.Discard();
        }

        return fields.IsEmpty ? null : $"The endpoint tells another {line["event"].Text}.";
    }

    private string? CompareQuestion(RecordedValue line, ref ImmutableArray<FieldDifference> fields)
    {
        if (!_endpoint.TryGetOperation(out IkeOperation? operation))
        {
            return $"The endpoint asks nothing where {line["question"].Text} was recorded.";
        }

        Events++;
        Questions[operation.Id] = operation;
        fields = [.. CompareLine(line, operation, OperationNotation.Write)];
        return fields.IsEmpty ? null : $"The endpoint asks another {line["question"].Text}.";
    }

    private List<FieldDifference> CompareLine<T>(RecordedValue line, T output, Action<LineWriter, T> write)
    {
        write(_line.Begin(), output);
        return ValueComparison.Compare(line, LineReader.Read(_line.End(), line.Line), _comparesWording);
    }

    /// <summary>Takes an event that was not expected, and puts it into words; null if there is none.</summary>
    private string? TellNext()
    {
        if (!_endpoint.TryGetEvent(out IkeEvent? happened))
        {
            return null;
        }

        IkeFailure? failure = happened switch
        {
            ChildSaFailedEvent failed => failed.Failure,
            ConnectionClosedEvent closed => closed.Failure,
            ConnectionRetryingEvent retrying => retrying.Failure,
            IkeSaClosedEvent closed => closed.Failure,
            NegotiationRefusedEvent refused => refused.Failure,
            _ => null,
        };
        happened.Discard();
        return failure is null ? $"{happened}." : $"{happened}: {failure.Message}";
    }

    private static string Name(ReadOnlySpan<byte> datagram, bool isKeepAlive) => isKeepAlive ? "a keep-alive" : WireDescriber.Summary(datagram);
}
