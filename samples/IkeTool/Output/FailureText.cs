using Isakmp.Exchanges;

namespace IkeTool.Output;

/// <summary>Says why something failed: a line, and the report below it.</summary>
internal static class FailureText
{
    /// <summary>The line.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>The sentence, with the notify that was sent or received.</returns>
    public static string Line(IkeFailure failure) => failure.Notify is { } notify && !failure.Message.Contains(notify.Name, StringComparison.Ordinal)
        ? $"{failure.Message} ({(failure.SentByPeer ? "the peer sent" : "we sent")} {notify.Name})"
        : failure.Message;

    /// <summary>The report, if there is one.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>Several lines, or null.</returns>
    public static string? Details(IkeFailure failure) => failure.Report?.ToText();
}
