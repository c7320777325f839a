using System.Buffers.Binary;
using System.Collections.Immutable;
using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.Fields;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire.Describe;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Foreign;

/// <summary>Drives our endpoint through a captured session: gives it what the peer sent, asks of it what our predecessor did, and compares what it sends.</summary>
internal sealed class ForeignReplay : IDisposable
{
    private readonly ForeignSession _session;
    private readonly IkeRole _role;
    private readonly PeerProfile _profile;
    private readonly ForeignKeys _keys;
    private readonly ForeignRandom _random;
    private readonly ImmutableArray<FieldTolerance> _tolerances;
    private readonly IkeEndpoint _endpoint;
    private readonly Queue<(PacketInfo Path, ImmutableArray<byte> Octets)> _sent = new();
    private readonly HashSet<ImmutableArray<byte>> _sentBefore = new(OctetComparer.Instance);
    private readonly ImmutableArray<ForeignEntry>.Builder _entries = ImmutableArray.CreateBuilder<ForeignEntry>();
    private readonly ImmutableArray<IkeEvent>.Builder _events = ImmutableArray.CreateBuilder<IkeEvent>();
    private readonly byte[] _buffer = new byte[65_535];
    private readonly TimeSpan _start;
    private NetAddress? _local;
    private ConnectionId _connection;
    private IkeInstant _now;

    public ForeignReplay(
        ForeignSession session, IkeRole role, PeerProfile profile, CredentialStore credentials, RecordedCryptoProvider crypto, ForeignKeys keys, ForeignRandom random, int nonceSize,
        ImmutableArray<FieldTolerance> tolerances)
    {
        (_session, _role, _profile, _keys, _random, _tolerances) = (session, role, profile, keys, random, tolerances);
        _start = session.Messages[0].At;
        _endpoint = new IkeEndpoint(new IkeEndpointOptions
        {
            Crypto = crypto,
            Random = random,
            Credentials = credentials,
            Profiles = [profile],
            Questions = EndpointQuestions.AllocateSpi,
            CookieThreshold = int.MaxValue,
            NonceSize = nonceSize,
        });
        _random.Arm();
    }

    public ForeignReport Run()
    {
        string? stop = null;
        bool isOpen = true;
        SecretBuffer? ikeKeys = null;
        var seen = new HashSet<ImmutableArray<byte>>(OctetComparer.Instance);
        foreach (ForeignMessage message in _session.Messages)
        {
            OpenedMessage opened = _keys.Open(message.Octets.AsSpan());
            stop = WhyNot(message, opened);
            if (stop is not null)
            {
                isOpen = opened.IsOpen;
                stop = $"{(message.Frame > 0 ? $"at frame {message.Frame} " : "")}({Name(opened)}): {stop}";
                break;
            }

            _now = new IkeInstant((message.At - _start).Ticks, DateTimeOffset.UnixEpoch.UtcTicks + (message.At - _start).Ticks);
            Advance();
            if (!IsOurs(opened))
            {
                Receive(message, opened);
            }
            else if (seen.Add(message.Octets))
            {
                Send(message, opened);
            }

            ikeKeys ??= CopyKeys();
        }

        while (_sent.TryDequeue(out (PacketInfo Path, ImmutableArray<byte> Octets) extra))
        {
            OpenedMessage opened = _keys.Open(extra.Octets.AsSpan());
            _entries.Add(new ForeignEntry(null, true, Name(opened), [new FieldDifference("the message", null, "no message of the capture is left")]));
        }

        return new ForeignReport(_entries.ToImmutable(), _events.ToImmutable(), stop, isOpen, ikeKeys);
    }

    public void Dispose() => _endpoint.Dispose();

    /// <summary>Why a message cannot be replayed; null if it can.</summary>
    private string? WhyNot(ForeignMessage message, OpenedMessage opened)
    {
        if (!opened.IsOpen)
        {
            return "a message cannot be opened with the keys that follow from the shared secret";
        }

        if (IsOurs(opened))
        {
            _local ??= message.Path.Local.Address;
            if (message.Path.Local.Address != _local)
            {
                return "MOBIKE is not spoken yet";
            }
        }

        return ForeignExchanges.Beyond(opened, IsOurs(opened));
    }

    // RFC 7296 3.1: the flag tells the original initiator's messages from the responder's
    private bool IsOurs(OpenedMessage message) => message.Header.IsFromInitiator == (_role == IkeRole.Initiator);

    private void Advance()
    {
        if (_endpoint.NextTimeout is { } due && due <= _now)
        {
            _endpoint.Advance(_now);
            Drain();
        }
    }

    private void Receive(ForeignMessage message, OpenedMessage opened)
    {
        if (_role == IkeRole.Responder && opened.Header.ExchangeType == ExchangeType.IkeSaInit)
        {
            if (ForeignExchanges.IsAnsweredByCookie(_session, message))
            {
                _entries.Add(new ForeignEntry(message, false, $"{Name(opened)}, passed over: it was answered with a cookie, which is the daemon's secret", []));
                return;
            }

            _random.Arm();
        }

        PacketInfo path = message.Path with { Local = message.Path.Remote, Remote = message.Path.Local };
        ReceiveResult result = _endpoint.Receive(message.Octets.AsSpan(), path, _now);
        bool isTaken = result is ReceiveResult.Processed or ReceiveResult.AnsweredFromCache or ReceiveResult.AnsweredStateless or ReceiveResult.Duplicate;
        _entries.Add(new ForeignEntry(message, false, Name(opened), isTaken ? [] : [new FieldDifference("result", nameof(ReceiveResult.Processed), result.ToString())]));
        Drain();
    }

