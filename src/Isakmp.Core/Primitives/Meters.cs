namespace Isakmp.Primitives;

/// <summary>The counters of one endpoint; any layer may count.</summary>
internal sealed class Meters
{
    public long Received;
    public long Malformed;
    public long UnknownSpi;
    public long NotAuthentic;
    public long Unexpected;
    public long Unsupported;
    public long LimitReached;
    public long Busy;
    public long Duplicates;
    public long CachedAnswers;
    public long CookiesSent;
    public long CookiesAccepted;
    public long StatelessAnswers;
    public long OutputsDropped;
    public long EventsDropped;
    public long Transmitted;
    public long Retransmitted;
    public long HalfOpenExpired;
    public long IkeSasEstablished;
    public long IkeSasFailed;
    public long InternalFaults;
    public long KeyLogFaults;
    public long UnprotectedNotifies;
}
