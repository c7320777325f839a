using System.Buffers.Binary;
using Isakmp.Messages;
using Isakmp.Primitives;

namespace Isakmp.Engine.V1;

/// <summary>When what has a lifetime is renewed: early enough to be done before it ends, and at a time of its own, so that not all come at once and rarely both sides.</summary>
internal static class Lifetimes
{
    // The initiator renews in the ninth tenth of the life, the responder only if it has not.
    private const double InitiatorStart = 0.80;
    private const double InitiatorSpread = 0.10;
    private const double ResponderStart = 0.90;
    private const double ResponderSpread = 0.05;

    /// <summary>What counts as no limit.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(365 * 100);

    /// <summary>A lifetime in time; null for no limit.</summary>
    public static TimeSpan? Of(V1Lifetime lifetime) =>
        lifetime.Seconds is { } seconds and > 0 && seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>How long after the start of a life it is to be renewed.</summary>
    public static TimeSpan UntilRenewal(TimeSpan lifetime, bool isInitiator, IRandomSource random)
    {
        Span<byte> octets = stackalloc byte[sizeof(ushort)];
        random.Fill(octets);
        double part = (double)BinaryPrimitives.ReadUInt16BigEndian(octets) / ushort.MaxValue;
        return lifetime * (isInitiator ? InitiatorStart + (InitiatorSpread * part) : ResponderStart + (ResponderSpread * part));
    }
}
