using Isakmp.Crypto;
using Isakmp.Inspection.Recording;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Recording;

/// <summary>What passed between our endpoint and real peers comes out the same without them; <c>./test.sh --record Interop</c> records it anew.</summary>
public class RecordedDialogueTests
{
    // of one, in octets, on average
    private const long SizeLimit = 16 << 10;

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.ikerec").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Folder => Repository.PathOf("tests", "Recordings");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_dialogue_with_a_real_peer_comes_out_the_same(string name)
    {
        using StreamReader recording = File.OpenText(Path.Combine(Folder, name));
        Replay.Run(recording, CryptoProvider.Default).ThrowIfDifferent();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_provider_makes_no_difference(string name)
    {
        using StreamReader recording = File.OpenText(Path.Combine(Folder, name));
        Replay.Run(recording, CryptoProvider.ManagedOnly).ThrowIfDifferent();
    }

    [Fact]
    public void The_recordings_are_small() =>
        Assert.InRange(Directory.GetFiles(Folder, "*.ikerec").Average(static path => new FileInfo(path).Length), 1, SizeLimit);
}
