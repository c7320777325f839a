using Isakmp.Framing;

namespace Isakmp.Engine.V1;

/// <summary>What becomes of messages that come again, and of those that fit nothing.</summary>
internal static class Repetitions
{
    /// <summary>Repeats the answer to a repeated message a limited number of times, to where it came from; the SA's own address stays.</summary>
    public static ReceiveResult Answer(EndpointState state, IsakmpSa sa, Conversation exchange, in PacketInfo packet)
    {
        if (exchange.LastSent is not { } answer || exchange.Repeats >= Conversation.MaxRepeats)
        {
            return Duplicate(state);
        }

        exchange.Repeats++;
        state.Meters.CachedAnswers++;
        state.Enqueue(sa, answer, packet);
        return ReceiveResult.AnsweredFromCache;
    }

    /// <summary>Counts one that is not answered again.</summary>
    public static ReceiveResult Duplicate(EndpointState state)
    {
        state.Meters.Duplicates++;
        return ReceiveResult.Duplicate;
    }

    /// <summary>Counts one that does not fit the state of its SA.</summary>
    public static ReceiveResult Unexpected(EndpointState state)
    {
        state.Meters.Unexpected++;
        return ReceiveResult.Unexpected;
    }
}
