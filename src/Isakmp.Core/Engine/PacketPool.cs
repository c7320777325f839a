using System.Buffers;

namespace Isakmp.Engine;

/// <summary>Reuses packet buffers, so that an established SA answers and asks without allocating.</summary>
internal sealed class PacketPool
{
    private const int MaxKept = 1024;

    private readonly Stack<PacketBuffer> _kept = new();

    /// <summary>Copies a message into a buffer that has one reference.</summary>
    public PacketBuffer Rent(ReadOnlySpan<byte> message)
    {
        PacketBuffer buffer = _kept.TryPop(out PacketBuffer? kept) ? kept : new PacketBuffer();
        buffer.Octets = ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(buffer.Octets);
        buffer.Length = message.Length;
        buffer.References = 1;
        return buffer;
    }

    public void Release(PacketBuffer buffer)
    {
        if (--buffer.References > 0)
        {
            return;
        }

        ArrayPool<byte>.Shared.Return(buffer.Octets);
        buffer.Octets = [];
        buffer.Length = 0;
        if (_kept.Count < MaxKept)
        {
            _kept.Push(buffer);
        }
    }
}
