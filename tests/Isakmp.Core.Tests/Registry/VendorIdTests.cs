using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Registry;

public partial class VendorIdTests
{
    // Names that tell the same in other words.
    private static readonly Dictionary<string, string> s_sameThing = new()
    {
        ["RFC 3706 DPD (Dead Peer Detection)"] = "DPD",
        ["Dead Peer Detection v1.0"] = "DPD",
        ["Dead Peer Detection"] = "DPD of another version",
        ["VID_MISC_DPD Dead Peer Detection"] = "DPD",
        ["VID_LIBRESWAN_OLD Libreswan 3.0 - 3.5"] = "Libreswan or Openswan", // other tables have Openswan marks of this beginning
        ["FRAGMENTATION"] = "IKE Fragmentation",
        ["CryptoPro/GOST 0.1 / Check Point R65"] = "Check Point Firewall-1",
        ["draft-ietf-ipsec-nat-t-ike"] = "draft-ietf-ipsec-nat-t-ike",
        ["VID_MISC_IKEv2 CAN-IKEv2(obsolete) (IKEv2)"] = "IKEv2 capable",
        ["VID_NATT_RFC NULL (RFC 3947)"] = "NAT-T RFC 3947",
        ["MacOS 10.x-2"] = "draft-ietf-ipsec-nat-t-ike", // the same hash
        ["strongSwan 4.3.6"] = "strongSwan", // the same mark, which later versions send too
        ["Windows-XP-SP1"] = "Windows XP",
        ["Windows-2003-or-XP-SP2"] = "Windows Server 2003 or XP SP2",
    };

