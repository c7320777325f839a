using Isakmp.Exchanges.V1;
using Isakmp.Primitives;
using Isakmp.Protection.V1;
using Isakmp.Registry;

namespace Isakmp.Engine.V1;

/// <summary>One exchange under an ISAKMP SA, named by its Message ID, with a chain of vectors of its own.</summary>
internal sealed class Phase2Exchange : Conversation
{
    private ExchangeIv _iv;

    public Phase2Exchange(MessageId id, ExchangeType type, bool isOurs, Phase2State state)
    {
        Id = id;
        Type = type;
        IsOurs = isOurs;
        State = state;
    }

    public MessageId Id { get; }

    /// <summary>Which of two was begun before the other.</summary>
    public ulong Order { get; init; }

    public ExchangeType Type { get; }

    /// <summary>Whether we began it.</summary>
    public bool IsOurs { get; }

    /// <summary>Where it stands; null once it is done and stays only to answer repetitions.</summary>
    public Phase2State? State { get; set; }

    /// <summary>When it was done, in monotonic ticks.</summary>
    public long FinishedAt { get; set; }

    public ref ExchangeIv Iv => ref _iv;
}
