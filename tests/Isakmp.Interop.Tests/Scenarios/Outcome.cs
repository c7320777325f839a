namespace Isakmp.Interop.Tests.Scenarios;

/// <summary>How a scenario must come out.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>The error notify that the responder sends, by its registry name (RFC 7296 3.10.1); null where all goes well.</summary>
    public virtual string? Notify => null;

    /// <summary>Whether there is an IKE SA at the end.</summary>
    public virtual bool HasIkeSa => true;

    /// <summary>IKE SA and Child SA are up; what is not null must be so. Suites and selectors are in charon's words, seen from the initiator.</summary>
    public sealed record Established : Outcome
    {
        /// <summary>Such as "AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/CURVE_25519".</summary>
        public string? IkeSuite { get; init; }

        /// <summary>Such as "AES_GCM_16-128" or "AES_CBC-128/HMAC_SHA2_256_128/ESN".</summary>
        public string? EspSuite { get; init; }

        /// <summary>The narrowed selectors of the initiator's side.</summary>
        public string? InitiatorSelectors { get; init; }

        /// <summary>The narrowed selectors of the responder's side.</summary>
        public string? ResponderSelectors { get; init; }
    }

    /// <summary>No IKE SA: the responder answers IKE_SA_INIT or IKE_AUTH with this error notify.</summary>
    public sealed record IkeRefused(string Error) : Outcome
    {
        /// <inheritdoc/>
        public override string Notify => Error;

        /// <inheritdoc/>
        public override bool HasIkeSa => false;
    }

    /// <summary>An IKE SA without a Child SA: the responder's IKE_AUTH response has this error notify beside its AUTH (RFC 7296 1.2).</summary>
    public sealed record ChildRefused(string Error) : Outcome
    {
        /// <inheritdoc/>
        public override string Notify => Error;
    }

    /// <summary>IKEv1: no IKE SA, because the sides have different keys. What each says of it is encrypted, so neither can read it.</summary>
    public sealed record Unreadable : Outcome
    {
        /// <inheritdoc/>
        public override bool HasIkeSa => false;
    }
}
