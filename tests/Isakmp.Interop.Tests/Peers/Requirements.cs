namespace Isakmp.Interop.Tests.Peers;

/// <summary>What the real-peer tests need of the machine.</summary>
public static class Requirements
{
    /// <summary>The daemon that stays in the foreground and writes no pid file, so that several run side by side.</summary>
    public const string CharonPath = "/usr/sbin/charon-systemd";

    private static readonly string? s_missing = FindMissing();

    /// <summary>Lets the running test go on, or skips it visibly; where <c>CI=true</c> a missing peer is a failure.</summary>
    public static void Charon()
    {
        if (s_missing is null)
        {
            return;
        }

        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
        {
            Assert.Fail($"With CI=true the real peers must be there: {s_missing}");
        }

        Assert.Skip(s_missing);
    }

    /// <summary>The full path of a program that <c>PATH</c> or the system folders have, or null.</summary>
    internal static string? Find(string program)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin", "/usr/bin", "/bin"];
        return folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "network namespaces need Linux";
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return "network namespaces need root";
        }

        (string Program, string Package)[] needed =
            [("ip", "iproute2"), ("nsenter", "util-linux"), ("swanctl", "strongswan-swanctl"), ("gcc", "gcc and libc6-dev")];
        foreach ((string program, string package) in needed)
        {
            if (Find(program) is null)
            {
                return $"{program} is not installed: apt-get install {package}";
            }
        }

        if (!File.Exists(CharonPath))
        {
            return "charon-systemd is not installed: apt-get install charon-systemd strongswan-swanctl libstrongswan-standard-plugins libstrongswan-extra-plugins";
        }

        CommandResult probe = Command.TryRunAsync("ip", ["netns", "list"]).GetAwaiter().GetResult();
        return probe.ExitCode == 0 ? null : $"ip netns does not work here: {probe.Output.Trim()}";
    }
}
