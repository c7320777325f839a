using System.Text;
using IkeTool.Decode;
using Isakmp.Testing;

namespace Isakmp.Tool.Tests.Decode;

/// <summary>tshark and <c>ike decode</c> read every capture alike, message by message, but for what docs/tshark-differences.md explains.</summary>
public class TsharkAgreementTests
{
    [Theory]
    [InlineData("recordings", 500)]
    [InlineData("captures", 150)]
    public void On_every_capture_of(string folder, int atLeast)
    {
        string path = SharedFolder.Require(folder);
        Tshark.Require();
        string root = Path.GetDirectoryName(path)!;
        var known = KnownDifferences.Read();
        string[] captures = Directory.GetFiles(path, "*.*cap*", SearchOption.AllDirectories);
        int compared = 0;
        List<string> news = [];
        HashSet<(string Capture, int Frame)> seen = [];
        Parallel.ForEach(captures, new ParallelOptions { MaxDegreeOfParallelism = 2 }, capture =>
        {
            IReadOnlyList<TsharkComparison.Difference> differences = TsharkComparison.Compare(capture, CaptureKeys.Beside(capture), Decode, out int frames);
            Interlocked.Add(ref compared, frames);
            string name = KnownDifferences.NameOf(capture, root);
            lock (seen)
            {
                seen.UnionWith(differences.Select(difference => (name, difference.Frame)));
                news.AddRange(differences.Where(difference => known.ReasonOf(name, difference.Frame) is null)
                    .Select(difference => $"{name} frame {difference.Frame}: tshark {difference.Theirs ?? "nothing"}; ours {difference.Ours ?? "nothing"}"));
            }
        });

        Assert.True(news.Count == 0, "Not in docs/tshark-differences.md:\n" + string.Join('\n', news.Order(StringComparer.Ordinal)));
        (string Capture, int Frame)[] gone = [.. known.Entries.Where(entry => entry.Capture.StartsWith(folder + "/", StringComparison.Ordinal) && !seen.Contains(entry))];
        Assert.True(gone.Length == 0, "In docs/tshark-differences.md, and no difference any more:\n" + string.Join('\n', gone));
        Assert.InRange(compared, atLeast, int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"{compared} frames in {captures.Length} captures, {seen.Count} differences");
    }

    private static string[] Decode(string capture, string keys, IReadOnlyList<int> ports)
    {
        DecodeOutput output = DecodeOutput.Of(File.ReadAllBytes(capture), DecodeStyle.Json, ports, keys);
        return Encoding.UTF8.GetString(output.Octets).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
