using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;
using Xunit;

namespace Isakmp.Simulation.Tests.V1;

/// <summary>In IKEv1 the key log is told Ka and SKEYID_d of phase 1, and what Quick Mode makes of the latter.</summary>
public sealed class KeyLogTests
{
    [Theory]
    [InlineData("aes256-sha256-modp2048", "aes128gcm16", 32, 32)]
    [InlineData("3des-md5-modp1024", "3des-md5-modp1024", 24, 16)]
    [InlineData("aes128-sha512-ecp256", "null-sha1", 16, 64)]
    public void Both_sides_are_told_the_same_keys(string proposal, string esp, int cipherKey, int derivation)
    {
        var alice = new Log();
        var bob = new Log();
        using Pair pair = Pair.Connected(Options(proposal, esp, alice, bob));

        Assert.Equal(2, alice.Entries.Count);
        Assert.Equal(alice.Entries, bob.Entries);
        Assert.Equal((cipherKey, derivation), alice.Sizes);
        IkeSaInfo sa = pair.Alice.Established.Single();
        Assert.StartsWith($"{sa.InitiatorSpi} {sa.ResponderSpi} ", alice.Entries[0], StringComparison.Ordinal);
        ChildSaEstablishedEvent established = Assert.Single(pair.Alice.EventsOf<ChildSaEstablishedEvent>());
        Assert.Contains(Hex.Format(established.Keys.InboundIntegrity.Length > 0 ? established.Keys.InboundIntegrity.Span : established.Keys.InboundEncryption.Span), alice.Entries[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_keys_come_before_the_first_message_that_they_protect()
    {
        var log = new Log();
        using var pair = new Pair(Options("aes256-sha256-ecp256", "aes128-sha1", log, null));
        pair.ConnectAlice();
        Assert.True(pair.RunUntil(() => pair.Network.Sent.Count == 5, TimeSpan.FromSeconds(1))); // four messages in clear, then Alice's proof
        Assert.Single(log.Entries);
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(2, log.Entries.Count);
    }

    [Fact]
    public void A_bundle_is_told_with_both_keys()
    {
        var alice = new Log();
        var bob = new Log();
        using Pair pair = Pair.Connected(new PairOptions
        {
            Proposal = "aes256-sha256-ecp256",
            EspProposal = null,
            AliceKeyLog = alice,
            BobKeyLog = bob,
            Both = static profile => profile.WithVersion(IkeVersion.V1),
            AliceOnly = static profile => profile.AddChild("net", child => child
                .WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24").WithEspProposals("aes128-sha1").WithAhProposals("sha256")),
            BobOnly = static profile => profile.AddChild("net", child => child
                .WithLocalSelectors("10.2.0.0/24").WithRemoteSelectors("10.1.0.0/24").WithEspProposals("aes128-sha1").WithAhProposals("sha256")),
        });
        Assert.Equal(alice.Entries, bob.Entries);
        ChildSaEstablishedEvent established = Assert.Single(pair.Alice.EventsOf<ChildSaEstablishedEvent>());
        Assert.Equal(32, established.Keys.InboundAh.Length);
        Assert.Contains(Hex.Format(established.Keys.InboundAh.Span), alice.Entries[1], StringComparison.Ordinal);
        Assert.Contains(Hex.Format(established.Keys.OutboundAh.Span), alice.Entries[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Each_phase_1_is_told_and_each_child_sa()
    {
        var log = new Log();
        using Pair pair = Pair.Connected(Options("aes256-sha256-ecp256", "aes128-sha1", log, null));
        IkeSaInfo sa = pair.Alice.Established.Single();
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.RekeyChild(sa.Connection, sa.Children[0].Id, now)));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Reauthenticate(sa.Connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(4, log.Entries.Count);
        Assert.Equal(4, log.Entries.Distinct().Count());
    }

    [Fact]
    public void A_log_that_throws_costs_nothing_but_a_count()
    {
        var failing = new Log { Fails = true };
        using Pair pair = Pair.Connected(Options("aes256-sha256-ecp256", "aes128-sha1", failing, failing));
        pair.AssertAgreement();
        Assert.Equal((2, 0), (pair.Alice.Endpoint.Statistics.KeyLogFaults, pair.Alice.Endpoint.Statistics.InternalFaults));
        Assert.Equal(2, pair.Bob.Endpoint.Statistics.KeyLogFaults);
    }

    private static PairOptions Options(string proposal, string esp, IKeyLog? alice, IKeyLog? bob) => new()
    {
        Proposal = proposal,
        EspProposal = esp,
        AliceKeyLog = alice,
        BobKeyLog = bob,
        Both = static profile => profile.WithVersion(IkeVersion.V1).WithDefaultPolicy(false),
    };

    /// <summary>Puts down each entry as seen by both sides alike.</summary>
    private sealed class Log : IKeyLog
    {
        public List<string> Entries { get; } = [];

        public bool Fails { get; init; }

        public (int CipherKey, int Derivation) Sizes { get; private set; }

        public void OnIkeSa(in IkeSaSecrets secrets)
        {
            Enter();
            Assert.Equal((1, IntegrityAlgorithm.None), (secrets.MajorVersion, secrets.Integrity));
            Assert.True(secrets.ResponderEncryption.IsEmpty && secrets.InitiatorIntegrity.IsEmpty && secrets.InitiatorAuthentication.IsEmpty);
            Sizes = (secrets.InitiatorEncryption.Length, secrets.Derivation.Length);
            Entries.Add($"{secrets.InitiatorSpi} {secrets.ResponderSpi} {secrets.Encryption} {secrets.EncryptionKeyLength} {secrets.Prf} "
                + $"{Hex.Format(secrets.InitiatorEncryption)} {Hex.Format(secrets.Derivation)}");
        }

        public void OnChildSa(in ChildSaSecrets secrets)
        {
            Enter();
            string inbound = $"{secrets.Info.InboundSpi} {Hex.Format(secrets.InboundEncryption)} {Hex.Format(secrets.InboundIntegrity)} {Hex.Format(secrets.InboundAh)}";
            string outbound = $"{secrets.Info.OutboundSpi} {Hex.Format(secrets.OutboundEncryption)} {Hex.Format(secrets.OutboundIntegrity)} {Hex.Format(secrets.OutboundAh)}";
            Entries.Add(string.CompareOrdinal(inbound, outbound) < 0 ? $"{inbound} {outbound}" : $"{outbound} {inbound}");
        }

        private void Enter()
        {
            if (Fails)
            {
                throw new InvalidOperationException("The disk is full.");
            }
        }
    }
}
