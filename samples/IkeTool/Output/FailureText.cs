using Isakmp.Exchanges;

namespace IkeTool.Output;

/// <summary>Says why something failed: a line, and the report below it.</summary>
internal static class FailureText
{
    /// <summary>The line.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>The sentence, with the notify that was sent or received.</returns>
    public static string Line(IkeFailure failure) => NotifyOf(failure) is { } notify && !failure.Message.Contains(notify, StringComparison.Ordinal)
        ? $"{failure.Message} ({(failure.SentByPeer ? "the peer sent" : "we sent")} {notify})"
        : failure.Message;

    /// <summary>The name of the notify that was sent or received; each version has its own.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>For example NO_PROPOSAL_CHOSEN, which is NO-PROPOSAL-CHOSEN in IKEv1; or null.</returns>
    public static string? NotifyOf(IkeFailure failure) => failure.Notify?.Name ?? failure.V1Notify?.Name;

    /// <summary>The report, if there is one.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>Several lines, or null.</returns>
    public static string? Details(IkeFailure failure) => failure.Report?.ToText();
}
