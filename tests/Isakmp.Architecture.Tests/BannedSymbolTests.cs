using Isakmp.Architecture.Tests.Il;
using Isakmp.Testing;

namespace Isakmp.Architecture.Tests;

public class BannedSymbolTests
{
    private static readonly BannedSymbols s_core = BannedSymbols.Read(Repository.PathOf("src", "Isakmp.Core", "BannedSymbols.txt"));

    [Fact]
    public void Core_outside_hosting_mentions_none() => Findings.None(ReferenceReader
        .Read(Path.Combine(AppContext.BaseDirectory, "Isakmp.Core.dll"))
        .Where(reference => !reference.From.Namespace.StartsWith("Isakmp.Hosting", StringComparison.Ordinal) && s_core.Forbids(reference))
        .Select(reference => reference.ToString()));

    [Theory]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("P:System.DateTimeOffset.UtcNow")]
    [InlineData("T:System.Diagnostics.Stopwatch")]
    [InlineData("T:System.TimeProvider")]
    [InlineData("T:System.Threading.Timer")]
    [InlineData("T:System.Threading.Thread")]
    [InlineData("T:System.Threading.Tasks.Task")]
    [InlineData("N:System.Net.Sockets")]
    [InlineData("T:System.Random")]
    [InlineData("T:System.Security.Cryptography.RandomNumberGenerator")]
    [InlineData("T:System.Environment")]
    public void The_list_keeps_its_core(string entry) => Assert.True(s_core.Contains(entry));

    [Theory]
    [InlineData("Clock")]
    [InlineData("OffsetClock")]
    [InlineData("Watch")]
    [InlineData("Dice")]
    [InlineData("SecureDice")]
    [InlineData("Socket")]
    [InlineData("SocketField")]
    [InlineData("Sleep")]
    [InlineData("Variables")]
    [InlineData("NewGuid")]
    [InlineData("Async")]
    public void A_banned_symbol_is_found(string fixture) => Assert.Contains(FixtureReferences(fixture), s_core.Forbids);

    [Fact]
    public void What_is_not_banned_is_not_found() => Assert.DoesNotContain(FixtureReferences("Innocent"), s_core.Forbids);

    private static IEnumerable<Reference> FixtureReferences(string name)
    {
        Reference[] all = [.. ReferenceReader.Read(typeof(BannedSymbolTests).Assembly.Location)
            .Where(reference => reference.From == new TypeName("Fixture.Banned", name))];
        Assert.NotEmpty(all);
        return all;
    }
}
