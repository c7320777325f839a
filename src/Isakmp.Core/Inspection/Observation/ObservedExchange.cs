using Isakmp.Exchanges;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Inspection.Observation;

/// <summary>One exchange: a request with its response in IKEv2, the messages of one mode with one Message ID in IKEv1.</summary>
public sealed class ObservedExchange
{
    private const int MaximumMessages = 16;
    private const int MaximumFacts = 16;

    private readonly List<ObservedMessage> _messages = [];
    private readonly List<string> _facts = [];

    internal ObservedExchange(int majorVersion, ExchangeType type, MessageId messageId, IkeRole begunBy)
    {
        MajorVersion = majorVersion;
        Type = type;
        MessageId = messageId;
        BegunBy = begunBy;
    }

    /// <summary>What it is for.</summary>
    public ExchangeType Type { get; }

    /// <summary>Its Message ID.</summary>
    public MessageId MessageId { get; }

    /// <summary>Who began it: the initiator or the responder of the IKE SA.</summary>
    public IkeRole BegunBy { get; }

    /// <summary>Its messages, each once, in the order in which they were seen first; 16 at most.</summary>
    public IReadOnlyList<ObservedMessage> Messages => _messages;

    /// <summary>What happened in it, in words; 16 facts at most.</summary>
    public IReadOnlyList<string> Facts => _facts;

    /// <summary>When its first message was seen.</summary>
    public DateTimeOffset Time => _messages[0].Time;

    /// <summary>The first message of the side that began it; null if it was not seen.</summary>
    public ObservedMessage? Request => _messages.Find(message => message.Sender == BegunBy && !message.IsResponse);

    /// <summary>The first message of the other side; null if there is none.</summary>
    public ObservedMessage? Response => _messages.Find(message => message.Sender != BegunBy && (MajorVersion == 1 || message.IsResponse));

    /// <summary>The exchange needs an answer, and none was seen. Informational exchanges of IKEv1 need none.</summary>
    public bool IsUnanswered => Response is null && (MajorVersion != 1 || Type != ExchangeType.InformationalV1);

    /// <summary>The time from the first transmission of the request to the answer; null without both.</summary>
    public TimeSpan? Latency => Request is { } request && Response is { } response && response.Time >= request.Time ? response.Time - request.Time : null;

    /// <summary>How many of its messages were sent again, all repetitions counted.</summary>
    public int Retransmissions => _messages.Sum(message => message.Transmissions - 1);

    /// <summary>It only asks whether the other side is alive, or answers that: known once it was read.</summary>
    public bool IsLiveness { get; internal set; }

    /// <summary>Messages beyond the most that are kept.</summary>
    public int ForgottenMessages { get; private set; }

    internal int MajorVersion { get; }

    /// <summary>The Child SA that this exchange negotiates.</summary>
    internal ObservedChildSa? Child { get; set; }

    /// <summary>IKEv2: the SPI with which the sender of the request replaces the IKE SA.</summary>
    internal Spi RekeyingSpi { get; set; }

    /// <summary>IKEv2: the proposals for the SA that replaces the IKE SA.</summary>
    internal IReadOnlyList<string> RekeyingOffer { get; set; } = [];

    /// <summary>Returns the type and what happened.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Type}: {string.Join("; ", _facts)}";

    internal ObservedMessage? Find(ulong fingerprint) => _messages.Find(message => message.Fingerprint == fingerprint);

    /// <summary>Adds a message, unless there are too many.</summary>
    /// <returns>Whether it is kept.</returns>
    internal bool Add(ObservedMessage message)
    {
        if (_messages.Count >= MaximumMessages)
        {
            ForgottenMessages++;
            return false;
        }

        _messages.Add(message);
        return true;
    }

    internal void AddFact(string fact)
    {
        if (_facts.Count < MaximumFacts && !_facts.Contains(fact))
        {
            _facts.Add(fact);
        }
    }
}
