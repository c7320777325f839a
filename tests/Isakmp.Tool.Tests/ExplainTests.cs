using System.Text.Json;

namespace Isakmp.Tool.Tests;

public class ExplainTests
{
    [Theory]
    [InlineData(0, "Transform 1 of the peer satisfies our priority 2 policy.", "--version", "1", "aes128-sha1-modp1024", "3des-md5-modp1024", "aes128-sha1-modp1024")]
    [InlineData(1, "Hash algorithm offered does not match policy! (HASH: offered sha1; accepted sha256; nothing in common)", "--version", "1", "aes256-sha1-modp2048", "aes256-sha256-modp2048")]
    [InlineData(1, "Checking ISAKMP transform 2 against priority 1 policy", "--version", "1", "cast128-md5-modp768,des-md5-modp768", "aes128-sha1-modp1024")]
    [InlineData(1, "Checking ISAKMP transform 2 against priority 3 policy", "--version", "1", "--phase", "1", "3des-md5-modp768,des-md5-modp768", "aes128-aes256-sha1-modp768", "aes192-sha1-ecp256bp")]
    [InlineData(0, "Proposal 2 of the peer satisfies our priority 1 policy.", "--version", "1", "--phase", "esp", "aes128-sha1,aes256gcm16", "aes256gcm16")]
    [InlineData(1, "Checking IPSec proposal 1, ESP transform 1 against priority 1 policy", "--version", "1", "--phase", "2", "aes128-sha1", "aes256gcm16")]
    [InlineData(1, "Checking IPSec proposal 1, AH transform 1 against priority 1 policy", "--version", "1", "--phase", "ah", "sha1", "sha256")]
    [InlineData(0, "Proposal 1 of the peer satisfies our priority 2 policy.", "aes256gcm16-prfsha256-x25519", "aes256-sha256-modp2048", "aes256gcm16-prfsha256-x25519")]
    [InlineData(1, "Checking IKE proposal 1 against priority 1 policy", "aes256gcm16-prfsha256-x25519", "aes256-sha256-modp2048")]
    [InlineData(1, "Checking ESP proposal 1 against priority 1 policy", "--phase", "esp", "aes256gcm16", "aes256gcm16-x25519")]
    public async Task A_report_is_printed_and_the_code_says_whether_it_fits(int expected, string words, params string[] arguments)
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync(["explain", .. arguments]);
        using (run)
        {
            Assert.Equal(expected, code);
            Assert.Contains(words, run.Output, StringComparison.Ordinal);
            Assert.Equal(expected == 1, run.Output.Contains("no offers accepted!", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("the offer: 'aes256gcm16-prfsha256-x25519' has aes256gcm16, for which IKEv1 has no number", "--version", "1", "aes256gcm16-prfsha256-x25519", "aes256-sha256-modp2048")]
    [InlineData("policy 2: ", "aes256-sha256-modp2048", "aes256-sha256-modp2048", "aes257")]
    [InlineData("the policies: 'chacha20poly1305' has chacha20poly1305, for which IKEv1 has no number", "--version", "1", "--phase", "esp", "aes256gcm16", "chacha20poly1305")]
    [InlineData("see 'ike explain --help'", "--version", "3", "aes256", "aes256")]
    [InlineData("see 'ike explain --help'", "--phase", "tls", "aes256", "aes256")]
    [InlineData("see 'ike explain --help'", "aes256-sha256-modp2048")]
    public async Task Wrong_words_are_one_line_and_code_2(string words, params string[] arguments)
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync(["explain", .. arguments]);
        using (run)
        {
            Assert.Equal(2, code);
            Assert.Empty(run.Output);
            Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task As_JSON_it_is_one_object()
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync("explain", "--version", "1", "--json", "aes256-sha256-modp2048", "aes256-sha512-modp2048");
        using (run)
        {
            Assert.Equal(1, code);
            JsonElement json = Assert.Single(run.Json);
            Assert.Equal("report", json.GetProperty("event").GetString());
            Assert.Equal("NoProposalMatched", json.GetProperty("report").GetProperty("failure").GetString());
            Assert.Equal("HASH", json.GetProperty("report").GetProperty("comparisons")[0].GetProperty("attributes")[1].GetProperty("attribute").GetString());
        }
    }
}
