using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Wire;

/// <summary>A message between real gateways; what was inside if its keys were logged; the peer's own words for it if it said any.</summary>
public sealed record RecordedMessage(int Number, string Recording, string? Peer, byte[] Message, PayloadType First, byte[]? Chain)
{
    /// <summary>Messages of both versions.</summary>
    public static IReadOnlyList<RecordedMessage> All { get; } = [.. Read("recorded-messages.txt", 0), .. Read("recorded-v1-messages.txt", CountOf("recorded-messages.txt"))];

    /// <summary>The message is one of IKEv1: its chain, if there is one, has its padding.</summary>
    public bool IsV1 => Message[17] >> 4 == 1;

    /// <summary>The header of the message.</summary>
    public IkeHeader Header
    {
        get
        {
            Assert.True(IkeHeader.TryReadFields(Message, out IkeHeader header).IsOk);
            return header;
        }
    }

    public override string ToString() => $"{Recording} #{Number}";

    private static int CountOf(string file) => Read(file, 0).Count;

    private static List<RecordedMessage> Read(string file, int number)
    {
        string text = File.ReadAllText(Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", file));
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
                    number++,
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
