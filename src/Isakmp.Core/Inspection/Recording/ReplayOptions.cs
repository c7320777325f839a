namespace Isakmp.Inspection.Recording;

/// <summary>How a recording is run again.</summary>
public sealed class ReplayOptions
{
    /// <summary>The section of secrets, if it is not in the recording.</summary>
    public TextReader? Secrets { get; init; }

    /// <summary>Whether sentences and reports of failures must be the same word for word; if not, their kinds and notifies alone are compared. True.</summary>
    public bool ComparesWording { get; init; } = true;

    /// <summary>How large the recording may be, in characters.</summary>
    public long MaximumLength { get; init; } = Recording.DefaultMaximumLength;
}
