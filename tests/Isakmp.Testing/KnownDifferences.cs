using System.Globalization;

namespace Isakmp.Testing;

/// <summary>The list of <c>docs/tshark-differences.md</c>: where tshark and we read a capture differently, and why.</summary>
public sealed class KnownDifferences
{
    private readonly Dictionary<(string Capture, int Frame), string> _reasons;

    private KnownDifferences(Dictionary<(string Capture, int Frame), string> reasons) => _reasons = reasons;

    /// <summary>Every entry: a capture, from the folder above its own on, and a frame.</summary>
    public IEnumerable<(string Capture, int Frame)> Entries => _reasons.Keys;

    /// <summary>Reads the list.</summary>
    public static KnownDifferences Read()
    {
        Dictionary<(string Capture, int Frame), string> reasons = [];
        foreach (string line in File.ReadLines(Repository.PathOf("docs", "tshark-differences.md")))
        {
            // | `recordings/ikev1-aggr-psk.pcap` | 5, 7 | why |
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells is ["", ['`', ..] capture, string frames, string reason, ""])
            {
                foreach (string frame in frames.Split(','))
                {
                    reasons.Add((capture.Trim('`'), int.Parse(frame, CultureInfo.InvariantCulture)), reason);
                }
            }
        }

        return new KnownDifferences(reasons);
    }

    /// <summary>How the list calls a capture.</summary>
    public static string NameOf(string capture, string folder) => Path.GetRelativePath(folder, capture).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>The reason of a difference; null if it is new.</summary>
    public string? ReasonOf(string capture, int frame) => _reasons.GetValueOrDefault((capture, frame));
}
