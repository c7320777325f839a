namespace Isakmp.Inspection.Recording;

/// <summary>A replay differs from its recording; the message is the report.</summary>
public sealed class ReplayException : Exception
{
    /// <summary>Makes the exception of a report.</summary>
    /// <param name="report">The report.</param>
    public ReplayException(ReplayReport report)
        : base((report ?? throw new ArgumentNullException(nameof(report))).ToString()) => Report = report;

    /// <summary>Makes an exception without a report.</summary>
    public ReplayException()
        : this("The replay differs from the recording.")
    {
    }

    /// <summary>Makes an exception without a report.</summary>
    /// <param name="message">What is different.</param>
    public ReplayException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception without a report.</summary>
    /// <param name="message">What is different.</param>
    /// <param name="innerException">Why.</param>
    public ReplayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The report.</summary>
    public ReplayReport? Report { get; }
}
