namespace Isakmp.Tool.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("see 'ike --help'")]
    [InlineData("see 'ike --help'", "conect")]
    [InlineData("see 'ike connect --help'", "connect")]
    [InlineData("see 'ike listen --help'", "listen", "a", "b")]
    [InlineData("see 'ike connect --help'", "connect", "a", "--timeout", "soon")]
    [InlineData("'nowhere' is no IPv4 or IPv6 address", "connect", "a", "--local", "nowhere")]
    [InlineData("/nowhere.json: there is no such file", "connect", "/nowhere.json")]
    [InlineData("/nowhere.json: there is no such file", "listen", "/nowhere.json")]
    public async Task Wrong_usage_is_one_line_and_code_2(string words, params string[] arguments)
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync(arguments);
        using (run)
        {
            Assert.Equal(2, code);
            Assert.Empty(run.Output);
            Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("demo", "--help")]
    [InlineData("explain", "--help")]
    [InlineData("connect", "--help")]
    [InlineData("listen", "-h")]
    public async Task Help_is_no_error(params string[] arguments)
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync(arguments);
        using (run)
        {
            Assert.Equal(0, code);
            Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
            if (arguments.Length > 1)
            {
                Assert.Contains("Exit codes:", run.Output, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_wrong_file_gets_all_its_errors_with_their_lines()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, Configuration.ConfigFile.With("\"encap\": \"perhaps\"", "\"mode\": \"tunel\""));
            (ToolRun run, int code) = await ToolRun.ToEndAsync("listen", path);
            using (run)
            {
                Assert.Equal(2, code);
                Assert.Empty(run.Output);
                Assert.Collection(
                    run.ErrorLines,
                    line => Assert.StartsWith($"{path}:4: ", line, StringComparison.Ordinal),
                    line => Assert.StartsWith($"{path}:10: ", line, StringComparison.Ordinal));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
