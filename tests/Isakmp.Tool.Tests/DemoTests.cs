using System.Text.Json;

namespace Isakmp.Tool.Tests;

public class DemoTests
{
    [Fact]
    public async Task The_ladders_show_both_versions_and_keys_that_agree()
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync("demo");
        using (run)
        {
            Assert.Equal(0, code);
            Assert.Empty(run.Errors);
            string[] halves = run.Output.Split("\nIKEv1: ");
            Assert.Equal(2, halves.Length);
            Assert.StartsWith("IKEv2: ", halves[0], StringComparison.Ordinal);
            AssertLadder(halves[0], 2, 2, ["IKE_SA_INIT request 0", "SK { IDi IDr AUTH SA TSi TSr }", "aes256gcm16-prfsha256-x25519"]);
            AssertLadder(
                halves[1], 5, 4,
                ["Main Mode 1 ", "V(NAT-T RFC 3947)", "KE NONCE NAT-D NAT-D", "Main Mode 6 ", "encrypted { ID HASH }", "Quick Mode 3 ", "encrypted { HASH SA NONCE ID ID }", "aes256-sha256-modp2048"]);
            Assert.DoesNotContain('\e', run.Output);
            Assert.All(run.OutputLines, line => Assert.True(line.Length <= 86, line));
        }
    }

    [Theory]
    [InlineData("1", "IKEv1: ")]
    [InlineData("2", "IKEv2: ")]
    public async Task One_version_can_be_shown_alone(string version, string title)
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync("demo", "--version", version);
        using (run)
        {
            Assert.Equal(0, code);
            Assert.StartsWith(title, run.Output, StringComparison.Ordinal);
            Assert.Single(run.OutputLines, line => line.StartsWith("alice.test and bob.test agree", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Json_says_which_version_each_line_is_of()
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync("demo", "--json");
        using (run)
        {
            Assert.Equal(0, code);
            JsonElement[] lines = run.Json;
            Assert.Equal(
                ["2 message", "2 ike-sa", "2 child-sa", "2 key", "2 result", "1 message", "1 ike-sa", "1 child-sa", "1 key", "1 result"],
                lines.Select(line => $"{line.GetProperty("version")} {line.GetProperty("event")}").Distinct());
            JsonElement[] old = [.. lines.Where(line => line.GetProperty("version").GetInt32() == 1)];
            Assert.Equal(
                ["Main Mode 1", "Main Mode 2", "Main Mode 3", "Main Mode 4", "Main Mode 5", "Main Mode 6", "Quick Mode 1", "Quick Mode 2", "Quick Mode 3"],
                old.Take(9).Select(line => line.GetProperty("name").GetString()));
            Assert.Equal("V(NAT-T RFC 3947)", old[1].GetProperty("payloads").EnumerateArray().Last().GetString());
            Assert.Equal(4, old.Count(line => line.GetProperty("event").GetString() == "key"));
        }
    }

    [Fact]
    public async Task Json_is_one_object_a_line_and_the_same_for_the_same_seed()
    {
        (ToolRun first, int code) = await ToolRun.ToEndAsync("demo", "--json", "--seed", "7", "--esp-proposals", "aes128-sha256");
        (ToolRun second, _) = await ToolRun.ToEndAsync("demo", "--json", "--seed", "7", "--esp-proposals", "aes128-sha256");
        (ToolRun other, _) = await ToolRun.ToEndAsync("demo", "--json", "--seed", "8", "--esp-proposals", "aes128-sha256");
        using (first)
        using (second)
        using (other)
        {
            Assert.Equal(0, code);
            JsonElement[] lines = first.Json;
            Assert.Equal(
                ["message", "message", "message", "message", "ike-sa", "child-sa", "key", "key", "key", "key", "result"],
                lines.Select(line => line.GetProperty("event").GetString()));
            Assert.Equal([false, false, true, true], lines.Take(4).Select(line => line.GetProperty("protected").GetBoolean()));
            foreach (JsonElement key in lines.Where(line => line.GetProperty("event").GetString() == "key"))
            {
                Assert.Equal(key.GetProperty("sender_fingerprint").GetString(), key.GetProperty("receiver_fingerprint").GetString());
                Assert.Matches("^[0-9a-f]{8}$", key.GetProperty("sender_fingerprint").GetString());
            }

            Assert.True(lines[^1].GetProperty("agree").GetBoolean());
            Assert.Equal(first.Output, second.Output);
            Assert.NotEqual(first.Output, other.Output);
        }
    }

    [Theory]
    [InlineData("aes128-sha1-modp2048", "aes128-sha1")]
    [InlineData("chacha20poly1305-prfsha512-ecp384", "chacha20poly1305-esn")]
    [InlineData("aes256-sha384-ecp256", "aes256gcm16-aes128gcm16")]
    [InlineData("3des-md5-modp1024", "3des-md5-modp1024", "--version", "1")]
    [InlineData("aes128-sha1-ecp256", "aes128gcm16", "--version", "1")]
    public async Task Other_proposals_can_be_shown(string proposals, string espProposals, params string[] options)
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync(["demo", "--proposals", proposals, "--esp-proposals", espProposals, "--details", .. options]);
        using (run)
        {
            Assert.True(code == 0, run.Errors);
            Assert.Contains(proposals, run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_proposal_is_wrong_usage()
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync("demo", "--proposals", "aes257-sha256-modp2048");
        using (run)
        {
            Assert.Equal(2, code);
            Assert.Empty(run.Output);
            Assert.Contains("aes257", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }
    }

    private static void AssertLadder(string text, int toTheRight, int toTheLeft, string[] words)
    {
        Assert.Equal((toTheRight, toTheLeft), (text.Split("->|").Length - 1, text.Split("|<-").Length - 1));
        Assert.All(words, word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.Contains("\nalice.test and bob.test agree", text, StringComparison.Ordinal);
    }
}
