using System.Buffers.Binary;

namespace Isakmp.Benchmarks.Captures;

/// <summary>A session like a recorded one, with SPIs and addresses of its own.</summary>
internal sealed class GeneratedSession
{
    private const int SpiSize = 8;

    private readonly SessionTemplate _template;
    private readonly ulong _initiatorMask;
    private readonly ulong _responderMask;
    private readonly bool _isSealed;
    private int _next;

    /// <summary>Begins a session.</summary>
    /// <param name="random">Chooses it.</param>
    /// <param name="isSealed">Whether its messages are sealed anew, so that their ICVs are right under the other SPIs.</param>
    public GeneratedSession(SeededSource random, bool isSealed)
    {
        _isSealed = isSealed;
        _template = SessionTemplate.All[random.Next(SessionTemplate.All.Count)];
        _initiatorMask = random.NextUInt64();
        _responderMask = random.NextUInt64();
        IsIPv6 = random.Next(10) == 0;
        Initiator = Address(random, (byte)random.Next(200));
        Responder = Address(random, 201);
        Tags = random.Next(10) switch
        {
            0 or 1 => [0x8100],
            2 => [0x88A8, 0x8100],
            _ => [],
        };
        Mtu = random.Next(4) == 0 ? 1280 : 1500;
        Spi = (uint)random.NextUInt64() | 0x8000_0000;
    }

    public bool IsIPv6 { get; }

    public byte[] Initiator { get; }

    public byte[] Responder { get; }

    public ushort[] Tags { get; }

    public int Mtu { get; }

    /// <summary>The SPI of the session's ESP packets.</summary>
    public uint Spi { get; }

    public bool IsOver => _next == _template.Steps.Count;

    /// <summary>Writes the next message.</summary>
    /// <returns>Its length, with marker.</returns>
    public int Next(Span<byte> destination, out bool isFromInitiator, out bool isMarked)
    {
        SessionTemplate.Step step = _template.Steps[_next++];
        (isFromInitiator, isMarked) = (step.IsFromInitiator, step.IsMarked);
        int start = 0;
        if (isMarked)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, 0);
            start = sizeof(uint);
        }

        Span<byte> message = destination[start..];
        step.Message.CopyTo(message);
        Mask(message, _initiatorMask);
        Mask(message[SpiSize..], _responderMask);
        if (_isSealed && SessionKeys.Find(step.Message) is { } keys)
        {
            keys.Seal(step.Message, message[..step.Message.Length]);
        }

        return start + step.Message.Length;
    }

    /// <summary>The rows of key tables for this session.</summary>
    public IEnumerable<string> Rows() => _template.Steps
        .Select(step => SessionKeys.Find(step.Message))
        .OfType<SessionKeys>()
        .Distinct()
        .Select(keys => keys.Row(_initiatorMask, _responderMask));

    // A zero SPI says that the responder has not chosen yet.
    private static void Mask(Span<byte> spi, ulong mask)
    {
        ulong value = BinaryPrimitives.ReadUInt64BigEndian(spi);
        if (value != 0)
        {
            BinaryPrimitives.WriteUInt64BigEndian(spi, value ^ mask);
        }
    }

    private byte[] Address(SeededSource random, byte net)
    {
        byte[] host = [(byte)random.Next(256), (byte)random.Next(256), (byte)(1 + random.Next(254))];
        return IsIPv6 ? [0x20, 0x01, 0x0D, 0xB8, net, 0, 0, 0, 0, 0, 0, 0, 0, .. host] : [(byte)(net == 201 ? 198 : 10), .. host];
    }
}
