using System.Diagnostics;
using System.Globalization;
using Isakmp.Interop.Tests.Peers;

namespace Isakmp.Interop.Tests.Network;

/// <summary>Removes what a killed test run left behind: namespaces with the daemons in them, and temporary folders.</summary>
internal static class Leftovers
{
    /// <summary>How the names of our namespaces and folders begin; the process id of the run follows.</summary>
    public const string Prefix = "isakmp-";

    /// <summary>Removes the leftovers of runs whose process is gone. Those of living runs stay.</summary>
    public static async Task RemoveAsync()
    {
        foreach (string path in Directory.Exists("/run/netns") ? Directory.GetFiles("/run/netns", Prefix + "*") : [])
        {
            string name = Path.GetFileName(path);
            if (IsOrphan(name))
            {
                await RemoveNamespaceAsync(name);
            }
        }

        foreach (string folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            if (IsOrphan(Path.GetFileName(folder)))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static bool IsOrphan(string name)
    {
        string digits = name[Prefix.Length..].Split('-')[0];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int process) && !Directory.Exists($"/proc/{process}");
    }

    private static async Task RemoveNamespaceAsync(string name)
    {
        // Whatever runs inside a namespace of this name was started by a run of these tests.
        CommandResult inside = await Command.TryRunAsync("ip", ["netns", "pids", name]);
        foreach (string line in inside.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                End(id);
            }
        }

        // Another run may be sweeping too, so failing is no fault.
        await Command.TryRunAsync("ip", ["netns", "del", name]);
    }

    private static void End(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }
}
