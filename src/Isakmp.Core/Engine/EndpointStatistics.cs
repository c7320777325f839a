namespace Isakmp.Engine;

/// <summary>What an endpoint has counted since it was made.</summary>
public sealed record EndpointStatistics
{
    /// <summary>Datagrams handed in.</summary>
    public required long Received { get; init; }

    /// <summary>Datagrams that could not be read.</summary>
    public required long Malformed { get; init; }

    /// <summary>Datagrams that belong to no SA.</summary>
    public required long UnknownSpi { get; init; }

    /// <summary>Datagrams whose integrity check failed.</summary>
    public required long NotAuthentic { get; init; }

    /// <summary>Datagrams that did not fit the state of their SA.</summary>
    public required long Unexpected { get; init; }

    /// <summary>Datagrams of a version or exchange that is not spoken here.</summary>
    public required long Unsupported { get; init; }

    /// <summary>First messages turned away because a limit was reached.</summary>
    public required long LimitReached { get; init; }

    /// <summary>Datagrams turned away because earlier output was not taken.</summary>
    public required long Busy { get; init; }

    /// <summary>Repeated requests that were not answered again.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Repeated requests that were answered from the cache.</summary>
    public required long CachedAnswers { get; init; }

    /// <summary>Cookies sent (RFC 7296 section 2.6).</summary>
    public required long CookiesSent { get; init; }

    /// <summary>Requests that came back with a right cookie.</summary>
    public required long CookiesAccepted { get; init; }

    /// <summary>Answers for which no state was made, cookies included.</summary>
    public required long StatelessAnswers { get; init; }

    /// <summary>Outgoing datagrams dropped because the queue was full.</summary>
    public required long OutputsDropped { get; init; }

    /// <summary>Events dropped because the queue was full: only those about refused strangers.</summary>
    public required long EventsDropped { get; init; }

    /// <summary>Datagrams handed out.</summary>
    public required long Transmitted { get; init; }

    /// <summary>Requests sent again.</summary>
    public required long Retransmitted { get; init; }

    /// <summary>Half-open IKE SAs of peers that never finished.</summary>
    public required long HalfOpenExpired { get; init; }

    /// <summary>IKE SAs established.</summary>
    public required long IkeSasEstablished { get; init; }

    /// <summary>IKE SAs that ended before they were established.</summary>
    public required long IkeSasFailed { get; init; }

    /// <summary>Broken invariants of ours: always 0 unless there is a bug.</summary>
    public required long InternalFaults { get; init; }

    /// <summary>Exceptions that the caller's key log has thrown.</summary>
    public required long KeyLogFaults { get; init; }

    /// <summary>Notifies that came without protection once keys existed (RFC 7296 section 2.4).</summary>
    public required long UnprotectedNotifies { get; init; }
}
