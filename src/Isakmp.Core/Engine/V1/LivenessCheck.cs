namespace Isakmp.Engine.V1;

/// <summary>R-U-THERE of one ISAKMP SA in both directions (RFC 3706 section 5).</summary>
internal sealed class LivenessCheck
{
    private uint _first;
    private uint _next;
    private bool _hasNext;
    private uint? _lastOfPeer;
    private int _answers;

    /// <summary>Whether a question of ours is open.</summary>
    public bool IsAsking { get; private set; }

    /// <summary>How often it was asked.</summary>
    public int Transmissions { get; private set; }

    /// <summary>When it is asked again, in monotonic ticks; <see cref="long.MaxValue"/> for never.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>Whether our numbers have a start.</summary>
    public bool HasStart => _hasNext;

    /// <summary>Chooses the first number at random (RFC 3706 section 6.2), in the lower half so that it never runs over.</summary>
    public void Start(uint random) => (_next, _hasNext) = (random & 0x7FFF_FFFF, true);

    /// <summary>The number of the next question; each repetition has another, so that a peer cannot take it for a copy.</summary>
    public uint Ask()
    {
        if (!IsAsking)
        {
            (_first, IsAsking, Transmissions) = (_next, true, 0);
        }

        Transmissions++;
        return unchecked(_next++);
    }

    /// <summary>Takes an answer.</summary>
    /// <returns>Whether it answers what is open.</returns>
    public bool Take(uint number)
    {
        bool isOurs = IsAsking && unchecked(number - _first) < unchecked(_next - _first);
        if (isOurs)
        {
            Stop();
        }

        return isOurs;
    }

    public void Stop() => (IsAsking, Deadline) = (false, long.MaxValue);

    /// <summary>Takes a question of the peer.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="isNew">Whether the number is above all before.</param>
    /// <returns>Whether it is to be answered: a number below one that was answered is a replay; the same again is asked by peers that repeat.</returns>
    public bool TakeQuestion(uint number, out bool isNew)
    {
        isNew = _lastOfPeer is not { } last || unchecked((int)(number - last)) > 0;
        if (isNew)
        {
            (_lastOfPeer, _answers) = (number, 0);
        }

        // padding is not authenticated, so that one question can be made to look like any number of them
        if (number != _lastOfPeer || _answers >= Conversation.MaxRepeats)
        {
            return false;
        }

        _answers++;
        return true;
    }
}
