using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>The last requests of a peer with our responses, as many as the window holds: a repeated request gets the same octets again (RFC 7296 section 2.1).</summary>
internal sealed class ResponseCache
{
    /// <summary>How often one response is repeated: more than the patience of any known peer, fewer than would be of use to a reflector.</summary>
    private const int MaxRepeats = 16;

    private readonly Entry[] _entries;
    private int _next;

    public ResponseCache(int window) => _entries = new Entry[window];

    public bool IsEmpty => !_entries.Any(entry => entry.Response is not null);

    /// <summary>Remembers a response, in place of the oldest.</summary>
    public void Store(MessageId id, ulong hash, PacketBuffer response, PacketPool pool)
    {
        ref Entry entry = ref _entries[_next];
        _next = (_next + 1) % _entries.Length;
        if (entry.Response is { } old)
        {
            pool.Release(old);
        }

        response.References++;
        entry = new Entry { Id = id, Hash = hash, Response = response };
    }

    /// <summary>Looks a request up.</summary>
    /// <param name="id">Its Message ID.</param>
    /// <param name="hash">The hash of its octets.</param>
    /// <param name="response">What to send again; null if it has been repeated often enough.</param>
    /// <returns>Whether this very request has been answered.</returns>
    public bool TryFind(MessageId id, ulong hash, out PacketBuffer? response)
    {
        response = null;
        foreach (ref Entry entry in _entries.AsSpan())
        {
            if (entry.Response is not null && entry.Id == id && entry.Hash == hash)
            {
                if (entry.Repeats < MaxRepeats)
                {
                    entry.Repeats++;
                    response = entry.Response;
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>Gives all responses up.</summary>
    public void Release(PacketPool pool)
    {
        foreach (ref Entry entry in _entries.AsSpan())
        {
            if (entry.Response is { } response)
            {
                pool.Release(response);
            }

            entry = default;
        }
    }

    private struct Entry
    {
        public MessageId Id;
        public ulong Hash;
        public PacketBuffer? Response;
        public int Repeats;
    }
}
