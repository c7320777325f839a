using System.Text.Json;

namespace Isakmp.Tool.Tests;

public class DemoTests
{
    [Fact]
    public async Task The_ladder_shows_four_messages_and_keys_that_agree()
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync("demo");
        using (run)
        {
            Assert.Equal(0, code);
            Assert.Empty(run.Errors);
            string text = run.Output;
            Assert.Equal(2, text.Split("->|").Length - 1);
            Assert.Equal(2, text.Split("|<-").Length - 1);
            Assert.Contains("IKE_SA_INIT request 0", text, StringComparison.Ordinal);
            Assert.Contains("SK { IDi IDr AUTH SA TSi TSr }", text, StringComparison.Ordinal);
            Assert.Contains("aes256gcm16-prfsha256-x25519", text, StringComparison.Ordinal);
            Assert.DoesNotContain('\e', text);
            Assert.All(run.OutputLines, line => Assert.True(line.Length <= 86, line));
            Assert.StartsWith("alice.test and bob.test agree", run.OutputLines[^1], StringComparison.Ordinal);
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
    public async Task Other_proposals_can_be_shown(string proposals, string espProposals)
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync("demo", "--proposals", proposals, "--esp-proposals", espProposals, "--details");
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
}
