using System.CommandLine;

namespace IkeTool.Commands;

/// <summary>Runs a command line so that a mistake in it is one line and a code, and nothing is a stack trace.</summary>
internal static class CommandRunner
{
    /// <summary>Parses and runs.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        ParseResult result = root.Parse(arguments);
        if (result.Errors is [var error, ..])
        {
            string command = result.CommandResult.Command is RootCommand ? "" : result.CommandResult.Command.Name + " ";
            await Console.Error.WriteLineAsync($"ike: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}; see 'ike {command}--help'");
            return ExitCode.Usage;
        }

        try
        {
            // The commands end by signals of their own, because SAs are to be deleted first.
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception exception)
        {
            bool verbose = Environment.GetEnvironmentVariable("IKE_DEBUG") is { Length: > 0 };
            await Console.Error.WriteLineAsync($"ike: a fault of this program: {(verbose ? exception : exception.Message)}"
                + (verbose ? "" : " (set IKE_DEBUG=1 to see where)"));
            return ExitCode.Internal;
        }
    }
}
