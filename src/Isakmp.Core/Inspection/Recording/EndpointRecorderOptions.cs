namespace Isakmp.Inspection.Recording;

/// <summary>How an <see cref="EndpointRecorder"/> records.</summary>
public sealed class EndpointRecorderOptions
{
    /// <summary>Whether the recording gets a section of secrets, which replay needs: pre-shared keys, randomness, secret answers. True.</summary>
    public bool IncludesSecrets { get; init; } = true;

    /// <summary>Where the section of secrets goes, as it comes to be, if not to the end of the recording; it stays the caller's.</summary>
    public TextWriter? Secrets { get; init; }

    /// <summary>A sentence for people who read the recording; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// How large the recording may become, in characters; 64 Mi. The secrets that wait for its end count too. Then it is ended, and
    /// <see cref="EndpointRecorder.Fault"/> says so.
    /// </summary>
    public long MaximumLength { get; init; } = 64L << 20;
}
