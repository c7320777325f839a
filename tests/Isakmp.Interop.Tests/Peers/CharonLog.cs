using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>The log of a charon, and the keys that it printed (<c>ike = 4</c>, <c>chd = 4</c>, <c>ike_name = yes</c> in its filelog).</summary>
/// <remarks>
/// Lines look like <c>05[IKE] &lt;net|1&gt; SKEYSEED =&gt; 32 bytes @ 0x7f..</c>, followed by the octets, 16 a line. The number in angle brackets
/// is the unique id of the IKE SA. Whoever asks for keys gets them or an exception: an absent line must never pass as agreement.
/// </remarks>
public sealed partial class CharonLog
{
    private readonly List<Dump> _dumps = [];
    private readonly List<ChildEntry> _children = [];

    private CharonLog(string text)
    {
        Text = text;
        Parse();
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The lines of a log without the hex dumps: what happened, for a person.</summary>
    public static string StoryOf(string text) => string.Join('\n', text.Split('\n').Where(line => !OctetsLine().IsMatch(line) && !DumpLine().IsMatch(line)));

    /// <summary>Reads a log from its text.</summary>
    public static CharonLog Read(string text) => new(text);

    /// <summary>The keys of an IKE SA; without an id, of the one IKE SA that the log knows keys of.</summary>
    /// <exception cref="InvalidDataException">The log has no key lines for it, or they are incomplete, or (without an id) several IKE SAs have some.</exception>
    public IkeKeys IkeKeys(int? uniqueId = null)
    {
        int id = uniqueId ?? OnlyOne(_dumps.Where(dump => dump.Label == "SKEYSEED").Select(dump => dump.IkeSa), "SKEYSEED");
        (string skAi, string skAr) = (LastOrEmpty(id, "Sk_ai secret"), LastOrEmpty(id, "Sk_ar secret"));
        Require(skAi.Length == skAr.Length, $"The log has only one of \"Sk_ai secret\" and \"Sk_ar secret\" for IKE SA {id}");
        return new(
            Last(id, "SKEYSEED"), Last(id, "Sk_d secret"), skAi, skAr,
            Last(id, "Sk_ei secret"), Last(id, "Sk_er secret"), Last(id, "Sk_pi secret"), Last(id, "Sk_pr secret"));
    }

    /// <summary>The keys of a phase 1 of IKEv1; without an id, of the one that the log knows keys of.</summary>
    /// <exception cref="InvalidDataException">The log has no key lines for it, or they are incomplete, or (without an id) several have some.</exception>
    public IkeV1Keys IkeV1Keys(int? uniqueId = null)
    {
        int id = uniqueId ?? OnlyOne(_dumps.Where(dump => dump.Label == "SKEYID").Select(dump => dump.IkeSa), "SKEYID");
        return new(Last(id, "SKEYID"), Last(id, "SKEYID_d"), Last(id, "SKEYID_a"), Last(id, "SKEYID_e"), Last(id, "encryption key Ka"));
    }

    /// <summary>The keys of every Child SA in the order of their installation.</summary>
    /// <exception cref="InvalidDataException">The log has no Child SA key lines, or a Child SA whose lines are incomplete.</exception>
    public IReadOnlyList<ChildKeys> AllChildKeys()
    {
        Require(_children.Count > 0, "The log has no \"encryption initiator key\" line, and no \"integrity initiator key\" line either");
        foreach (ChildEntry child in _children)
        {
            bool isAh = child.Protocol == "AH";
            Require(child.Keys.ContainsKey("encryption initiator key") != isAh, "The log has no \"encryption initiator key\" line for a Child SA with ESP");
            Require(child.Keys.ContainsKey("encryption responder key") != isAh, "The log has no \"encryption responder key\" line for a Child SA with ESP");
            Require(child.Keys.ContainsKey("integrity initiator key") == child.Keys.ContainsKey("integrity responder key"), "The log has only one of the two integrity keys");
            Require(child.SpiIn.Length > 0 && child.SpiOut.Length > 0, "The log has no \"adding inbound ESP SA\" and \"adding outbound ESP SA\" lines with SPIs");
        }

        return [.. _children.Select(child => child.ToKeys())];
    }

    /// <summary>The keys of the one Child SA of the log.</summary>
    /// <exception cref="InvalidDataException">None, incomplete, or several.</exception>
    public ChildKeys ChildKeys()
    {
        IReadOnlyList<ChildKeys> all = AllChildKeys();
        Require(all.Count == 1, $"The log has {all.Count} Child SAs, not one");
        return all[0];
    }

    /// <summary>The keys of the Child SA with an inbound SPI (8 hex digits) at charon.</summary>
    /// <exception cref="InvalidDataException">No such Child SA, or incomplete.</exception>
    public ChildKeys ChildKeys(string spiIn) => AllChildKeys().LastOrDefault(keys => keys.SpiIn == spiIn)
        ?? throw new InvalidDataException($"The log has no Child SA with inbound SPI {spiIn}.");

    private void Parse()
    {
        string[] lines = Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (DumpLine().Match(lines[i]) is { Success: true } head)
            {
                AddDump(head, lines, ref i);
            }
            else if (DirectionLine().Match(lines[i]) is { Success: true } direction && CurrentChild(direction) is { } current)
            {
                current.Announce(direction.Groups["way"].Value == "inbound", direction.Groups["protocol"].Value);
            }
            else if (SpiLine().Match(lines[i]) is { Success: true } spi && CurrentChild(spi) is { } child)
            {
                child.SetSpi(spi.Groups["spi"].Value);
            }
        }
    }

