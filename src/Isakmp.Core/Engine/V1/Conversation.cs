using Isakmp.Exchanges.Negotiation;

namespace Isakmp.Engine.V1;

/// <summary>One exchange of IKEv1 as it goes over the wire: the last message of either side, by which repetitions are told, answered and sent.</summary>
internal abstract class Conversation : Inquirer
{
    /// <summary>How often one answer is repeated: more than the patience of any known peer, fewer than would be of use to a reflector.</summary>
    public const int MaxRepeats = 16;

    /// <summary>The hash of the last message that was taken; null before the first.</summary>
    public ulong? LastInbound { get; set; }

    /// <summary>What we have sent last: the answer to <see cref="LastInbound"/>, or our first message.</summary>
    public PacketBuffer? LastSent { get; set; }

    /// <summary>How often it was repeated because the peer has repeated its own.</summary>
    public int Repeats { get; set; }

    /// <summary>How often it was sent by our own clock.</summary>
    public int Transmissions { get; set; }

    /// <summary>When it is sent again, in monotonic ticks; <see cref="long.MaxValue"/> for never.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>A message that waits for the caller.</summary>
    public ParkedMessage? Parked { get; set; }

    public void Unpark()
    {
        Parked?.Dispose();
        Parked = null;
    }
}
