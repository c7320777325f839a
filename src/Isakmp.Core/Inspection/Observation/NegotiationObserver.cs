using System.Buffers.Binary;
using Isakmp.Algorithms;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Decoding;
using Isakmp.Inspection.Keys;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Observation;

/// <summary>Follows negotiations of IKEv1 and IKEv2 without taking part: told the messages of both directions, it knows who offers what, who is who, and what comes of it.</summary>
/// <remarks>
/// <para>The messages come from a capture, from a tap on the wire, or from an endpoint of our own (<see cref="CreateTap"/>). Lost, repeated and reordered ones, one direction alone, and
/// SAs that are met in the midst disturb nothing but what cannot be known then. Without keys what is encrypted is told from the outside: exchanges, sizes, counts, and how sure the
/// outcome is.</para>
/// <para>State is bounded by <see cref="NegotiationObserverOptions"/>. No message throws. One thread at a time.</para>
/// </remarks>
public sealed class NegotiationObserver : IDisposable
{
    private readonly DecryptionKeys? _ownKeys;
    private readonly MessageDecoder _decoder;
    private readonly NegotiationTable _table;
    private readonly EspFlowTable _flows;
    private readonly MessageFollower _follower;

    /// <summary>Makes an observer that has seen nothing.</summary>
    /// <param name="crypto">Decrypts, and computes the hashes of NAT detection; without it neither is done.</param>
    /// <param name="keys">The keys; more may be added later. The caller disposes of them, after the observer.</param>
    /// <param name="options">The bounds; the default ones if not given.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or there are keys and no algorithms.</exception>
    public NegotiationObserver(ICryptoProvider? crypto = null, DecryptionKeys? keys = null, NegotiationObserverOptions? options = null)
    {
        if (crypto is null && keys is not null)
        {
            throw new ArgumentException("Keys are of no use without algorithms: give a crypto provider too.", nameof(crypto));
        }

        options ??= new NegotiationObserverOptions();
        options.Check();
        crypto ??= NoCryptography.Instance;
        _ownKeys = keys is null ? new DecryptionKeys() : null;
        _decoder = new MessageDecoder(keys ?? _ownKeys!, crypto, new MessageDecoderOptions { MaximumSas = options.MaximumNegotiations });
        _flows = new EspFlowTable(options);
        _table = new NegotiationTable(options, _flows);
        _follower = new MessageFollower(_table, _flows, new NatCheck(crypto), options);
    }

    /// <summary>The negotiations in the order in which they were met.</summary>
    public IReadOnlyList<ObservedNegotiation> Negotiations => _table.InOrder();

    /// <summary>How many negotiations were forgotten to stay within the bounds.</summary>
    public long ForgottenNegotiations => _table.Forgotten;

    /// <summary>The ESP packets that were seen, by SPI and receiver, in the order in which they were met.</summary>
    public IReadOnlyList<ObservedEspFlow> EspFlows => _flows.InOrder();

    /// <summary>How many ESP packets were seen.</summary>
    public long EspPackets { get; private set; }

    /// <summary>How many messages were seen, IKE only.</summary>
    public long Messages { get; private set; }

    /// <summary>How many of them are no messages of a known version, and belong to no negotiation.</summary>
    public long UnreadableMessages { get; private set; }

    /// <summary>Observes one entry of a capture; an entry with a fault only if there is a message in it all the same.</summary>
    /// <param name="datagram">The entry.</param>
    public void Observe(in CapturedDatagram datagram)
    {
        switch (datagram.Kind)
        {
            case DatagramKind.Esp:
                ObserveEsp(datagram.Message, datagram.Path, datagram.Time);
                break;
            case DatagramKind.KeepAlive:
                ObserveKeepAlive(datagram.Path);
                break;
            case DatagramKind.Ike:
                Observe(datagram.Message, datagram.Path, datagram.Time, datagram.Frame);
                break;
            default:
                break;
        }
    }

    /// <summary>Observes an IKE message on its way.</summary>
    /// <param name="message">The message without marker; may be anything.</param>
    /// <param name="path">Where it comes from (<see cref="PacketInfo.Local"/>) and goes to.</param>
    /// <param name="time">When.</param>
    /// <param name="frame">The number of its frame in a capture; 0 if there is none.</param>
    public void Observe(ReadOnlySpan<byte> message, in PacketInfo path, DateTimeOffset time, long frame = 0)
    {
        DecodedMessage decoded = _decoder.Decode(message, path);
        Messages++;
        if (decoded.Status == DecodeStatus.Unreadable)
        {
            UnreadableMessages++;
            return;
        }

        _follower.Follow(new ObservedInput
        {
            Header = decoded.Header,
            Octets = decoded.Message,
            Chain = decoded.Chain,
            First = decoded.FirstPayload,
            Status = decoded.Status,
            IsEncrypted = decoded.IsEncrypted,
            FragmentNumber = decoded.FragmentNumber,
            TotalFragments = decoded.TotalFragments,
            Problem = decoded.Problem == DecodeProblem.NoKeys ? null : decoded.Error,
            IsMalformed = decoded.Problem is DecodeProblem.MalformedChain or DecodeProblem.LengthMismatch or DecodeProblem.RefusedFragment,
            Path = path,
            Time = time,
            Frame = frame,
        });
    }

