using System.Text.Json;
using Isakmp.Testing;

namespace Isakmp.Crypto.Tests;

/// <summary>Reads the vector files that lie beside the repository; a test that needs one is skipped where it is absent.</summary>
public static class SharedVectors
{
    public static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require(Path.Combine("vectors", file))));
        return document.RootElement.Clone();
    }

    /// <summary>The vectors of one family of the strongSwan test vectors.</summary>
    public static IEnumerable<JsonElement> StrongSwan(string family) => Read($"strongswan/{family}.json").GetProperty("vectors").EnumerateArray();

    /// <summary>The tests of a Wycheproof or ACVP file, each with its group.</summary>
    public static IEnumerable<(JsonElement Group, JsonElement Test)> Groups(string file) =>
        from testGroup in Read(file).GetProperty("testGroups").EnumerateArray()
        from test in testGroup.GetProperty("tests").EnumerateArray()
        select (testGroup, test);

    public static byte[] Bytes(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? Convert.FromHexString(value.GetString()!) : [];

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
