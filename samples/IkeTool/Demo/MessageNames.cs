using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;

namespace IkeTool.Demo;

/// <summary>What the messages of a demonstration are called.</summary>
internal sealed class MessageNames
{
    // In IKEv1 nothing in a message says which one of its exchange it is; here none is lost or sent again, so they can be counted.
    private readonly Dictionary<MessageId, int> _counts = [];

    /// <summary>Names a message and counts it.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="summary">The describer's line: "IKE_AUTH request 1 [ IDi AUTH ]".</param>
    /// <returns>For example "IKE_AUTH request 1" or "Main Mode 5".</returns>
    public string NameOf(in IkeHeader header, string summary)
    {
        if (header.MajorVersion != 1)
        {
            return summary.Split(" [ ")[0];
        }

        int number = _counts[header.MessageId] = _counts.GetValueOrDefault(header.MessageId) + 1;
        string exchange = header.ExchangeType == ExchangeType.IdentityProtection ? "Main Mode" : header.ExchangeType.Name;
        return $"{exchange} {number}";
    }

    /// <summary>The payloads of a message.</summary>
    /// <param name="summary">The describer's line.</param>
    /// <returns>A word each, with what stands in parentheses behind it.</returns>
    public static IReadOnlyList<string> PayloadsOf(string summary)
    {
        int begin = summary.IndexOf(" [ ", StringComparison.Ordinal);
        int end = summary.LastIndexOf(" ]", StringComparison.Ordinal);
        if (begin < 0 || end < begin + 3)
        {
            return [];
        }

        List<string> payloads = [];
        int depth = 0;
        int start = begin + 3;
        for (int i = start; i <= end; i++)
        {
            depth += summary[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (summary[i] == ' ' && depth == 0)
            {
                payloads.Add(summary[start..i]);
                start = i + 1;
            }
        }

        return payloads;
    }
}