    [Fact]
    public void Every_row_with_a_mark_has_a_name()
    {
        int rows = 0;
        int unnamed = 0;
        List<string> wrong = [];
        foreach (string line in File.ReadLines(SharedFolder.Require("iana/vendor_ids.csv")).Skip(1))
        {
            string[] cells = [.. Cell().Matches(line).Select(cell => cell.Groups[1].Value.Trim('"'))];
            if (cells[0].Length == 0)
            {
                continue; // the table has the name without the mark
            }

            if (cells[1].StartsWith("Unknown ", StringComparison.Ordinal))
            {
                unnamed++; // the table has no product for it
                continue;
            }

            rows++;
            byte[] mark = Sample(cells[0]);
            Check(line, mark, cells[1], wrong);
            // "Prefix matches where the table says so"; what is exact in one source may be open in another.
            if (cells[3] is "prefix" or "VID_SUBSTRING" or "regex" && !cells[0].EndsWith('$'))
            {
                Check(line, [.. mark, 0xA5, 0x5A], cells[1], wrong);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal((792, 7), (rows, unnamed));
    }

    [Theory]
    [InlineData("4a131c81070358455c5728f20e95452f", "NAT-T RFC 3947")]
    [InlineData("afcad71368a1f1c96b8696fc77570100", "DPD")]
    [InlineData("afcad71368a1f1c96b8696fc77570200", "DPD of another version")]
    [InlineData("09002689dfd6b712", "XAUTH")]
    [InlineData("09002689dfd6b71280a224dec33b81e5", "XAUTH draft-beaulieu-ike-xauth-02")]
    [InlineData("09002689dfd6b71280a224dec33b81e4", "XAUTH")]
    [InlineData("1e2b516905991c7d7c96fcbfb587e46100000007", "Windows 7")]
    [InlineData("1e2b516905991c7d7c96fcbfb587e4610000000700", "MS NT5 ISAKMPOAKLEY (Windows)")] // the longer mark is exact
    [InlineData("4f452d4c696272657377616e2d342e3132", "Libreswan")]
    [InlineData("4f457271785f4c7e496f4d54", "FreeS/WAN 2.05")]
    [InlineData("4f457271785f4c7e496f4d55", "FreeS/WAN or Openswan")]
    [InlineData("f4ed19e0c114eb516faaac0ee37daf2807b4381f000000010000138d0000000000000000180000", "Check Point Firewall-1 NG AI R55")]
    [InlineData("f4ed19e0c114eb516faaac0ee37daf2807b4381f000000010000138d4711081500000000180000", "Check Point Firewall-1 NGX or later")]
    [InlineData("f4ed19e0c114eb516faaac0ee37daf2807b4381f000000010000138d4711081500000001180000", "Check Point Firewall-1")]
    [InlineData("00112233445566778854656c646174", "Teldat")]
    [InlineData("00112233445566778854656c646175", null)]
    [InlineData("882fe56d6fd20dbc2251613b2ebe5beb", "strongSwan")]
    [InlineData("882fe56d6fd20dbc2251613b2ebe5be", null)]
    [InlineData("", null)]
    [InlineData("00", null)]
    [InlineData("ff", null)]
    [InlineData("ffffffffffffffffffffffffffffffff", null)]
    public void The_longest_mark_that_fits_gives_the_name(string mark, string? name)
    {
        bool isFound = VendorId.TryGetName(Hex.Parse(mark.Length % 2 == 0 ? mark : mark[..^1]), out string? found);
        Assert.Equal((name is not null, name), (isFound, found));
    }

    // The specifications tell from which text the hash is made.
    [Theory]
    [InlineData("RFC 3947")]
    [InlineData("draft-ietf-ipsec-nat-t-ike-03")]
    [InlineData("draft-ietf-ipsec-nat-t-ike-02")]
    [InlineData("draft-ietf-ipsec-nat-t-ike-02\n")]
    [InlineData("FRAGMENTATION")]
    public void Marks_are_the_hashes_of_their_texts(string text)
    {
        ReadOnlySpan<byte> mark = text switch
        {
            "RFC 3947" => VendorId.NatTraversal,
            "draft-ietf-ipsec-nat-t-ike-03" => VendorId.NatTraversalDraft03,
            "draft-ietf-ipsec-nat-t-ike-02" => VendorId.NatTraversalDraft02,
            "FRAGMENTATION" => VendorId.Fragmentation,
            _ => VendorId.NatTraversalDraft02LineFeed,
        };
        Assert.Equal(Hex.Format(MD5.HashData(Encoding.ASCII.GetBytes(text))), Hex.Format(mark));
        Assert.True(VendorId.TryGetName(mark, out _));
    }

    [Fact]
    public void Marks_of_other_specifications_have_their_names()
    {
        Assert.True(VendorId.TryGetName(VendorId.DeadPeerDetection, out string? name));
        Assert.Equal("DPD", name);
        Assert.True(VendorId.TryGetName(VendorId.Xauth, out name));
        Assert.Equal("XAUTH", name);
        Assert.True(VendorId.TryGetName(VendorId.CiscoUnity, out name));
        Assert.Equal("Cisco Unity", name);
    }

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        byte[] mark = new byte[40];
        VendorId.TryGetName(mark, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 256; i++)
        {
            mark[0] = (byte)i;
            VendorId.TryGetName(mark, out _);
            VendorId.TryGetName(VendorId.NatTraversal, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Check(string line, byte[] mark, string row, List<string> wrong)
    {
        if (!VendorId.TryGetName(mark, out string? name) || !SameThing(row, name))
        {
            wrong.Add($"{line}: {name ?? "no name"}");
        }
    }

    // Some word of the row stands in the name, and the version, if the row tells one.
    private static bool SameThing(string row, string name)
    {
        if (s_sameThing.TryGetValue(row, out string? other))
        {
            return name == other;
        }

        // A symbol, then a name and in parentheses a text; or NULL, and the text is the name.
        string words = row.Replace("VID_", "", StringComparison.Ordinal);
        bool isText = row.Contains(" NULL (", StringComparison.Ordinal) || !row.StartsWith("VID_", StringComparison.Ordinal);
        Match version = Version().Match(isText ? words : words.Split(" (")[0]);
        bool hasVersion = !version.Success || name.Contains(version.Value, StringComparison.OrdinalIgnoreCase);
        return hasVersion && Word().Matches(words).Any(word => name.Contains(word.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static byte[] Sample(string pattern)
    {
        string digits = pattern.TrimStart('^').ToLowerInvariant();
        Match any = Any().Match(digits);
        if (any.Success)
        {
            digits = digits[..any.Index] + new string('5', int.Parse(any.Groups[1].Value));
        }

        return Hex.Parse(digits.Replace('.', '7'));
    }

    [GeneratedRegex("(?:^|,)(\"[^\"]*\"|[^,]*)")]
    private static partial Regex Cell();

    [GeneratedRegex(@"\[\[:xdigit:\]\]\{(\d+)\}\$$")]
    private static partial Regex Any();

    [GeneratedRegex("[A-Za-z]{3,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\d+\.\d+(\.\d+)*")]
    private static partial Regex Version();
}
