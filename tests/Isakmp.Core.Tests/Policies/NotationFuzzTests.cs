using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies;

/// <summary>Whatever a configuration file holds, parsers answer; and what they accept they can write and read again.</summary>
public class NotationFuzzTests
{
    private const int Rounds = 3_000;

    private static readonly string[] Pieces =
    [
        "10.1.0.0", "192.0.2.1", "2001:db8::1", "::", "/", "24", "128", "33", "-", "..", "[", "]", "tcp", "udp", "icmp", "(", ")", "80", "65535", "opaque", "any", "dynamic",
        "CN", "O", "=", ",", "+", "\"", "\\", "\\2c", "#", "0a", "@", "*", "%", "%any", "keyid", "fqdn", "asn1dn", "{", "}", ":", ".", " ", "ü", "\u202e", "\ud83d", "\ude00", "\0", "\n",
        "aes256", "aes128gcm16", "sha256", "prfsha1", "x25519", "modp2048", "ke1_", "esn", "none", "default", "null", "alice", "example.org",
    ];

    [Fact]
    public void No_text_makes_a_parser_throw()
    {
        var random = new Random(5);
        int accepted = 0;
        for (int round = 0; round < Rounds; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            accepted += Check(text, Identity.TryParse(text, out Identity? identity, out string? error), identity, error, Identity.Parse);
            accepted += Check(text, TrafficSelector.TryParse(text, out TrafficSelector? selector, out error), selector, error, TrafficSelector.Parse);
            accepted += Check(text, AddressPattern.TryParse(text, out AddressPattern? address, out error), address, error, AddressPattern.Parse);
            accepted += Check(text, IdentityPattern.TryParse(text, out IdentityPattern? pattern, out error), pattern, error, null);
            bool arePolicies = IsakmpPolicy.TryParseList(text, out ImmutableArray<IsakmpPolicy> policies, out error);
            Assert.Equal(arePolicies, error is null);
            if (arePolicies)
            {
                accepted++;
                Assert.True(IsakmpPolicy.TryParseList(string.Join(',', policies.Select(policy => ProposalNotation.Format(policy.Suite))), out ImmutableArray<IsakmpPolicy> again, out error), error);
                Assert.Equal(policies, again);
            }

            foreach (SecurityProtocol protocol in new[] { SecurityProtocol.Ike, SecurityProtocol.Esp, SecurityProtocol.Ah })
            {
                bool isList = ProposalNotation.TryParseList(text, protocol, out ImmutableArray<Proposal> list, out error);
                Assert.Equal(isList, error is null);
                if (isList)
                {
                    accepted++;
                    Assert.Equal(list, ProposalNotation.ParseList(ProposalNotation.FormatList(list), protocol));
                }
            }
        }

        Assert.InRange(accepted, Rounds / 10, Rounds * 4);
    }

    private static int Check<T>(string text, bool isAccepted, T? value, string? error, Func<string, T>? parse)
        where T : class
    {
        Assert.Equal(isAccepted, value is not null);
        Assert.Equal(isAccepted, error is null);
        if (value is not null && parse is not null)
        {
            Assert.True(value.Equals(parse(value.ToString()!)), $"'{text}' becomes '{value}', which is something else.");
        }

        return isAccepted ? 1 : 0;
    }
}
