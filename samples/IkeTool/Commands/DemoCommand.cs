using System.CommandLine;

namespace IkeTool.Commands;

/// <summary><c>ike demo</c>.</summary>
internal static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var command = new Command("demo", "Two endpoints in memory");
        command.SetAction(_ => ExitCode.Internal);
        return command;
    }
}
