using Isakmp.Framing;
using Isakmp.Inspection.Decoding;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Observation;

/// <summary>A message as the observer is given it: read by a decoder, or told with its plaintext.</summary>
internal readonly ref struct ObservedInput
{
    public IkeHeader Header { get; init; }

    /// <summary>The octets by which the message is known again.</summary>
    public ReadOnlySpan<byte> Octets { get; init; }

    /// <summary>The payloads that can be read.</summary>
    public ReadOnlySpan<byte> Chain { get; init; }

    public PayloadType First { get; init; }

    public DecodeStatus Status { get; init; }

    public bool IsEncrypted { get; init; }

    public int FragmentNumber { get; init; }

    public int TotalFragments { get; init; }

    public string? Problem { get; init; }

    public bool IsMalformed { get; init; }

    public PacketInfo Path { get; init; }

    public DateTimeOffset Time { get; init; }

    public long Frame { get; init; }

    /// <summary>What it says is known.</summary>
    public bool IsRead => Status is DecodeStatus.Clear or DecodeStatus.Decrypted;
}
