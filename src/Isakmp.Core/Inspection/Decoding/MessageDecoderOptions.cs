namespace Isakmp.Inspection.Decoding;

/// <summary>How much a decoder keeps; what has not been used longest is forgotten first.</summary>
public sealed class MessageDecoderOptions
{
    /// <summary>The SAs of each version whose state is kept: 1,024 unless set otherwise.</summary>
    public int MaximumSas { get; init; } = 1024;

    /// <summary>The exchanges (Message IDs) of one IKEv1 SA whose state is kept: 64 unless set otherwise.</summary>
    public int MaximumExchanges { get; init; } = 64;

    /// <summary>The messages that are being put together from fragments at one time, of each version: 64 unless set otherwise.</summary>
    public int MaximumReassemblies { get; init; } = 64;

    /// <summary>The fragments of one message: 256 unless set otherwise; IKEv1 cannot have more than 255.</summary>
    public int MaximumFragments { get; init; } = 256;

    /// <summary>The size of a message that is put together, in octets: 256 KiB unless set otherwise.</summary>
    public int MaximumReassembledSize { get; init; } = 256 * 1024;

    /// <summary>After how many further messages a fragment waits no longer for the others: 10,000 unless set otherwise.</summary>
    public int MaximumFragmentAge { get; init; } = 10_000;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumSas, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumExchanges, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumReassemblies, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumFragments, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumReassembledSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumFragmentAge, 1);
    }
}
