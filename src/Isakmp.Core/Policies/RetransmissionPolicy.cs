using Isakmp.Primitives;

namespace Isakmp.Policies;

/// <summary>When a request that is not answered is sent again, and when to give up (RFC 7296 2.1); the defaults are strongSwan's.</summary>
public sealed record RetransmissionPolicy
{
    /// <summary>4 s, growing by 1.8, five repetitions: 165 s in all.</summary>
    public static RetransmissionPolicy Default { get; } = new();

    /// <summary>The time until the first repetition (<c>retransmit_timeout</c>).</summary>
    public TimeSpan InitialTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The factor by which each time is longer than the one before (<c>retransmit_base</c>), at least 1.</summary>
    public double Base { get; init; } = 1.8;

    /// <summary>How often a request is repeated (<c>retransmit_tries</c>).</summary>
    public int Tries { get; init; } = 5;

    /// <summary>The longest time between two repetitions (<c>retransmit_limit</c>), or null for none.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>The part of each time, 0 to 1, by which it is shortened at random (<c>retransmit_jitter</c>, there in percent).</summary>
    public double Jitter { get; init; }

    /// <summary>The longest that a request may stay unanswered: the sum of all times without jitter.</summary>
    public TimeSpan TotalTimeout
    {
        get
        {
            TimeSpan total = TimeSpan.Zero;
            for (int transmission = 0; transmission <= Tries; transmission++)
            {
                total += TimeoutAfter(transmission);
            }

            return total;
        }
    }

    /// <summary>How long to wait after a transmission.</summary>
    /// <param name="transmission">0 for the first transmission, 1 for the first repetition; after number <see cref="Tries"/> the request is given up.</param>
    /// <returns>The time without jitter, at most a day.</returns>
    public TimeSpan TimeoutAfter(int transmission)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(transmission);
        double longest = Math.Min(Limit?.TotalSeconds ?? double.MaxValue, TimeSpan.FromDays(1).TotalSeconds);
        return TimeSpan.FromSeconds(Math.Min(InitialTimeout.TotalSeconds * Math.Pow(Base, transmission), longest));
    }

    /// <summary>How long to wait after a transmission, jitter included.</summary>
    internal TimeSpan DelayAfter(int transmission, IRandomSource random)
    {
        TimeSpan delay = TimeoutAfter(transmission);
        if (Jitter == 0)
        {
            return delay;
        }

        Span<byte> octets = stackalloc byte[sizeof(uint)];
        random.Fill(octets);
        return delay * (1 - (Jitter * BitConverter.ToUInt32(octets) / uint.MaxValue)); // as strongSwan's retransmit_jitter: earlier, never later
    }
}
