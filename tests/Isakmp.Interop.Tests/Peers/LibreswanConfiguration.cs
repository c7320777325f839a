using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Policies;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>Writes ipsec.conf and ipsec.secrets; every child is a connection of its own there, and those between the same two hosts share an IKE SA.</summary>
internal static class LibreswanConfiguration
{
    /// <summary>The name of the first connection.</summary>
    public const string Name = "net";

    // Paths as the daemon sees them in its root.
    public static string Text(Side side, IPAddress own, IPAddress? peer, LibreswanOptions options)
    {
        StringBuilder text = new();
        text.Append("""
            config setup
                logfile=/lab/pluto.log
                logtime=yes
                dumpdir=/lab/run
                nssdir=/lab/nss
                plutodebug=base,crypt,private
                listen-tcp=no
                ikev1-policy=accept

            """);
        Append(text, options.Settings);
        AppendConnection(text, Name, side, own, peer, options);
        foreach ((string name, string local, string remote) in side.FurtherChildren)
        {
            AppendConnection(text, name, side with { LocalSelectors = local, RemoteSelectors = remote }, own, peer, options);
        }

        return text.ToString();
    }

    /// <summary>The pre-shared key, whoever asks for it.</summary>
    public static string Secrets(Side side) => $": PSK \"{side.Secret}\"\n";

    private static void AppendConnection(StringBuilder text, string name, Side side, IPAddress own, IPAddress? peer, LibreswanOptions options)
    {
        text.Append(CultureInfo.InvariantCulture, $"\nconn {name}\n");
        List<(string, string)> settings =
        [
            ("left", own.ToString()),
            ("right", peer?.ToString() ?? "%any"),
            ("leftid", IdentityOf(side.Identity)),
            ("rightid", IdentityOf(side.PeerIdentity)),
            ("authby", "secret"),
            ("auto", "ignore"), // or pluto would load it once more by itself
            ("ikev2", side.Version == IkeVersion.V1 ? "no" : "insist"),
            ("ike", ProposalsOf(side.IkeProposals)),
            ("type", side.IsTransport ? "transport" : "tunnel"),
            ("compress", side.IsCompressing ? "yes" : "no"),
            ("encapsulation", side.ForceEncapsulation ? "yes" : "auto"),
            ("pfs", ChildProposalsOf(side).Contains(';', StringComparison.Ordinal) ? "yes" : "no"),
            (side.AhProposals.Length > 0 ? "ah" : "esp", ChildProposalsOf(side)),
            ("keyingtries", "1"),
            ("retransmit-interval", "500"),
            ("retransmit-timeout", "3s"),
            .. Optional("leftsubnet", side.LocalSelectors),
            .. Optional("rightsubnet", side.RemoteSelectors),
            .. Optional("salifetime", Seconds(side.ChildLifetime)),
            .. Optional("ikelifetime", Seconds(side.IkeLifetime)),
            .. Optional("dpddelay", Seconds(side.LivenessInterval)),
            .. Optional("dpdtimeout", Seconds(side.LivenessInterval * 2)),
        ];
        if (side.AhProposals.Length > 0)
        {
            settings.Add(("phase2", "ah"));
        }

        Append(text, [.. settings, .. options.ConnectionSettings]);
    }

    private static string ChildProposalsOf(Side side) => ProposalsOf(side.AhProposals.Length > 0 ? side.AhProposals : side.EspProposals);

    // aes256-sha256-modp2048 is aes256-sha2_256;modp2048 there.
    private static string ProposalsOf(string proposals) => string.Join(',', proposals.Split(", ").Select(ProposalOf));

    private static string ProposalOf(string proposal)
    {
        string[] words = [.. proposal.Split('-').Select(WordOf)];
        int groups = words.Count(word => word.StartsWith("modp", StringComparison.Ordinal) || word.StartsWith("dh", StringComparison.Ordinal));
        string text = string.Join('-', words[..^groups]);
        return groups == 0 ? text : $"{text};{words[^1]}";
    }

    private static string WordOf(string word) => word switch
    {
        "sha256" => "sha2_256",
        "sha384" => "sha2_384",
        "sha512" => "sha2_512",
        "ecp256" => "dh19",
        "ecp384" => "dh20",
        "ecp521" => "dh21",
        "aes128gcm16" => "aes_gcm128",
        "aes192gcm16" => "aes_gcm192",
        "aes256gcm16" => "aes_gcm256",
        _ => word,
    };

    private static string IdentityOf(string identity) =>
        identity.StartsWith("keyid:", StringComparison.Ordinal) ? $"@[{identity["keyid:".Length..]}]"
        : IPAddress.TryParse(identity, out _) || identity.Contains('@', StringComparison.Ordinal) ? identity
        : "@" + identity;

    private static ImmutableArray<(string Name, string Value)> Optional(string name, string value) => value.Length > 0 ? [(name, value)] : [];

    private static string Seconds(TimeSpan? time) => time is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds}s") : "";

    private static void Append(StringBuilder text, ImmutableArray<(string Name, string Value)> settings)
    {
        foreach ((string name, string value) in settings)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {name}={value}\n");
        }
    }
}
