using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Wire;

/// <summary>A message between real gateways; what was inside if its keys were logged; the peer's own words for it if it said any.</summary>
public sealed record RecordedMessage(int Number, string Recording, string? Peer, byte[] Message, PayloadType First, byte[]? Chain)
{
    public static IReadOnlyList<RecordedMessage> All { get; } = Read();

    public override string ToString() => $"{Recording} #{Number}";

    private static List<RecordedMessage> Read()
    {
        string text = File.ReadAllText(Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recorded-messages.txt"));
        List<RecordedMessage> messages = [];
        foreach (string paragraph in text.Split("\n\n"))
        {
            Dictionary<string, string> fields = paragraph.Split('\n')
                .Where(line => line.Contains(':') && !line.StartsWith('#'))
                .Select(line => line.Split(':', 2))
                .ToDictionary(field => field[0], field => field[1].Trim());
            if (fields.TryGetValue("message", out string? message))
            {
                messages.Add(new RecordedMessage(
                    messages.Count,
                    fields["recording"],
                    fields.GetValueOrDefault("peer"),
                    Hex.Parse(message),
                    new PayloadType(byte.Parse(fields.GetValueOrDefault("first", "0"))),
                    fields.TryGetValue("chain", out string? chain) ? Hex.Parse(chain) : null));
            }
        }

        return messages;
    }
}
