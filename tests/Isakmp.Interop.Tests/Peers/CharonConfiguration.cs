using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Policies;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>Writes strongswan.conf and swanctl.conf.</summary>
internal static class CharonConfiguration
{
    /// <summary>The name of the connection and of its first child.</summary>
    public const string Name = "net";

    /// <summary>The folders that swanctl looks into; it complains about every absent one.</summary>
    private static readonly ImmutableArray<string> s_folders =
        ["x509", "x509ca", "private", "rsa", "ecdsa", "bliss", "pkcs8", "pkcs12", "pubkey", "x509aa", "x509ac", "x509crl", "x509ocsp", "conf.d"];

    public static void MakeFolders(string swanctlFolder)
    {
        foreach (string folder in s_folders)
        {
            Directory.CreateDirectory(Path.Combine(swanctlFolder, folder));
        }
    }

    /// <summary>The daemon's settings: where its socket and log are, and that it logs keys.</summary>
    public static string Daemon(CharonOptions options, string socketPath, string logPath)
    {
        string kernel = options.Kernel == KernelKind.UserSpace ? "kernel-libipsec kernel-netlink" : "kernel-netlink";
        StringBuilder text = new();
        text.AppendLine("charon-systemd {");
        text.AppendLine(CultureInfo.InvariantCulture, $"  load = {options.Plugins} {kernel}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  retransmit_timeout = {options.RetransmitTimeout.TotalSeconds}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  retransmit_tries = {options.RetransmitTries}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  retransmit_base = {options.RetransmitBase}");
        if (options.CookieThreshold is int threshold)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  cookie_threshold = {threshold}");
        }

        Append(text, "  ", options.Settings);
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
              journal { default = -1 }
              plugins { vici { socket = unix://{{socketPath}} } }
              filelog { main { path = {{logPath}}
                default = 1
                ike = 4
                chd = 4
                enc = 1
                ike_name = yes
                flush_line = yes } }
            }
            """);
        return text.ToString();
    }

    /// <summary>One connection with its children, and its secret.</summary>
    public static string Connection(Side side, IPAddress own, IPAddress? peer, CharonOptions options)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
            connections {
              {{Name}} {
                version = {{(side.Version == IkeVersion.V1 ? 1 : 2)}}
                local_addrs = {{own}}
                remote_addrs = {{peer?.ToString() ?? "%any"}}
                proposals = {{side.IkeProposals}}
                encap = {{(side.ForceEncapsulation ? "yes" : "no")}}
                dpd_delay = {{Seconds(side.LivenessInterval)}}
            """);
        Append(text, "    ", options.ConnectionSettings);
        if (side.IkeLifetime is { } life)
        {
            // Charon announces the sum of both.
            text.AppendLine(CultureInfo.InvariantCulture, $"    rekey_time = {Seconds(life)}\n    over_time = 0s");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $$"""
                local { auth = psk
                  id = {{side.Identity}} }
                remote { auth = psk
                  id = {{side.PeerIdentity}} }
                children {
            """);
        AppendChild(text, Name, side, options);
        foreach ((string name, string local, string remote) in side.FurtherChildren)
        {
            AppendChild(text, name, side with { LocalSelectors = local, RemoteSelectors = remote }, options);
        }

        text.AppendLine(CultureInfo.InvariantCulture, $$"""
                }
              }
            }
            secrets {
              ike-1 {
                id-a = {{side.Identity}}
                id-b = {{side.PeerIdentity}}
                secret = "{{side.Secret}}"
              }
            }
            """);
        return text.ToString();
    }

    private static void AppendChild(StringBuilder text, string name, Side side, CharonOptions options)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
                  {{name}} {
                    mode = {{(side.IsTransport ? "transport" : "tunnel")}}
                    ipcomp = {{(side.IsCompressing ? "yes" : "no")}}
            """);
        Append(text, "        ", ProposalsOf(side));
        Append(text, "        ", SelectorsOf(side));
        Append(text, "        ", LifetimesOf(side));
        Append(text, "        ", options.ChildSettings);
        text.AppendLine("      }");
    }

    // Proposals of both would be alternatives: charon does not put AH around ESP.
    private static ImmutableArray<(string Name, string Value)> ProposalsOf(Side side) =>
        [side.AhProposals.Length > 0 ? ("ah_proposals", side.AhProposals) : ("esp_proposals", side.EspProposals)];

    private static ImmutableArray<(string Name, string Value)> LifetimesOf(Side side)
    {
        List<(string, string)> lifetimes = [];
        if (side.ChildLifetime is { } time)
        {
            lifetimes.Add(("life_time", Seconds(time)));
        }

        if (side.ChildKilobytes is { } kilobytes)
        {
            // Charon announces them as kilobytes of 1,000 octets.
            lifetimes.Add(("life_bytes", (kilobytes * 1000).ToString(CultureInfo.InvariantCulture)));
        }

        return [.. lifetimes];
    }

    private static ImmutableArray<(string Name, string Value)> SelectorsOf(Side side) =>
        [.. new[] { ("local_ts", side.LocalSelectors), ("remote_ts", side.RemoteSelectors) }.Where(pair => pair.Item2.Length > 0)];

    private static void Append(StringBuilder text, string indent, ImmutableArray<(string Name, string Value)> settings)
    {
        foreach ((string name, string value) in settings)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{indent}{name} = {value}");
        }
    }

    private static string Seconds(TimeSpan? time) => string.Create(CultureInfo.InvariantCulture, $"{time?.TotalSeconds ?? 0}s");
}
