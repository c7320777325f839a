using Isakmp.Primitives;

namespace Isakmp.Engine.V1;

/// <summary>The Message IDs that a peer has begun exchanges with: each is used once under one ISAKMP SA (RFC 2408 section 3.1), so what comes again is a replay.</summary>
internal sealed class UsedMessageIds
{
    /// <summary>How many Quick Modes a peer may begin under one ISAKMP SA: each would cost memory for as long as that lives.</summary>
    public const int MaxQuickModes = 4096;

    private const int MaxInformationals = 256;

    private readonly HashSet<uint> _quickModes = new(0);
    private uint[] _informationals = [];
    private int _next;

    public bool IsFull => _quickModes.Count >= MaxQuickModes;

    public bool IsQuickMode(MessageId id) => _quickModes.Contains(id.Value);

    public void AddQuickMode(MessageId id) => _quickModes.Add(id.Value);

    public bool IsInformational(MessageId id) => _informationals.AsSpan().Contains(id.Value);

    /// <summary>Remembers an Informational; what has dropped out of the memory is harmless: sequence numbers guard liveness, and what was deleted is gone.</summary>
    public void AddInformational(MessageId id)
    {
        if (_informationals.Length < MaxInformationals)
        {
            Array.Resize(ref _informationals, Math.Max(16, _informationals.Length * 2));
        }

        _informationals[_next] = id.Value;
        _next = (_next + 1) % MaxInformationals;
    }
}
