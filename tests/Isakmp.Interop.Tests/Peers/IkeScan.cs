using System.Net;
using Isakmp.Interop.Tests.Network;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>The program ike-scan, which asks a responder for a first message and prints what it makes of the answer.</summary>
internal static class IkeScan
{
    /// <summary>Runs it in a machine of the test network and returns the lines that it printed about the host, without blanks around them.</summary>
    /// <remarks>Skips the running test visibly where it is not installed.</remarks>
    /// <param name="from">Where it runs.</param>
    /// <param name="host">Whom it asks.</param>
    /// <param name="options">Its options, such as <c>--trans=(1=7,14=256,2=4,3=1,4=14)</c>: attribute types and values of RFC 2409 appendix A.</param>
    public static async Task<string[]> AskAsync(NetworkNode from, IPAddress host, params string[] options)
    {
        if (Requirements.Find("ike-scan") is not { } program)
        {
            Assert.Skip("ike-scan is not installed: apt-get install ike-scan");
            return [];
        }

        // Its files of vendor ids lie where its package put them.
        CommandResult result = await Command.TryRunAsync("nsenter", ["--net=" + from.Namespace.FilePath, program, "--multiline", "--retry=1", "--timeout=2000", .. options, host.ToString()]);
        Assert.True(result.ExitCode == 0, result.Output);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. lines.Where(line => !line.StartsWith("Starting ", StringComparison.Ordinal) && !line.StartsWith("Ending ", StringComparison.Ordinal))];
    }
}