    // Several threads of charon write at the same time, each about its own IKE SA.
    private ChildEntry? CurrentChild(Match line) => _children.LastOrDefault(child => child.IkeSa == IdOf(line));

    private static int IdOf(Match line) => int.Parse(line.Groups["id"].ValueSpan, CultureInfo.InvariantCulture);

    private void AddDump(Match head, string[] lines, ref int at)
    {
        int size = int.Parse(head.Groups["size"].ValueSpan, CultureInfo.InvariantCulture);
        StringBuilder hex = new(size * 2);
        while (hex.Length < size * 2 && at + 1 < lines.Length && OctetsLine().Match(lines[at + 1]) is { Success: true } octets)
        {
            int rest = Math.Min(16, size - (hex.Length / 2));
            hex.Append(octets.Groups["hex"].ValueSpan[..((rest * 3) - 1)]);
            hex.Replace(" ", "");
            at++;
        }

        string label = head.Groups["label"].Value;
        if (at + 1 >= lines.Length - 1 && hex.Length < size * 2)
        {
            // The daemon was in the midst of writing it.
            return;
        }

        Require(hex.Length == size * 2, $"The dump of \"{label}\" has {hex.Length / 2} octets of {size}");
        Dump dump = new(IdOf(head), label, hex.ToString().ToLowerInvariant());
        _dumps.Add(dump);
        // AH has no encryption keys.
        if (label == "encryption initiator key" || (label == "integrity initiator key" && CurrentChild(head) is null or { HasSpi: true }))
        {
            _children.Add(new ChildEntry(dump.IkeSa));
        }

        if (label.EndsWith("initiator key", StringComparison.Ordinal) || label.EndsWith("responder key", StringComparison.Ordinal))
        {
            ChildEntry? child = CurrentChild(head);
            Require(child is not null, $"\"{label}\" stands before \"encryption initiator key\"");
            Require(child.Keys.TryAdd(label, dump.Hex), $"\"{label}\" stands twice for one Child SA");
        }
    }

    private string Last(int id, string label) => LastOrEmpty(id, label) is { Length: > 0 } hex
        ? hex
        : throw new InvalidDataException($"The log has no \"{label}\" line for IKE SA {id}.");

    private string LastOrEmpty(int id, string label) => _dumps.LastOrDefault(dump => dump.IkeSa == id && dump.Label == label)?.Hex ?? "";

    private static int OnlyOne(IEnumerable<int> ids, string label)
    {
        int[] distinct = [.. ids.Distinct()];
        Require(distinct.Length > 0, $"The log has no \"{label}\" line");
        Require(distinct.Length == 1, $"The log has \"{label}\" lines of {distinct.Length} IKE SAs: say which");
        return distinct[0];
    }

    private static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidDataException(message + ".");
        }
    }

    [GeneratedRegex(@"^\d+\[\w+\] <(?:[^>|]*\|)?(?<id>\d+)> (?<label>.+) => (?<size>\d+) bytes @ 0x[0-9a-f]+$")]
    private static partial Regex DumpLine();

    [GeneratedRegex(@"^\d+\[\w+\] <[^>]*> +\d+: (?<hex>(?:[0-9A-F]{2} |   ){16})")]
    private static partial Regex OctetsLine();

    [GeneratedRegex(@"^\d+\[CHD\] <(?:[^>|]*\|)?(?<id>\d+)> adding (?<way>inbound|outbound) (?<protocol>ESP|AH) SA$")]
    private static partial Regex DirectionLine();

    [GeneratedRegex(@"^\d+\[CHD\] <(?:[^>|]*\|)?(?<id>\d+)>   SPI 0x(?<spi>[0-9a-f]{8}), src ")]
    private static partial Regex SpiLine();

    private sealed record Dump(int IkeSa, string Label, string Hex);

    private sealed class ChildEntry(int ikeSa)
    {
        public int IkeSa { get; } = ikeSa;

        public Dictionary<string, string> Keys { get; } = [];

        public string Protocol { get; private set; } = "";

        public bool HasSpi => SpiIn.Length > 0 || SpiOut.Length > 0;

        public string SpiIn { get; private set; } = "";

        public string SpiOut { get; private set; } = "";

        // Null before, so that an SPI without announcement counts for nothing.
        private bool? AnnouncedInbound { get; set; }

        public void Announce(bool isInbound, string protocol) => (AnnouncedInbound, Protocol) = (isInbound, protocol);

        public void SetSpi(string spi)
        {
            (SpiIn, SpiOut) = (AnnouncedInbound == true ? spi : SpiIn, AnnouncedInbound == false ? spi : SpiOut);
            AnnouncedInbound = null;
        }

        public ChildKeys ToKeys() => new(
            Keys.GetValueOrDefault("encryption initiator key", ""), Keys.GetValueOrDefault("encryption responder key", ""),
            Keys.GetValueOrDefault("integrity initiator key", ""), Keys.GetValueOrDefault("integrity responder key", ""), SpiIn, SpiOut);
    }
}
