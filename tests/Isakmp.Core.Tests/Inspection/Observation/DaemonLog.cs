using System.Globalization;
using System.Text.RegularExpressions;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Observation;

/// <summary>What strongSwan's log beside a recording says of the negotiation that it initiated.</summary>
internal sealed partial class DaemonLog
{
    // strongSwan's names of algorithms and the words that swanctl.conf has for them.
    private static readonly Dictionary<string, string> s_words = new()
    {
        ["AES_CBC_128"] = "aes128", ["AES_CBC_256"] = "aes256", ["AES_CTR_128"] = "aes128ctr", ["AES_CTR_256"] = "aes256ctr", ["3DES_CBC"] = "3des",
        ["AES_GCM_16_128"] = "aes128gcm16", ["AES_GCM_16_256"] = "aes256gcm16", ["CHACHA20_POLY1305"] = "chacha20poly1305",
        ["HMAC_SHA2_256_128"] = "sha256", ["HMAC_SHA2_384_192"] = "sha384", ["HMAC_SHA2_512_256"] = "sha512", ["HMAC_SHA1_96"] = "sha1",
        ["HMAC_MD5_96"] = "md5", ["AES_XCBC_96"] = "aesxcbc",
        ["PRF_HMAC_SHA2_256"] = "prfsha256", ["PRF_HMAC_SHA2_384"] = "prfsha384", ["PRF_HMAC_SHA2_512"] = "prfsha512", ["PRF_HMAC_MD5"] = "prfmd5",
        ["PRF_AES128_XCBC"] = "prfaesxcbc",
        ["MODP_1024"] = "modp1024", ["MODP_2048"] = "modp2048", ["MODP_3072"] = "modp3072", ["CURVE_25519"] = "x25519", ["ECP_256"] = "ecp256", ["ECP_521"] = "ecp521",
    };

    private readonly string _text;

    public DaemonLog(DaemonRecording recording) => _text = recording.Section("initiate output") ?? "";

    /// <summary>Both SPIs of the IKE SA, by the list of SAs.</summary>
    public static (string Initiator, string Responder)? Spis(DaemonRecording recording) =>
        Match(SpiPattern(), recording.Section("A --list-sas") ?? "") is { } match ? (match.Groups["i"].Value, match.Groups["r"].Value) : null;

    /// <summary>The identities of an IKE SA that was established.</summary>
    public (string Initiator, string Responder)? Established => Match(EstablishedPattern(), _text) is { } match ? (match.Groups["i"].Value, match.Groups["r"].Value) : null;

    /// <summary>SPIs and traffic of a Child SA that was established.</summary>
    public (string InitiatorSpi, string ResponderSpi, string Initiator, string Responder)? Child => Match(ChildPattern(), _text) is { } match
        ? (match.Groups["in"].Value, match.Groups["out"].Value, match.Groups["mine"].Value, match.Groups["theirs"].Value)
        : null;

    /// <summary>The proposal that was chosen, in swanctl's words.</summary>
    public string? ProposalOf(string protocol, bool impliesPrf)
    {
        Match match = Regex.Match(_text, string.Create(CultureInfo.InvariantCulture, $"selected proposal: {protocol}:(\\S+)"));
        if (!match.Success)
        {
            return null;
        }

        List<string> words = [.. match.Groups[1].Value.Split('/').Where(name => name != "NO_EXT_SEQ").Select(name => s_words[name])];
        bool hasIntegrity = words.Exists(word => !word.StartsWith("prf", StringComparison.Ordinal) && words.Contains("prf" + word));
        words.RemoveAll(word => word.StartsWith("prf", StringComparison.Ordinal) && (hasIntegrity || impliesPrf));
        return string.Join('-', words);
    }

    public bool Says(string text) => _text.Contains(text, StringComparison.Ordinal);

    private static Match? Match(Regex pattern, string text) => pattern.Match(text) is { Success: true } match ? match : null;

    [GeneratedRegex("(?<i>[0-9a-f]{16})_i\\*? (?<r>[0-9a-f]{16})_r")]
    private static partial Regex SpiPattern();

    [GeneratedRegex(@"IKE_SA \S+ established between \S+?\[(?<i>[^\]]*)\]\.\.\.\S+?\[(?<r>[^\]]*)\]")]
    private static partial Regex EstablishedPattern();

    [GeneratedRegex("CHILD_SA \\S+ established with SPIs (?<in>[0-9a-f]+)_i (?<out>[0-9a-f]+)_o and TS (?<mine>.*) === (?<theirs>.*)")]
    private static partial Regex ChildPattern();
}
