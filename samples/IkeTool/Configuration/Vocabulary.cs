using System.Collections.Frozen;

namespace IkeTool.Configuration;

/// <summary>The words of one kind of section: those that are understood, and those of swanctl.conf that are not yet.</summary>
internal sealed class Vocabulary
{
    private readonly FrozenSet<string> _known;

    // Value: the settings that ask for what happens anyway, and so may stand there.
    private readonly FrozenDictionary<string, string[]> _later;

    private Vocabulary(string section, string[] known, Dictionary<string, string[]> later)
    {
        Section = section;
        _known = known.ToFrozenSet(StringComparer.Ordinal);
        _later = later.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The outermost section.</summary>
    public static Vocabulary File { get; } = new("the file", ["connections", "secrets"], Later("pools", "authorities", "include"));

    /// <summary>A connection.</summary>
    public static Vocabulary Connection { get; } = new(
        "a connection",
        ["version", "local_addrs", "remote_addrs", "local_port", "remote_port", "proposals", "local", "remote", "children",
            "dpd_delay", "encap", "keyingtries"],
        new Dictionary<string, string[]>(Later(
            "vips", "dscp", "ppk_id", "unique", "pools", "if_id_in", "if_id_out", "mediated_by", "mediation_peer", "over_time", "rand_time",
            "send_cert", "ocsp", "pull"))
        {
            ["aggressive"] = ["no"],
            ["childless"] = ["never"],
            ["dpd_timeout"] = ["0"],
            ["fragmentation"] = ["no"],
            ["mediation"] = ["no"],
            ["mobike"] = ["no"],
            ["ppk_required"] = ["no"],
            ["reauth_time"] = ["0"],
            ["rekey_time"] = ["0"],
            ["send_certreq"] = ["no"],
        });

    /// <summary>A connection of IKEv1.</summary>
    public static Vocabulary ConnectionV1 { get; } = Connection.With("policies", "default_policy", "ike_lifetime", "lifetime_rule");

    /// <summary>A policy for phase 1 of IKEv1.</summary>
    public static Vocabulary Policy { get; } = new("a policy", ["proposal", "lifetime", "lifetime_rule"], []);

    /// <summary>One side's authentication.</summary>
    public static Vocabulary Authentication { get; } = new(
        "an authentication section",
        ["auth", "id"],
        Later("round", "certs", "cert", "pubkeys", "eap_id", "aaa_id", "xauth_id", "groups", "cert_policy", "cacerts", "cacert", "ca_id", "revocation"));

    /// <summary>A Child SA.</summary>
    public static Vocabulary Child { get; } = new(
        "a child",
        ["local_ts", "remote_ts", "esp_proposals", "ah_proposals", "mode", "start_action", "dpd_action", "close_action"],
        new Dictionary<string, string[]>(Later(
            "rand_time", "rand_bytes", "rand_packets", "updown", "reqid", "priority", "interface", "mark_in", "mark_in_sa", "mark_out",
            "set_mark_in", "set_mark_out", "if_id_in", "if_id_out", "label", "label_mode", "replay_window", "per_cpu_sas"))
        {
            ["copy_df"] = ["yes"],
            ["copy_dscp"] = ["out"],
            ["copy_ecn"] = ["yes"],
            ["hostaccess"] = ["no"],
            ["hw_offload"] = ["no"],
            ["inactivity"] = ["0"],
            ["ipcomp"] = ["no"],
            ["life_bytes"] = ["0"],
            ["life_packets"] = ["0"],
            ["life_time"] = ["0"],
            ["policies"] = ["yes"],
            ["policies_fwd_out"] = ["no"],
            ["rekey_bytes"] = ["0"],
            ["rekey_packets"] = ["0"],
            ["rekey_time"] = ["0"],
            ["sha256_96"] = ["no"],
            ["tfc_padding"] = ["0"],
        });

    /// <summary>A Child SA of IKEv1.</summary>
    public static Vocabulary ChildV1 { get; } = Child.With("ipcomp", "life_bytes", "life_time", "lifetime_rule");

    /// <summary>The names of secrets, of which each may carry a suffix.</summary>
    public static Vocabulary Secrets { get; } = new(
        "secrets", ["ike"], Later("eap", "xauth", "ntlm", "ppk", "private", "rsa", "ecdsa", "pkcs8", "pkcs12", "token"));

    /// <summary>A pre-shared key.</summary>
    public static Vocabulary SharedKey { get; } = new("an ike secret", ["id", "secret"], []);

    /// <summary>What it is a section of, for messages.</summary>
    public string Section { get; }

    /// <summary>Whether a word is understood.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The answer.</returns>
    public bool Knows(string word) => _known.Contains(word);

    /// <summary>Whether a word of swanctl.conf is not understood yet.</summary>
    /// <param name="word">The word.</param>
    /// <param name="harmless">The values that may stand there all the same, because they ask for what happens anyway.</param>
    /// <returns>The answer.</returns>
    public bool WillKnow(string word, out string[] harmless)
    {
        bool later = _later.TryGetValue(word, out string[]? values);
        harmless = values ?? [];
        return later;
    }

    /// <summary>The word that was probably meant.</summary>
    /// <param name="word">The word that is not known.</param>
    /// <returns>The nearest understood word, or null if none is near.</returns>
    public string? Nearest(string word) => Nearest(word, _known);

    /// <summary>The candidate that was probably meant.</summary>
    /// <param name="word">The word that is not known.</param>
    /// <param name="candidates">The words to choose from.</param>
    /// <returns>The nearest one, or null if none is near.</returns>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        string normal = word.Replace('-', '_').ToLowerInvariant();
        return candidates
            .Select(candidate => (Word: candidate, Distance: Distance(normal, candidate)))
            .Where(pair => pair.Distance <= Math.Max(2, pair.Word.Length / 3))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Word, StringComparer.Ordinal)
            .Select(pair => pair.Word)
            .FirstOrDefault();
    }

    private Vocabulary With(params string[] more) => new(
        Section, [.. _known, .. more], _later.Where(word => !more.Contains(word.Key)).ToDictionary(word => word.Key, word => word.Value));

    private static Dictionary<string, string[]> Later(params string[] words) => words.ToDictionary(word => word, _ => Array.Empty<string>());

    // Insertions, deletions, changes and swaps of neighbours that turn one word into the other.
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                cost[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
