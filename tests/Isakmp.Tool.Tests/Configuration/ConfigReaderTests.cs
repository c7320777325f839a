using IkeTool.Configuration;
using Isakmp.Policies;
using Isakmp.Testing;

namespace Isakmp.Tool.Tests.Configuration;

public class ConfigReaderTests
{
    [Fact]
    public void Reads_the_words_of_swanctl()
    {
        IkeConfiguration configuration = ConfigFile.Read("""
            {
              "connections": { "a": {
                "version": 2, "local_addrs": "192.0.2.1", "remote_addrs": ["192.0.2.2", "192.0.2.0/24"],
                "local_port": 1500, "remote_port": "2500",
                "proposals": "aes128-sha256-modp2048, aes256gcm16-prfsha256-x25519",
                "local": { "auth": "psk", "id": "alice.test" }, "remote": { "auth": "psk" },
                "dpd_delay": "2m", "encap": true, "keyingtries": 3,
                "children": {
                  "one": { "local_ts": "10.1.0.0/24,10.3.0.0/24", "remote_ts": ["10.2.0.0/24[tcp/80]"], "esp_proposals": "aes256gcm16-esn",
                           "mode": "transport", "start_action": "start", "dpd_action": "restart", "close_action": "trap" },
                  "two": { "ah_proposals": "sha256" } } } },
              "secrets": { "ike": { "secret": "0x0102" }, "ike-b": { "id": "alice.test", "id-2": "*.test", "secret": "0sAQI=" } }
            }
            """);

        ConfiguredConnection connection = Assert.Single(configuration.Connections);
        PeerProfile profile = connection.Profile;
        Assert.Equal("a", profile.Name);
        Assert.Equal((ushort)1500, connection.LocalPort);
        Assert.Equal(2500, connection.RemotePort);
        Assert.Equal(["192.0.2.1"], profile.LocalAddresses.Select(address => address.ToString()));
        Assert.Equal(["192.0.2.2", "192.0.2.0/24"], profile.RemoteAddresses.Select(address => address.ToString()));
        Assert.Equal(["aes128-sha256-modp2048", "aes256gcm16-prfsha256-x25519"], profile.IkeProposals.Select(ProposalNotation.Format));
        Assert.Equal("alice.test", profile.LocalIdentity!.ToString());
        Assert.Equal(TimeSpan.FromMinutes(2), profile.LivenessInterval);
        Assert.True(profile.ForceEncapsulation);
        Assert.Equal(3, profile.KeepUp.Tries);
        Assert.Equal(ConnectionAction.Start, profile.KeepUp.OnLoad);

        Assert.Equal(["one", "two"], profile.Children.Select(child => child.Name));
        ChildProfile one = profile.Children[0];
        Assert.Equal(["10.1.0.0/24", "10.3.0.0/24"], one.LocalSelectors.Select(selector => selector.ToString()));
        Assert.Equal("10.2.0.0/24[tcp/80]", one.RemoteSelectors.Single().ToString(), StringComparer.Ordinal);
        Assert.Equal(ChildMode.Transport, one.Mode);
        Assert.Equal((ConnectionAction.Start, ConnectionAction.OnDemand, ConnectionAction.Start), (one.OnLoad, one.OnClose, one.OnUnresponsive));
        Assert.Equal("AH", profile.Children[1].Protocol.Name);
        Assert.Equal(2, configuration.Credentials.Count);
    }

    [Fact]
    public void Defaults_are_those_of_swanctl()
    {
        ConfiguredConnection connection = Assert.Single(ConfigFile.Read(ConfigFile.Good).Connections);
        Assert.Null(connection.LocalPort);
        Assert.Equal(500, connection.RemotePort);
        Assert.True(connection.Profile.LocalAddresses.Single().IsAny);
        Assert.Null(connection.Profile.LivenessInterval);
        Assert.Equal(1, connection.Profile.KeepUp.Tries);
        Assert.True(connection.Profile.Children[0].RemoteSelectors.Single().IsDynamic);
    }

