namespace Isakmp.Interop.Tests.Peers;

/// <summary>The folder with a Debian that libreswan is installed in, because its package cannot be installed beside strongSwan's.</summary>
/// <remarks><c>libreswan-root.sh</c> makes it where it is not there yet; later runs find it again.</remarks>
internal static class LibreswanRoot
{
    private static readonly Lazy<Task<(string? Folder, string Complaint)>> s_root = new(MakeAsync);

    /// <summary>The folder, or skips the running test visibly where there can be none.</summary>
    public static async Task<string> RequireAsync()
    {
        (string? folder, string complaint) = await s_root.Value;
        if (folder is null)
        {
            Assert.Skip(complaint);
        }

        return folder;
    }

    private static async Task<(string? Folder, string Complaint)> MakeAsync()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "libreswan-root.sh");
        CommandResult result = await Command.TryRunAsync("sh", [script], limit: TimeSpan.FromMinutes(6));
        string last = result.Output.Trim().Split('\n')[^1];
        return result.ExitCode == 0 ? (last, "") : (null, "no libreswan: " + last);
    }
}
