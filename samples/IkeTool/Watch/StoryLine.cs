using System.Globalization;
using Isakmp.Exchanges;
using Isakmp.Inspection.Observation;
using Isakmp.Registry;

namespace IkeTool.Watch;

/// <summary>One line of a story: an exchange, or several of a kind in a row.</summary>
/// <param name="Time">When the first began.</param>
/// <param name="BegunBy">Who began it.</param>
/// <param name="Name">The exchange.</param>
/// <param name="Text">What happened.</param>
/// <param name="IsTrouble">Whether something went wrong.</param>
internal sealed record StoryLine(DateTimeOffset Time, IkeRole BegunBy, string Name, string Text, bool IsTrouble)
{
    private const int MaximumLines = 30;

    /// <summary>Tells the exchanges of a negotiation.</summary>
    /// <param name="negotiation">The negotiation.</param>
    /// <returns>The lines.</returns>
    public static IEnumerable<StoryLine> Of(ObservedNegotiation negotiation)
    {
        int count = 0;
        ObservedExchange[] exchanges = [.. negotiation.Exchanges.OrderBy(exchange => exchange.Time)];
        for (int i = 0; i < exchanges.Length;)
        {
            int next = i + 1;
            while (next < exchanges.Length && IsAlike(exchanges[i], exchanges[next]))
            {
                next++;
            }

            if (count++ == MaximumLines)
            {
                string rest = string.Create(CultureInfo.InvariantCulture, $"and {exchanges.Length - i} more exchanges; --json has all");
                yield return new StoryLine(exchanges[i].Time, exchanges[i].BegunBy, "...", rest, IsTrouble: false);
                yield break;
            }

            yield return Line(negotiation, exchanges[i], next - i);
            i = next;
        }
    }

    // Routine is told once, with a count; whatever was sent again or was not answered stands alone.
    private static bool IsAlike(ObservedExchange first, ObservedExchange other)
    {
        bool isRoutine = first.Type == other.Type && first.Retransmissions == 0 && other.Retransmissions == 0 && !first.IsUnanswered && !other.IsUnanswered;
        return isRoutine && ((first.IsLiveness && other.IsLiveness) || (first.Facts.Count == 0 && other.Facts.Count == 0 && (first.Type == ExchangeType.Informational || first.Type == ExchangeType.InformationalV1)));
    }

    private static StoryLine Line(ObservedNegotiation negotiation, ObservedExchange exchange, int count)
    {
        List<string> parts = [];
        parts.AddRange(exchange.Facts);
        if (exchange.Messages.Any(message => !message.IsRead))
        {
            parts.Add($"encrypted, {string.Join(" + ", exchange.Messages.Select(message => message.Size.ToString(CultureInfo.InvariantCulture)))} octets");
        }

        if (count > 1)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} such exchanges"));
        }

        if (exchange.Messages.FirstOrDefault(message => message.Fragments > 0) is { } cut)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"in fragments ({cut.FragmentsSeen} of {cut.Fragments})"));
        }

        parts.AddRange(exchange.Messages.Where(message => message.Transmissions > 1).Select(message =>
            string.Create(CultureInfo.InvariantCulture, $"{What(exchange, message)} x{message.Transmissions} in {(message.LastTime - message.Time).TotalSeconds:0.0} s")));
        parts.AddRange(exchange.Messages.Select(message => message.Problem).OfType<string>().Distinct().Select(problem => $"problem: {problem}"));
        bool isUnanswered = exchange.IsUnanswered;
        if (isUnanswered && exchange.Request is not null)
        {
            parts.Add("no answer");
        }

        if (exchange.Request is null)
        {
            parts.Add("the request was not seen");
        }

        // In IKEv1 there is more than a question and an answer.
        TimeSpan? duration = negotiation.MajorVersion == 1 ? exchange.Messages[^1].Time - exchange.Messages[0].Time : exchange.Latency;
        string latency = count == 1 && exchange.Messages.Count > 1 && duration is { } time ? $" ({Duration(time)})" : "";
        bool isTrouble = (isUnanswered && exchange.Request is not null) || negotiation.Errors.Any(error => exchange.Facts.Any(fact => fact.EndsWith(error.Name, StringComparison.Ordinal)));
        return new StoryLine(exchange.Time, exchange.BegunBy, ShortName(exchange.Type), string.Join("; ", parts) + latency, isTrouble);
    }

    private static string Duration(TimeSpan time) => time.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private static string What(ObservedExchange exchange, ObservedMessage message) =>
        message == exchange.Request ? "request" : message == exchange.Response ? "answer" : "message";

    private static string ShortName(ExchangeType type) => type.Value switch
    {
        2 => "Main Mode",
        4 => "Aggressive Mode",
        6 => "Transaction",
        32 => "Quick Mode",
        _ => type.Name,
    };
}
