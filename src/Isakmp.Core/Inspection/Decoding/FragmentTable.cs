using Isakmp.Registry;

namespace Isakmp.Inspection.Decoding;

/// <summary>The messages that are being put together, bounded in number, size and age.</summary>
internal sealed class FragmentTable<TKey> : IDisposable
    where TKey : notnull
{
    private readonly RecentTable<TKey, Reassembly> _messages;
    private readonly MessageDecoderOptions _limits;
    private readonly PlaintextBuffer _whole = new();

    public FragmentTable(MessageDecoderOptions limits)
    {
        _limits = limits;
        _messages = new RecentTable<TKey, Reassembly>(limits.MaximumReassemblies);
    }

    /// <summary>Takes a piece; a complete message is forgotten here, so that the pieces of its retransmission make it once more.</summary>
    /// <param name="key">What the pieces of a message have in common.</param>
    /// <param name="number">The piece's number, from 1.</param>
    /// <param name="total">How many there are; 0 if this piece does not say so.</param>
    /// <param name="first">What the message begins with, if this is its first piece.</param>
    /// <param name="data">The piece.</param>
    /// <param name="now">The number of the message that the piece is in.</param>
    /// <returns>What came of it.</returns>
    public FragmentOutcome Add(TKey key, int number, int total, PayloadType first, ReadOnlySpan<byte> data, long now)
    {
        if (_messages.TryGet(key, out Reassembly? message))
        {
            // RFC 7383 2.6.1: more fragments than before mean that the sender has cut the message anew; fewer, that this one is late.
            bool isCutAnew = total > message.Total && message.Total != 0;
            bool isLate = total != 0 && total < message.Total;
            if (isLate)
            {
                return FragmentOutcome.Refused;
            }

            if (isCutAnew || now - message.LastUse > _limits.MaximumFragmentAge || !message.TryAdd(number, total, first, data, _limits))
            {
                _messages.Remove(key);
                message = null;
            }
        }

        if (message is null)
        {
            message = new Reassembly();
            if (!message.TryAdd(number, total, first, data, _limits))
            {
                message.Dispose();
                return FragmentOutcome.Refused;
            }

            _messages.Add(key, message);
        }

        message.LastUse = now;
        return message.IsComplete ? FragmentOutcome.Complete : FragmentOutcome.Kept;
    }

    /// <summary>How many fragments a message has, as far as is known.</summary>
    public int TotalOf(TKey key) => _messages.TryGet(key, out Reassembly? message) ? message.Total : 0;

    /// <summary>Gives a complete message and forgets it.</summary>
    /// <param name="key">The same as for its last piece.</param>
    /// <param name="first">What the message begins with.</param>
    /// <returns>The message, valid until the next one is complete.</returns>
    public ReadOnlySpan<byte> Take(TKey key, out PayloadType first)
    {
        if (!_messages.TryGet(key, out Reassembly? message) || !message.IsComplete)
        {
            throw new InvalidOperationException("The message is not complete: take it right after Add says so.");
        }

        first = message.First;
        Span<byte> whole = _whole.Rent(message.Size);
        message.CopyTo(whole);
        _messages.Remove(key);
        return whole;
    }

    public void Dispose()
    {
        _messages.Dispose();
        _whole.Dispose();
    }
}
