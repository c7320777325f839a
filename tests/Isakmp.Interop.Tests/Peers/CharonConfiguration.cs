using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>Writes strongswan.conf and swanctl.conf.</summary>
internal static class CharonConfiguration
{
    /// <summary>The name of the connection and of its child.</summary>
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

    /// <summary>One connection with one child, and its secret.</summary>
    public static string Connection(Side side, IPAddress own, IPAddress? peer, CharonOptions options)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
            connections {
              {{Name}} {
                version = 2
                local_addrs = {{own}}
                remote_addrs = {{peer?.ToString() ?? "%any"}}
                proposals = {{side.IkeProposals}}
                encap = {{(side.ForceEncapsulation ? "yes" : "no")}}
                dpd_delay = {{Seconds(side.LivenessInterval)}}
            """);
        Append(text, "    ", options.ConnectionSettings);
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
                local { auth = psk
                  id = {{side.Identity}} }
                remote { auth = psk
                  id = {{side.PeerIdentity}} }
                children {
                  {{Name}} {
                    esp_proposals = {{side.EspProposals}}
                    mode = {{(side.IsTransport ? "transport" : "tunnel")}}
            """);
        Append(text, "        ", SelectorsOf(side));
        Append(text, "        ", options.ChildSettings);
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
                  }
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