    private void Send(ForeignMessage message, OpenedMessage expected)
    {
        if (_role == IkeRole.Responder && ForeignExchanges.IsCookie(expected))
        {
            _entries.Add(new ForeignEntry(message, true, $"{Name(expected)}, passed over", []));
            return;
        }

        if (expected.IsRequest && _sent.Count == 0)
        {
            Command(message, expected);
            Drain();
        }

        if (!_sent.TryDequeue(out (PacketInfo Path, ImmutableArray<byte> Octets) ours))
        {
            _entries.Add(new ForeignEntry(message, true, Name(expected), [new FieldDifference("the message", "", null)]));
            return;
        }

        OpenedMessage actual = _keys.Open(ours.Octets.AsSpan());
        ImmutableArray<FieldDifference> differences = [.. ComparePaths(message.Path, ours.Path), .. MessageComparison.Compare(expected.Fields, actual.Fields, _tolerances)];
        _entries.Add(new ForeignEntry(message, true, Name(expected), differences));
    }

    /// <summary>Asks our endpoint for what our predecessor did of its own accord.</summary>
    private void Command(ForeignMessage message, OpenedMessage request)
    {
        if (request.Header.ExchangeType == ExchangeType.IkeSaInit)
        {
            _connection = _endpoint.Connect(_profile, message.Path, _now);
        }
        else if (request.Header.ExchangeType == ExchangeType.Informational)
        {
            ReadOnlySpan<byte> body = request.Body(PayloadType.Delete);
            if (!DeletePayloadView.TryRead(body, out DeletePayloadView deletion).IsOk)
            {
                _endpoint.CheckLiveness(_connection, _now);
            }
            else if (deletion.Protocol == SecurityProtocol.Ike)
            {
                _endpoint.Close(_connection, _now);
            }
            else
            {
                DeleteChildren(deletion);
            }
        }
    }

    private void DeleteChildren(in DeletePayloadView deletion)
    {
        foreach (ReadOnlySpan<byte> spi in deletion)
        {
            var inbound = new ChildSpi(spi.Length == ChildSpi.Size ? BinaryPrimitives.ReadUInt32BigEndian(spi) : 0);
            if (_events.OfType<ChildSaEstablishedEvent>().FirstOrDefault(established => established.Info.InboundSpi == inbound) is { } child)
            {
                _endpoint.DeleteChild(_connection, child.Child, _now);
            }
        }
    }

    private void Drain()
    {
        bool isMore = true;
        while (isMore)
        {
            isMore = false;
            while (_endpoint.TryGetOperation(out IkeOperation? operation))
            {
                isMore = true;
                if (operation is AllocateSpiOperation allocation)
                {
                    _endpoint.Complete(allocation, ForeignExchanges.FindChildSpi(_session, _keys, _role), _now);
                }
            }

            while (_endpoint.TryGetTransmit(_buffer, out Transmit transmit) == TransmitStatus.Ready)
            {
                isMore = true;
                ImmutableArray<byte> octets = [.. _buffer.AsSpan(0, transmit.Length)];
                if (!transmit.IsKeepAlive && _sentBefore.Add(octets)) // what is sent again is no new message, in the capture neither
                {
                    _sent.Enqueue((transmit.Path, octets));
                }
            }

            while (_endpoint.TryGetEvent(out IkeEvent? happened))
            {
                isMore = true;
                _events.Add(happened);
                _connection = happened.Connection.IsNone ? _connection : happened.Connection;
            }
        }
    }

    private SecretBuffer? CopyKeys() =>
        _endpoint.FindSession(_role == IkeRole.Initiator ? _session.InitiatorSpi : _session.ResponderSpi) is { Keys: { } keys, Handshake: not null }
            ? new SecretBuffer(keys.All)
            : null;

    private IEnumerable<FieldDifference> ComparePaths(PacketInfo expected, PacketInfo actual)
    {
        foreach ((string name, NetEndPoint before, NetEndPoint now) in ((string, NetEndPoint, NetEndPoint)[])
            [("(path)/local", expected.Local, actual.Local), ("(path)/remote", expected.Remote, actual.Remote)])
        {
            if (before != now)
            {
                yield return new FieldDifference(name, before.ToString(), now.ToString())
                {
                    Tolerance = before.Address == now.Address ? _tolerances.FirstOrDefault(tolerance => tolerance.Matches(name)) : null,
                };
            }
        }
    }

    private static string Name(OpenedMessage message) => $"{message.Fields} [ {string.Join(' ', NamesOf(message.Fields))} ]";

    private static IEnumerable<string> NamesOf(MessageFields fields) =>
        fields.Payloads.SelectMany(static payload => payload.Inner.IsEmpty ? [payload.Node.Name] : payload.Inner.Select(static inner => inner.Node.Name));

    private sealed class OctetComparer : IEqualityComparer<ImmutableArray<byte>>
    {
        public static readonly OctetComparer Instance = new();

        public bool Equals(ImmutableArray<byte> x, ImmutableArray<byte> y) => x.AsSpan().SequenceEqual(y.AsSpan());

        public int GetHashCode(ImmutableArray<byte> obj)
        {
            var hash = new HashCode();
            hash.AddBytes(obj.AsSpan());
            return hash.ToHashCode();
        }
    }
}
