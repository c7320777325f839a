using Isakmp.Primitives;

namespace Isakmp.Engine.V1;

/// <summary>The Message IDs that a peer has begun exchanges with: each is used once under one ISAKMP SA (RFC 2408 section 3.1), so what comes again is a replay.</summary>
/// <remarks>R-U-THERE and its answer are not kept here: they come all day long, and have numbers of their own.</remarks>
internal sealed class UsedMessageIds
{
    /// <summary>How many a peer may use under one ISAKMP SA, because each costs memory for as long as that lives; then phase 1 is renewed.</summary>
    public const int Limit = 4096;

    private readonly HashSet<uint> _ids = new(0);

    public bool IsFull => _ids.Count >= Limit;

    public bool Contains(MessageId id) => _ids.Contains(id.Value);

    public void Add(MessageId id)
    {
        if (!IsFull)
        {
            _ids.Add(id.Value);
        }
    }
}