    [Fact]
    public void Every_error_is_told_at_once_with_its_line()
    {
        string[] errors = ConfigFile.Errors("""
            {
              // a comment does not shift the lines
              "connections": {
                "net": {
                  "remote_adrs": "192.0.2.2",
                  "proposals": "aes256-sha256-modp2048, aes257-sha256",
                  "local": { "auth": "pskk", "id": "alice.test" },
                  "remote": { "auth": "pubkey" },
                  "remote_port": 70000,
                  "mobike": "yes",
                  "children": {
                    "net": {
                      "local_ts": [
                        "10.1.0.0/24",
                        "10.1.0.0/33"
                      ],
                      "mode": "tunel",
                      "updown": "/bin/true"
                    }
                  }
                }
              },
              "secrets": {
                "ike-1": { "id": "bob.test", "secrt": "x" },
                "eap-1": { "id": "carol", "secret": "x" }
              },
              "conections": {}
            }
            """);

        Assert.Equal(
            [5, 6, 7, 8, 9, 10, 15, 17, 18, 24, 24, 25, 27],
            errors.Select(error => int.Parse(error.Split(':')[1])));
        Assert.All(errors, error => Assert.StartsWith("test.json:", error, StringComparison.Ordinal));
        Assert.Contains("did you mean 'remote_addrs'?", errors[0], StringComparison.Ordinal);
        Assert.Contains("aes257", errors[1], StringComparison.Ordinal);
        Assert.Contains("did you mean 'psk'?", errors[2], StringComparison.Ordinal);
        Assert.Contains("'auth: pubkey' is not supported yet", errors[3], StringComparison.Ordinal);
        Assert.Contains("from 1 to 65535", errors[4], StringComparison.Ordinal);
        Assert.Contains("'mobike' is not supported yet; leave it out or set it to \"no\"", errors[5], StringComparison.Ordinal);
        Assert.Contains("'33' after the slash", errors[6], StringComparison.Ordinal);
        Assert.Contains("did you mean 'tunnel'?", errors[7], StringComparison.Ordinal);
        Assert.Contains("'updown' is not supported yet; leave it out", errors[8], StringComparison.Ordinal);
        Assert.Contains(errors, error => error.Contains("did you mean 'secret'?", StringComparison.Ordinal));
        Assert.Contains("secrets of the kind 'eap' are not supported yet", errors[11], StringComparison.Ordinal);
        Assert.Contains("did you mean 'connections'?", errors[12], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"connections\": {", 1, "not JSON")]
    [InlineData("{\n  \"connections\": {\n    \"a\" {}\n  }\n}", 3, "not JSON")]
    [InlineData("{\n  'connections': {}\n}", 2, "double quotes")]
    [InlineData("[1]", 1, "must be one section")]
    [InlineData("", 0, "empty")]
    [InlineData("{\n}", 1, "there is no connection")]
    [InlineData("{ \"connections\": 3,\n\"secrets\": [] }", 2, "must be a section")]
    [InlineData("{ \"connections\": { \"a\": 1 } }", 1, "'a' is a number, but must be a section")]
    public void Files_that_are_no_configuration(string text, int line, string words)
    {
        string[] errors = ConfigFile.Errors(text);
        Assert.Contains(errors, error => error.StartsWith(line > 0 ? $"test.json:{line}: " : "test.json: ", StringComparison.Ordinal)
            && error.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void A_fault_of_syntax_hides_nothing_before_it_and_invents_nothing_after_it()
    {
        string[] errors = ConfigFile.Errors("{\n\"connections\": { \"a\": {\n\"mod\": 1,\n\"encap\": \"maybe\"\n\"x\": 1 } } }");
        Assert.Collection(
            errors,
            error => Assert.StartsWith("test.json:3: 'mod' is no word of a connection", error, StringComparison.Ordinal),
            error => Assert.StartsWith("test.json:4: 'encap' is 'maybe', but must be yes or no", error, StringComparison.Ordinal),
            error => Assert.StartsWith("test.json:5: this is not JSON", error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"version\": 0", "'version: 0' is not supported yet; choose one of: 1, 2")]
    [InlineData("\"policies\": { }", "'policies' is no word of a connection")]
    [InlineData("\"version\": 3", "'version' is '3'")]
    [InlineData("\"encap\": \"perhaps\"", "must be yes or no")]
    [InlineData("\"dpd_delay\": \"5 minutes\"", "must be a duration such as 30, 30s, 5m, 4h or 1d")]
    [InlineData("\"dpd_delay\": [1]", "must be a single value")]
    [InlineData("\"local_port\": 0", "from 1 to 65535")]
    [InlineData("\"keyingtries\": -1", "must be a whole number from 0")]
    [InlineData("\"proposals\": \"\"", "'proposals' is empty")]
    [InlineData("\"proposals\": { }", "'proposals' holds a section { ... }, but must be a list of texts")]
    [InlineData("\"proposals\": \"aes256-sha256\"", "aes256-sha256")]
    [InlineData("\"local_addrs\": \"192.0.2.300\"", "192.0.2.300")]
    [InlineData("\"local_addrs\": \"nowhere.invalid\"", "the name 'nowhere.invalid' has no address")]
    [InlineData("\"rekey_time\": \"4h\"", "'rekey_time' is not supported yet; leave it out or set it to \"0\"")]
    [InlineData("\"aggressive\": \"yes\"", "'aggressive' is not supported yet")]
    [InlineData("\"nonsense_word\": 1", "'nonsense_word' is no word of a connection; see docs/ike-tool.md")]
    public void A_wrong_word_of_a_connection_is_told_on_its_line(string line, string words)
    {
        string error = Assert.Single(ConfigFile.Errors(ConfigFile.With(connectionLine: line)));
        Assert.StartsWith("test.json:4: ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"remote_ts\": \"10.2.0.0/24[xyz/1]\"", "xyz")]
    [InlineData("\"remote_ts\": \"2001:db8::/32\"", "IPv4")]
    [InlineData("\"esp_proposals\": \"aes256gcm17\"", "aes256gcm17")]
    [InlineData("\"start_action\": \"begin\"", "choose one of: none, trap, start")]
    [InlineData("\"mode\": \"beet\"", "'mode: beet' is not supported yet")]
    [InlineData("\"ipcomp\": \"yes\"", "'ipcomp' is not supported yet; leave it out or set it to \"no\"")]
    public void A_wrong_word_of_a_child_is_told_on_its_line(string line, string words)
    {
        string error = Assert.Single(ConfigFile.Errors(ConfigFile.With(childLine: line)));
        Assert.StartsWith("test.json:9: ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"mobike\": \"no\"")]
    [InlineData("\"mobike\": false")]
    [InlineData("\"rekey_time\": 0")]
    [InlineData("\"fragmentation\": \"no\"")]
    [InlineData("\"keyingtries\": \"%forever\"")]
    [InlineData("\"version\": \"2\"")]
    public void A_word_that_asks_for_what_happens_anyway_may_stand_there(string line) => ConfigFile.Read(ConfigFile.With(connectionLine: line));

    [Theory]
    [InlineData("{ \"id\": \"bob.test\" }", "has no secret")]
    [InlineData("{ \"secret\": 1234 }", "must be a text in double quotes")]
    [InlineData("{ \"secret\": \"\" }", "would let anybody in")]
    [InlineData("{ \"secret\": \"0xabc\" }", "starts with 0x")]
    [InlineData("{ \"secret\": \"0s!!\" }", "starts with 0s")]
    [InlineData("{ \"secret\": \"x\", \"id\": [\"a\"] }", "give each its own word")]
    [InlineData("{ \"secret\": \"x\", \"idx\": \"a\" }", "did you mean 'id'?")]
    public void A_wrong_secret_is_told_without_the_secret(string secret, string words)
    {
        string text = ConfigFile.Good.Replace("{ \"id\": \"bob.test\", \"secret\": \"correct horse\" }", secret, StringComparison.Ordinal);
        string error = Assert.Single(ConfigFile.Errors(text));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", error, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_needs_a_key_and_a_way_to_authenticate()
    {
        string withoutKey = ConfigFile.Good.Replace("\"ike-1\": { \"id\": \"bob.test\", \"secret\": \"correct horse\" }", "", StringComparison.Ordinal);
        Assert.Contains("connection 'net' needs a pre-shared key", Assert.Single(ConfigFile.Errors(withoutKey)), StringComparison.Ordinal);
        Assert.Equal(2, ConfigFile.Errors(ConfigFile.Good.Replace("\"auth\": \"psk\", ", "", StringComparison.Ordinal)).Length);
    }

    [Fact]
    public void A_word_that_stands_twice_is_told_with_both_lines() => Assert.Contains(
        "test.json:5: 'remote_addrs' stands twice in this section, first on line 4",
        Assert.Single(ConfigFile.Errors(ConfigFile.With(connectionLine: "\"remote_addrs\": \"192.0.2.3\""))), StringComparison.Ordinal);

    [Fact]
    public void A_mark_of_byte_order_is_skipped() => ConfigFile.Read("\uFEFF" + ConfigFile.Good);

    [Theory]
    [InlineData("office.json")]
    [InlineData("branch.json")]
    [InlineData("transport.json")]
    [InlineData("loopback.json")]
    [InlineData("loopback-v1.json")]
    [InlineData("router.json")]
    public void The_examples_are_right(string name)
    {
        string path = Path.Combine(Repository.Root, "samples", "IkeTool", "examples", name);
        Assert.NotNull(ConfigReader.ReadFile(path, Isakmp.Crypto.CryptoProvider.Default, out IReadOnlyList<ConfigError> errors));
        Assert.Empty(errors);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told()
    {
        Assert.Null(ConfigReader.ReadFile("/nowhere/at/all.json", Isakmp.Crypto.CryptoProvider.Default, out IReadOnlyList<ConfigError> errors));
        Assert.Equal("/nowhere/at/all.json: there is no such file", Assert.Single(errors).ToString());
    }
}
