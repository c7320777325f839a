using Isakmp.Exchanges;

namespace Isakmp.Inspection.Observation;

/// <summary>One message of an exchange, however often it was sent.</summary>
public sealed class ObservedMessage
{
    private const int MaximumFragments = 256;

    private byte[]? _fragmentCounts;

    internal ObservedMessage(IkeRole sender, bool isResponse, DateTimeOffset time, long frame, int size, ulong fingerprint)
    {
        Sender = sender;
        IsResponse = isResponse;
        Time = time;
        LastTime = time;
        Frame = frame;
        Size = size;
        Fingerprint = fingerprint;
    }

    /// <summary>Who sent it: the initiator or the responder of the IKE SA.</summary>
    public IkeRole Sender { get; }

    /// <summary>IKEv2: it is a response.</summary>
    public bool IsResponse { get; }

    /// <summary>When it was sent first.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>When it was sent last.</summary>
    public DateTimeOffset LastTime { get; private set; }

    /// <summary>The frame of the capture in which it was sent first; 0 if unknown.</summary>
    public long Frame { get; }

    /// <summary>Its size in octets, all fragments together.</summary>
    public int Size { get; private set; }

    /// <summary>How often it was seen, octet for octet the same.</summary>
    public int Transmissions { get; private set; } = 1;

    /// <summary>Into how many fragments it was cut; 0 if it was not.</summary>
    public int Fragments { get; internal set; }

    /// <summary>How many of these fragments were seen.</summary>
    public int FragmentsSeen { get; private set; }

    /// <summary>It, or a part of it, is encrypted.</summary>
    public bool IsEncrypted { get; internal set; }

    /// <summary>What it says is known: it is in the clear, or was decrypted.</summary>
    public bool IsRead { get; internal set; }

    /// <summary>Its payloads in short, such as <c>SA</c> or <c>N(COOKIE)</c>: those inside if it was decrypted.</summary>
    public IReadOnlyList<string> Payloads { get; internal set; } = [];

    /// <summary>Why it could not be read, or only in part; null if it could.</summary>
    public string? Problem { get; internal set; }

    /// <summary>By which it is known again.</summary>
    internal ulong Fingerprint { get; }

    /// <summary>Returns sender and payloads.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Sender} [ {string.Join(' ', Payloads)} ]";

    internal void SeenAgain(DateTimeOffset time)
    {
        Transmissions++;
        LastTime = time;
    }

    /// <summary>Counts a fragment; the fragment that was sent most often says how often the message was.</summary>
    internal void AddFragment(int number, int size, DateTimeOffset time)
    {
        _fragmentCounts ??= new byte[Math.Min(Fragments, MaximumFragments)];
        LastTime = time;
        if (number < 1 || number > _fragmentCounts.Length)
        {
            return;
        }

        ref byte count = ref _fragmentCounts[number - 1];
        count += (byte)(count < byte.MaxValue ? 1 : 0);
        Transmissions = Math.Max(Transmissions, count);
        if (count == 1)
        {
            FragmentsSeen++;
            Size += size;
        }
    }
}
