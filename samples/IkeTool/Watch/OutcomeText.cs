using IkeTool.Output;
using Isakmp.Inspection.Observation;

namespace IkeTool.Watch;

/// <summary>Outcomes in a word.</summary>
internal static class OutcomeText
{
    /// <summary>The word.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="isCertain">Whether it was read rather than concluded.</param>
    /// <returns>The text.</returns>
    public static string Word(NegotiationOutcome outcome, bool isCertain)
    {
        string word = outcome.ToString().ToLowerInvariant();
        return isCertain || outcome is NegotiationOutcome.Open or NegotiationOutcome.Unanswered ? word : $"probably {word}";
    }

    /// <summary>How to colour it.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>The tone.</returns>
    public static Tone ToneOf(NegotiationOutcome outcome) => outcome switch
    {
        NegotiationOutcome.Established => Tone.Good,
        NegotiationOutcome.Refused => Tone.Bad,
        _ => Tone.Notice,
    };
}
