namespace Isakmp.Architecture.Tests;

/// <summary>Fails with every finding on a line of its own; xunit's own messages cut long collections and strings.</summary>
internal static class Findings
{
    public static void None(IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        if (all.Length > 0)
        {
            Assert.Fail($"{all.Length} found:{Environment.NewLine}{string.Join(Environment.NewLine, all)}");
        }
    }
}