    /// <summary>Observes an IKE message whose inside is known.</summary>
    /// <param name="message">The message as it is on the wire, without marker.</param>
    /// <param name="path">Where it comes from (<see cref="PacketInfo.Local"/>) and goes to.</param>
    /// <param name="time">When.</param>
    /// <param name="firstInner">The type of the first payload inside; none if nothing is encrypted.</param>
    /// <param name="plaintext">The payloads inside; empty if nothing is encrypted.</param>
    public void Observe(ReadOnlySpan<byte> message, in PacketInfo path, DateTimeOffset time, PayloadType firstInner, ReadOnlySpan<byte> plaintext)
    {
        if (!IkeHeader.TryRead(message, out IkeHeader header).IsOk || header.MajorVersion is not (1 or 2))
        {
            Observe(message, path, time);
            return;
        }

        var walker = new PayloadWalker(message, IkeHeader.Size, header.NextPayload);
        bool isEncrypted = header.MajorVersion == 1 && (header.Flags & HeaderFlags.Encryption) != 0;
        while (!isEncrypted && walker.MoveNext())
        {
            isEncrypted = header.MajorVersion == 2 && walker.Current.Type.IsEncrypted;
        }

        if (!isEncrypted)
        {
            Observe(message, path, time);
            return;
        }

        Messages++;
        _follower.Follow(new ObservedInput
        {
            Header = header,
            Octets = message,
            Chain = plaintext,
            First = firstInner,
            Status = DecodeStatus.Decrypted,
            IsEncrypted = true,
            Path = path,
            Time = time,
        });
    }

    /// <summary>Counts an ESP packet.</summary>
    /// <param name="packet">The packet from its SPI on, without UDP or length.</param>
    /// <param name="path">Where it comes from and goes to.</param>
    /// <param name="time">When.</param>
    public void ObserveEsp(ReadOnlySpan<byte> packet, in PacketInfo path, DateTimeOffset time)
    {
        EspPackets++;
        if (packet.Length >= ChildSpi.Size)
        {
            var spi = new ChildSpi(BinaryPrimitives.ReadUInt32BigEndian(packet));
            _flows.Add(spi, path, packet.Length, time, _table.FindByAddresses(path));
        }
    }

    /// <summary>Counts a NAT keep-alive.</summary>
    /// <param name="path">Where it comes from and goes to.</param>
    public void ObserveKeepAlive(in PacketInfo path)
    {
        if (_table.FindByAddresses(path) is { } negotiation)
        {
            negotiation.KeepAlives++;
        }
    }

    /// <summary>Says that what follows will not be seen, as in a capture that is cut short: what has no answer yet may have had one.</summary>
    public void EndEarly()
    {
        foreach (ObservedNegotiation negotiation in Negotiations)
        {
            negotiation.EndEarly();
        }
    }

    /// <summary>Makes a tap that lets this observer see what an endpoint of ours sends and receives, with all that is inside.</summary>
    /// <remarks>An endpoint tells its tap each message when it is built or opened, so retransmissions are not seen this way.</remarks>
    /// <param name="clock">What time it is.</param>
    /// <returns>The tap for <see cref="IkeEndpointOptions.Tap"/>.</returns>
    public IMessageTap CreateTap(Func<DateTimeOffset> clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new ObserverTap(this, clock);
    }

    /// <summary>Zeroes what was decrypted last; what was observed stays.</summary>
    public void Dispose()
    {
        _decoder.Dispose();
        _ownKeys?.Dispose();
    }

    private sealed class ObserverTap(NegotiationObserver observer, Func<DateTimeOffset> clock) : IMessageTap
    {
        public void OnMessage(bool outbound, in PacketInfo path, ReadOnlySpan<byte> message, PayloadType firstInner, ReadOnlySpan<byte> plaintext)
        {
            PacketInfo way = outbound ? path : path with { Local = path.Remote, Remote = path.Local };
            observer.Observe(message, way, clock(), firstInner, plaintext);
        }
    }
}
