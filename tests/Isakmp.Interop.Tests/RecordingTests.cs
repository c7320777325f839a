using Isakmp.Testing;

namespace Isakmp.Interop.Tests;

public class RecordingTests
{
    [Fact]
    public void Every_recording_has_its_outcome_beside_it()
    {
        string folder = SharedFolder.Require("recordings");
        string[] captures = Directory.GetFiles(folder, "*.pcap", SearchOption.AllDirectories);
        Assert.NotEmpty(captures);
        Assert.All(captures, capture => Assert.True(File.Exists(Path.ChangeExtension(capture, ".txt")), Path.GetFileName(capture)));
    }
}
