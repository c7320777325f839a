using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Isakmp.Exchanges;

namespace Isakmp.Hosting;

/// <summary>The events of a host on their way to the one reader, who thereby owns the keys in them.</summary>
internal sealed class EventStream(int capacity, HostCounters counters)
{
    private readonly Channel<IkeEvent> _channel = Channel.CreateBounded<IkeEvent>(new BoundedChannelOptions(capacity) { SingleWriter = true });
    private int _hasReader;

    /// <summary>Whether the next event can be taken: always while nobody reads, because then the oldest gives way.</summary>
    public bool HasRoom => Volatile.Read(ref _hasReader) == 0 || _channel.Reader.Count < capacity;

    /// <summary>Adds an event; one writer at a time, after <see cref="HasRoom"/>.</summary>
    /// <param name="next">The event.</param>
    public void Publish(IkeEvent next)
    {
        while (!_channel.Writer.TryWrite(next))
        {
            if (_channel.Reader.Completion.IsCompleted || !_channel.Reader.TryRead(out IkeEvent? oldest))
            {
                oldest = next;
            }

            oldest.Discard();
            counters.EventDropped();
            if (ReferenceEquals(oldest, next))
            {
                return;
            }
        }
    }

    /// <summary>Says that no event will follow.</summary>
    public void Complete() => _channel.Writer.TryComplete();

    /// <summary>Zeroes the keys in events that nobody reads any more.</summary>
    public void DiscardRest()
    {
        if (Interlocked.CompareExchange(ref _hasReader, 1, 0) != 0)
        {
            return;
        }

        while (_channel.Reader.TryRead(out IkeEvent? rest))
        {
            rest.Discard();
            counters.EventDropped();
        }
    }

    /// <summary>Reads the events from the oldest that is still there.</summary>
    /// <param name="roomMade">Called after each event that was taken while the stream was full.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The events.</returns>
    /// <exception cref="InvalidOperationException">Somebody reads already.</exception>
    public async IAsyncEnumerable<IkeEvent> ReadAsync(Action roomMade, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _hasReader, 1, 0) != 0)
        {
            throw new InvalidOperationException(
                "The events of this host are being read already. Keys go to one owner, so there is one reader; let it hand on what others want.");
        }

        try
        {
            while (await _channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (_channel.Reader.TryRead(out IkeEvent? next))
                {
                    if (_channel.Reader.Count >= capacity - 1)
                    {
                        roomMade();
                    }

                    yield return next;
                }
            }
        }
        finally
        {
            Volatile.Write(ref _hasReader, 0);
        }
    }
}
