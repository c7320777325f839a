namespace Isakmp.Inspection.Observation;

/// <summary>How much an observer keeps; what has not been heard of longest is forgotten first.</summary>
public sealed class NegotiationObserverOptions
{
    private const int Most = 1 << 20;

    /// <summary>How many negotiations are followed: 1,024 unless set otherwise.</summary>
    public int MaximumNegotiations { get; init; } = 1024;

    /// <summary>How many exchanges of one negotiation are kept, liveness checks being forgotten first: 100 unless set otherwise, at least 8.</summary>
    public int MaximumExchanges { get; init; } = 100;

    /// <summary>How many messages of all negotiations together are kept: 100,000 unless set otherwise; beyond it negotiations are forgotten.</summary>
    public int MaximumMessages { get; init; } = 100_000;

    /// <summary>How many Child SAs of one negotiation are kept: 64 unless set otherwise.</summary>
    public int MaximumChildSas { get; init; } = 64;

    /// <summary>How many SPIs of ESP are counted apart: 4,096 unless set otherwise.</summary>
    public int MaximumEspFlows { get; init; } = 4096;

    internal void Check()
    {
        Check(MaximumNegotiations, 1, nameof(MaximumNegotiations));
        Check(MaximumExchanges, 8, nameof(MaximumExchanges));
        Check(MaximumMessages, 1, nameof(MaximumMessages));
        Check(MaximumChildSas, 1, nameof(MaximumChildSas));
        Check(MaximumEspFlows, 1, nameof(MaximumEspFlows));
    }

    private static void Check(int value, int least, string name)
    {
        if (value < least || value > Most)
        {
            throw new ArgumentException($"{name} is a number from {least} to {Most}, not {value}.", name);
        }
    }
}
