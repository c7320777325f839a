using System.Diagnostics.CodeAnalysis;
using Isakmp.Exchanges;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <content>Outputs: datagrams, events, questions, the next moment.</content>
public sealed partial class IkeEndpoint
{
    private const byte KeepAliveOctet = 0xff; // RFC 3948 2.3

    /// <summary>When to call <see cref="Advance"/> at the latest: "now" while anything waits to be taken, null while nothing is under way.</summary>
    public IkeInstant? NextTimeout
    {
        get
        {
            if (HasOutput)
            {
                return _state.Now;
            }

            return _state.Wheel.NextDeadline is { } ticks
                ? new IkeInstant(ticks, _state.Now.UtcTicks + (ticks - _state.Now.MonotonicTicks))
                : null;
        }
    }

    /// <summary>What <see cref="NextTimeout"/> waits for.</summary>
    public TimerReason NextTimeoutReason
    {
        get
        {
            if (HasOutput)
            {
                return TimerReason.Output;
            }

            return _state.Wheel.First switch
            {
                null => TimerReason.None,
                Connection => TimerReason.Retry,
                SecurityAssociation sa => ReasonOf(sa),
                _ => TimerReason.Housekeeping,
            };
        }
    }

    private bool HasOutput => _state.HasOutput || _state.HasEvents || _operations.HasUntaken;

    /// <summary>Takes the next datagram to send.</summary>
    /// <param name="destination">Where it is written; 65,535 octets always suffice.</param>
    /// <param name="transmit">Where it goes and how long it is.</param>
    /// <returns>Whether there was one; if the destination is too small it stays and <see cref="Transmit.Length"/> says what it needs.</returns>
    public TransmitStatus TryGetTransmit(Span<byte> destination, out Transmit transmit)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        transmit = default;
        if (!_state.TryPeekOutput(out Output output))
        {
            return TransmitStatus.Empty;
        }

        int length = output.Buffer?.Length ?? 1;
        transmit = new Transmit(output.Path, length, IsKeepAlive: output.Buffer is null);
        if (destination.Length < length)
        {
            return TransmitStatus.DestinationTooSmall;
        }

        if (output.Buffer is { } buffer)
        {
            buffer.Span.CopyTo(destination);
        }
        else
        {
            destination[0] = KeepAliveOctet;
        }

        _journal?.Transmitted(transmit, destination[..length]);

        _state.TakeOutput();
        _state.Meters.Transmitted++;
        return TransmitStatus.Ready;
    }

    /// <summary>Takes the next event; keys in it become the caller's.</summary>
    /// <param name="next">The event.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryGetEvent([NotNullWhen(true)] out IkeEvent? next)
    {
        if (!_state.TryTakeEvent(out next))
        {
            return false;
        }

        _journal?.Happened(next);
        return true;
    }

    /// <summary>Takes the next question, to be answered by <see cref="Complete{TResult}"/>.</summary>
    /// <param name="next">The question.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryGetOperation([NotNullWhen(true)] out IkeOperation? next)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_operations.TryTake(out next))
        {
            return false;
        }

        _journal?.Asked(next);
        return true;
    }

    private static TimerReason ReasonOf(SecurityAssociation sa)
    {
        _ = sa.Timers.Earliest(out SaTimer timer);
        return timer switch
        {
            SaTimer.Retransmission => TimerReason.Retransmission,
            SaTimer.HalfOpen => TimerReason.HalfOpen,
            SaTimer.Liveness => TimerReason.Liveness,
            SaTimer.KeepAlive => TimerReason.KeepAlive,
            SaTimer.Operation => TimerReason.OperationDeadline,
            _ => TimerReason.Housekeeping,
        };
    }
}
